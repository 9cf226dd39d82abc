import { readFileSync, writeFileSync } from 'node:fs';
import { binary, burstArguments, startNode, type Generator } from './generator';
import { quiet } from './quiet';
import { median, type Row } from './table';
import { effectFloor, nobody, ours, oursOf, type Tracer } from './tracers';

/** The events that native/demo-node/effects.h fires. */
const EFFECTS = [
  'mempool:added',
  'mempool:removed',
  'mempool:replaced',
  'mempool:rejected',
  'validation:block_connected',
];
const COIN = 'utxocache:add';
/** Of each in a run: as many as the ring buffers hold. */
const COUNT = 50_000;
const MESSAGES = { count: 200_000, size: 37 };
/** Share by which two measurements of the same thing differ here. */
const NOISE = 0.05;

interface Way {
  tracer: Tracer;
  /** What the node runs. */
  program: string;
  args: string[];
}

/** @returns what a node of its own said while it was traced. */
async function run({ tracer, program, args }: Way): Promise<string> {
  await quiet();
  // One that waits would wait for ever where nobody traces.
  const waits = tracer === nobody ? [] : ['--wait'];
  const node: Generator = await startNode(program, ...waits, ...args);
  const tracing = await tracer.attach(node);
  const said = await node.ended;
  await tracing.detach();
  return said;
}

/** @returns by turns, what `read` finds in the words of each way: medians. */
async function medians<W extends Way>(
  ways: readonly W[],
  rounds: number,
  read: (said: string) => number[],
): Promise<Map<W, number[]>> {
  const found = new Map<W, number[][]>(ways.map((way) => [way, []]));
  for (let i = 0; i < rounds; i++) for (const [way, list] of found) list.push(read(await run(way)));
  return new Map(
    [...found].map(([way, [first = [], ...rest]]) => [
      way,
      first.map((value, at) => median([value, ...rest.map((values) => values[at]!)])),
    ]),
  );
}

function nanoseconds(said: string, name: string): number {
  const value = Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(said)?.[1]);
  if (Number.isNaN(value)) throw new Error(`the demo node does not tell ${name}: ${said}`);
  return value;
}

function micro(ns: number): string {
  return `${(ns / 1000).toFixed(2)} µs`;
}

/** Processor time that the node's thread spends more for each effect than when nobody traces. */
async function toFloor(rounds: number): Promise<Row[]> {
  const args = ['--effects', `${COUNT}`];
  const none = { tracer: nobody, program: binary, args };
  const least = { tracer: effectFloor, program: binary, args };
  const mine = { tracer: ours, program: binary, args };
  const counting = { tracer: oursOf(binary, true), program: binary, args };
  const costs = await medians<Way>([none, least, mine, counting], rounds, (said) =>
    [...EFFECTS, COIN].map((name) => nanoseconds(said, name) / COUNT),
  );
  const added = (way: Way, i: number): number => costs.get(way)![i]! - costs.get(none)![i]!;
  const effects = EFFECTS.map((name, i) => {
    const ratio = added(mine, i) / added(least, i);
    const absolute = `floor ${micro(added(least, i))}, ours ${micro(added(mine, i))}`;
    return {
      what: `time added to the node per ${name}, to the floor`,
      goal: '≤ 1.3 ×',
      measured: `${ratio.toFixed(2)} × (${absolute})`,
      held: ratio <= 1.3,
    };
  });
  const coin = {
    what: `time added to the node per ${COIN}, where coins are counted`,
    goal: '',
    measured: micro(added(counting, EFFECTS.length)),
    held: undefined,
  };
  return [...effects, coin];
}

/** @returns the path of a copy of the demo node whose probes of other providers than `net` no tracer knows. */
function netOnly(): string {
  const bytes = readFileSync(binary);
  for (const provider of ['mempool\0', 'validation\0', 'utxocache\0'])
    for (let at = 0; (at = bytes.indexOf(provider, at)) >= 0; at++) bytes.write('x', at);
  const path = `${binary}-net`;
  writeFileSync(path, bytes, { mode: 0o755 });
  return path;
}

/** A message's cost with all probes attached, beside that with those of `net` alone. */
async function ofMessages(rounds: number): Promise<Row> {
  const args = burstArguments(MESSAGES);
  const net = netOnly();
  const [none, alone, all] = [
    { tracer: nobody, program: binary, args },
    { tracer: oursOf(net), program: net, args },
    { tracer: ours, program: binary, args },
  ] as const;
  const costs = await medians<Way>([none, alone, all], rounds, (said) => [
    nanoseconds(said, 'cpu') / MESSAGES.count,
  ]);
  const added = (way: Way): number => costs.get(way)![0]! - costs.get(none)![0]!;
  const ratio = added(all) / added(alone);
  return {
    what: 'time added to the node per message of 37 B: all probes on, to those of net alone',
    goal: 'unchanged',
    measured: `${ratio.toFixed(2)} × (net alone ${micro(added(alone))}, all ${micro(added(all))})`,
    held: Math.abs(ratio - 1) <= NOISE,
  };
}

/** What probes of the mempool and of blocks cost the node. */
export async function effectCost(rounds: number): Promise<Row[]> {
  return [...(await toFloor(rounds)), await ofMessages(rounds)];
}
