import { binary, burstArguments, startNode, type Burst } from './generator';
import type { Row } from './table';
import { trace } from './tracers';
import { Verifier } from './verifier';

const BURSTS: [string, Burst][] = [
  ['300,000 × 37 B', { count: 300_000, size: 37 }],
  ['20,000 × 250 B', { count: 20_000, size: 250 }],
  ['60 × 1 MB', { count: 60, size: 1_000_000 }],
  ['15 × 4,000,000 B', { count: 15, size: 4_000_000 }],
];

/** Fires through the helper into a client that compares every byte. */
export async function bursts(rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, single] of BURSTS)
    for (const spread of [false, true]) {
      const burst = spread ? { ...single, threads: 4, bothDirections: true } : single;
      const faults: string[] = [];
      for (let i = 0; i < rounds; i++) faults.push(...(await arrives(burst)));
      rows.push({
        what: `burst of ${name}${spread ? ' over 4 threads, both directions' : ''}`,
        goal: 'every byte',
        measured:
          faults.length === 0 ? `every byte, ${rounds} of ${rounds} times` : faults.join('; '),
        held: faults.length === 0,
      });
    }
  return rows;
}

/** @returns what went wrong. */
async function arrives(burst: Burst): Promise<string[]> {
  const verifier = new Verifier(burst);
  const running = await trace(verifier.sink);
  const node = await startNode(binary, '--wait', ...burstArguments(burst));
  await node.fired;
  const { error } = await running.stop();
  if (error) throw error;
  if (verifier.whole) return [];
  const lost = verifier.statistics?.lostRingFull ?? NaN;
  return [`${verifier.good} of ${burst.count} arrived, ${lost} lost ${verifier.fault ?? ''}`];
}
