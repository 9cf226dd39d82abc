import type { EventIndex } from '../../capture/index/eventIndex';
import { Causes } from '../../capture/query/causes';
import type { StoryEvents } from '../../capture/query/storyEvents';
import { beganNs, blocksOfRemovals, tracedOf } from '../../capture/query/storyFacts';
import { summarizeStory } from '../../capture/query/storySummary';
import type { Reading } from '../reading';
import { idsOf } from './storyRows';

/**
 * The sentences of a story, about what was printed.
 * @param rows Messages of what was printed. @param events The same rows. @param isPart What came before was left out.
 */
export async function summaryOf(
  hash: string,
  { read, source, selected }: Reading,
  rows: readonly number[],
  { effects, compact }: StoryEvents,
  isPart: boolean,
): Promise<string[]> {
  const { index } = read.contents;
  const capture = source.capture!;
  const causes = new Causes(capture, () => false);
  await causes.until(capture.index.length);
  const kept = keptRows(capture.index, (row) => selected?.isKept(row) ?? true);
  // What led to what is known by the rows of the source.
  const known = effects.flatMap(({ row, event }) => {
    const own = kept[row - index.firstRow];
    return own === undefined ? [] : [{ row: own, event }];
  });
  const blocks = await blocksOfRemovals(capture, known, causes);
  const ids = await idsOf(hash, capture);
  try {
    return summarizeStory({
      index,
      rows,
      effects: known,
      compact,
      isOf: (each) => ids.some((id) => each.startsWith(id.toLowerCase())),
      causeOf: (row) => causes.causeOf(row),
      blockOf: (row) => blocks.get(row),
      beganNs: beganNs(isPart ? index : capture.index),
      traced: tracedOf(capture.hello, known),
      live: false,
      lost: isLossy(capture.index),
    });
  } finally {
    causes.dispose();
  }
}

function keptRows(index: EventIndex, isKept: (row: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = index.firstRow; row < index.length; row++) if (isKept(row)) rows.push(row);
  return rows;
}

function isLossy(index: EventIndex): boolean {
  for (let row = index.firstRow; row < index.length; row++)
    if (index.lostBefore(row) > 0) return true;
  return false;
}
