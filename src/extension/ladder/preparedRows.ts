import { ROW_BLOCK, type FirstRows, type Heads } from '../../shared/webview/ladderProtocol';
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

/** @param lanes The revision of the lanes. @param isLive More rows are to come. */
export async function prepareRows(
  rows: LadderRows,
  lanes: number,
  isLive: boolean,
): Promise<PreparedRows> {
  const { first: base } = rows;
  const length = rows.growth.length - base;
  // A trace that goes on is followed; what is over is read from its beginning.
  const top = isLive ? Math.max(0, length - SCREEN) : 0;
  const from = top - (top % ROW_BLOCK);
  const end = Math.min(length, top + SCREEN);
  const readRows = async () => {
    const read = await rows.read(from + base, end + base);
    return { read, sent: sentOf(rows, read) };
  };
  const [{ read, sent }, heads] = await Promise.all([readRows(), headsAt(rows, base, top, end)]);
  return { first: { from, rows: read, heads }, sent, base, lanes };
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
