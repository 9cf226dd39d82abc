import { gone, type CliRun } from './cliRun';
import type { RunningNode } from './support';

interface Running {
  nodes: RunningNode[];
  runs: CliRun[];
}

/** For use within `describe`: what a test puts into these lists has ended before the next test. */
export function running(): Running {
  const nodes: RunningNode[] = [];
  const runs: CliRun[] = [];
  afterEach(async () => {
    for (const run of runs.splice(0)) await run.kill();
    for (const node of nodes.splice(0)) {
      node.kill();
      await gone(node.pid);
    }
  });
  return { nodes, runs };
}
