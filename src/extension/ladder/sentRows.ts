import type { LadderRow } from '../../shared/webview/ladderProtocol';
import { LimitedMap } from '../../shared/limitedMap';
import type { LadderRows } from './ladderRows';

/** A page shows several blocks at a time, and asks for each once. */
const MOST_SENT = 8;

/** Rows that were sent, and what was known of their pairs and whether the filter finds them. */
export interface SentBlock {
  rows: number[];
  known: string;
}

export function sentOf(rows: LadderRows, read: readonly LadderRow[]): SentBlock {
  const numbers = read.map(({ row }) => row);
  return { rows: numbers, known: rows.knownOf(numbers) };
}

/** What was sent last, which is looked at again once more is known of it. */
export class SentRows {
  private readonly blocks = new LimitedMap<number, SentBlock>(MOST_SENT);

  /** @param from The position of its first row. */
  add(from: number, block: SentBlock): void {
    this.blocks.set(from, block);
  }

  clear(): void {
    this.blocks.clear();
  }

  /** @returns Whether more is known of any than when this was asked last. */
  update(rows: LadderRows): boolean {
    let isStale = false;
    for (const block of this.blocks.values()) {
      const known = rows.knownOf(block.rows);
      isStale ||= known !== block.known;
      block.known = known;
    }
    return isStale;
  }
}
