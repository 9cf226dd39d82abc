import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, copyFileSync, renameSync } from 'node:fs';
import { temporaryDirectory } from '../unit/support/directory';
import { CliRun, gone } from './cliRun';
import { demoNode, session } from './support';

describe('the command line, and a node that is upgraded in place', () => {
  const path = temporaryDirectory();
  const nodes: ChildProcess[] = [];
  const runs: CliRun[] = [];
  afterEach(async () => {
    for (const run of runs.splice(0)) await run.kill();
    for (const node of nodes.splice(0)) {
      node.kill();
      await gone(node.pid!);
    }
  });

  function install(): void {
    copyFileSync(demoNode(), path('demo-node.new'));
    renameSync(path('demo-node.new'), path('demo-node'));
  }

  async function start(): Promise<ChildProcess> {
    const args = ['--with-parent', '--session', session, '--speed', '50', '--loops', '0'];
    const node = spawn(path('demo-node'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
    nodes.push(node);
    await once(node.stdout, 'data');
    return node;
  }

  function trace(): CliRun {
    const cli = new CliRun(['log', '--binary', path('demo-node')]);
    runs.push(cli);
    return cli;
  }

  it('says that another file has taken its place, and that the node ended', async () => {
    install();
    const node = await start();
    const cli = trace();
    await cli.printed(1000);
    install();
    await cli.says('was replaced by another file, whose tracepoints are not attached');
    node.kill();
    await cli.says(`The node (pid ${node.pid}) ended. The trace goes on`);
    cli.child.kill('SIGINT');
    const { status, stderr } = await cli.finished;
    assert.equal(status, 0);
    assert.equal(stderr.filter((line) => line.includes('was replaced')).length, 1);
  });

  it('ends where the file is overwritten, since its probes would crash the next node', async () => {
    install();
    const node = await start();
    const cli = trace();
    await cli.printed(1000);
    node.kill();
    await cli.says(`The node (pid ${node.pid}) ended`);
    appendFileSync(path('demo-node'), 'other content');
    const { status, stderr } = await cli.finished;
    assert.equal(status, 1);
    assert.match(stderr.at(-1)!, /was written to in place.* removed and the trace ended/);
    assert.match(stderr.at(-2)!, / 0 lost, 0 truncated$/);
  });

  it('says that a running node is of the file that was there before', async () => {
    install();
    const node = await start();
    install();
    const cli = trace();
    await cli.says(`Process ${node.pid} still runs the file`);
    cli.child.kill('SIGINT');
    const { status, stdout } = await cli.finished;
    assert.equal(status, 0);
    assert.equal(stdout, '');
  });
});
