import {
  ROW_BLOCK,
  type Anchor,
  type FirstRows,
  type Heads,
} from '../../shared/webview/ladderProtocol';
import type { LadderRows } from './ladderRows';
import { sentOf, type SentBlock } from './sentRows';

/** Rows that fill a large screen. */
const SCREEN = 60;

/** What a page shows first, as it was read before the page was loaded. */
export interface PreparedRows {
  first: FirstRows;
  sent: SentBlock;
  /** The position that they count from, and the revision of the lanes that they stand in. */
  base: number;
  lanes: number;
}

/**
 * Reads what comes into view, so that the page need not ask.
 * @param lanes The revision of the lanes. @param around What is in view. @param before What is shown until then.
 */
export async function prepareRows(
  rows: LadderRows,
  lanes: number,
  around: Anchor | 'end' | undefined,
  before?: LadderRows,
): Promise<PreparedRows> {
  const { first: base } = rows;
  const length = rows.growth.length - base;
  const top = Math.min(Math.max(0, length - SCREEN), topOf(rows, around, before));
  const from = top - (top % ROW_BLOCK);
  const end = Math.min(length, top + SCREEN);
  const readRows = async () => {
    const read = await rows.read(from + base, end + base);
    return { read, sent: sentOf(rows, read) };
  };
  const [{ read, sent }, heads] = await Promise.all([readRows(), headsAt(rows, base, top, end)]);
  return { first: { from, rows: read, heads }, sent, base, lanes };
}

/** The position at the top of the window, from the first one on; beyond all where the last rows are in view. */
function topOf(
  rows: LadderRows,
  around: Anchor | 'end' | undefined,
  before: LadderRows | undefined,
): number {
  if (around === undefined) return 0;
  if (around === 'end') return Infinity;
  const { row, above } = around;
  const { position, exact } = rows.locate(row);
  // Until it is found, or certainly not there, the list stays where it is.
  const stays = !exact && rows.growth.scanned < 1 && before !== undefined;
  const at = stays ? before.locate(row).position - before.first : position - rows.first;
  return Math.max(0, at - above);
}

/** The heads at positions [from, to), as the page counts them: from `base` on. */
export async function headsAt(
  rows: LadderRows,
  base: number,
  from: number,
  to: number,
): Promise<Heads> {
  const { heads, more } = await rows.heads(from + base, to + base);
  const own = heads.map((head) => {
    const last = head.last === undefined ? undefined : head.last - base;
    return { ...head, first: head.first - base, last };
  });
  return { heads: own, more };
}
