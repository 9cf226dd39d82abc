/**
 * How fast messages are decoded: `npx tsx test/bench/decodeBench.ts`. Exits 1 where a figure falls
 * short of its target.
 */
import { decodeMessage } from '../../src/bitcoin/decodeMessage';
import { describeField } from '../../src/bitcoin/describeField';
import { fieldAt, pathToByte } from '../../src/bitcoin/fieldPath';
import { mentionedHashes } from '../../src/bitcoin/mentionedHashes';
import type { Field } from '../../src/bitcoin/read/field';
import { summarize } from '../../src/bitcoin/summarize';
import { bigBlock } from '../unit/bitcoin/bigBlock';
import { sessionMessages } from '../unit/bitcoin/sessionMessages';

/** What a view asks for at once. */
const PAGE = 200;

const session = sessionMessages();

function report(
  what: string,
  figure: number,
  unit: string,
  target?: { least?: number; most?: number },
): void {
  const good = !target || ((target.least ?? 0) <= figure && figure <= (target.most ?? Infinity));
  if (!good) process.exitCode = 1;
  const shown = figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toPrecision(3);
  const aim = target
    ? ` (target: ${target.least !== undefined ? `≥ ${target.least.toLocaleString('en')}` : `≤ ${target.most!}`})`
    : '';
  console.log(`${good ? ' ' : '✗'} ${what}: ${shown} ${unit}${aim}`);
}

/** Of this process, in ms: what else the machine does is not ours. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** ms of the median of `times` runs. */
function median(run: () => unknown, times = 15): number {
  const all = Array.from({ length: times }, () => {
    const start = cpuTime();
    run();
    return cpuTime() - start;
  });
  return all.sort((a, b) => a - b)[times >> 1]!;
}

function walk(field: Field): number {
  let count = 1;
  for (const child of field.children()) count += walk(child);
  return count;
}

const block = bigBlock();
const outline = (): void => {
  const { root } = decodeMessage('block', block);
  const vtx = root.child('vtx')!;
  for (const field of root.children().filter(({ derived }) => !derived)) describeField(field);
  for (const tx of vtx.children(0, PAGE)) describeField(tx);
};
const first = cpuTime();
outline();
console.log(
  `a block of ${block.length} bytes, ${decodeMessage('block', block).root.child('vtx')!.read} transactions`,
);
report('outline and first page, cold', cpuTime() - first, 'ms');
report('outline and first page', median(outline), 'ms', { most: 50 });
report(
  'structure',
  block.length /
    1000 /
    median(() => {
      decodeMessage('block', block);
    }),
  'MB/s',
  { least: 100 },
);
const opened = decodeMessage('block', block).root;
opened.child('vtx')!.children(0, 1);
report(
  'a page in the middle, opened',
  median(() =>
    opened
      .child('vtx')!
      .children(5000, 5000 + PAGE)
      .map((f) => describeField(f)),
  ),
  'ms',
);
report(
  'the field of a byte',
  median(() => fieldAt(opened, pathToByte(opened, 3_000_000))),
  'ms',
);
report(
  'merkle root check',
  median(() => decodeMessage('block', block).root.child('merkle root')!.text, 3),
  'ms',
);
report(
  'witness commitment check',
  median(() => decodeMessage('block', block).root.child('witness commitment')?.text, 3),
  'ms',
);
report(
  'every field of it',
  block.length /
    1000 /
    median(() => {
      walk(decodeMessage('block', block).root);
    }, 3),
  'MB/s',
);

const small = session.filter(({ payload }) => payload.length > 0 && payload.length <= 100);
const ROUNDS = 50;
const rate = (run: (messageType: string, payload: Buffer) => unknown): number => {
  const ms = median(() => {
    for (let round = 0; round < ROUNDS; round++)
      for (const { messageType, payload } of small) run(messageType, payload);
  }, 5);
  return (ROUNDS * small.length * 1000) / ms;
};
report(
  'small messages decoded',
  rate((type, payload) => {
    decodeMessage(type, payload).root.children();
  }),
  'a second',
  { least: 200_000 },
);
report(
  'small messages summarized',
  rate((type, payload) => {
    summarize(type, payload);
  }),
  'a second',
);
report(
  'small messages searched for hashes',
  rate((type, payload) => {
    mentionedHashes(type, payload);
  }),
  'a second',
);
report(
  'summary of the block',
  median(() => {
    summarize('block', block);
  }),
  'ms',
);
