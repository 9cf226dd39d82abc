import { Emitter } from '../../shared/emitter';
import { decodeBookmark, encodeBookmark, type BookmarkFrame } from '../../shared/frames/bookmark';
import { LimitedMap } from '../../shared/limitedMap';
import type { EventIndex } from '../index/eventIndex';
import { lowerBound } from '../index/lowerBound';

/** Bookmarks that are kept; the oldest make room. A stranger's file may have any number. */
export const MOST_BOOKMARKS = 10_000;
/** Characters of a note; what a stranger's file has beyond is left out. */
export const LONGEST_NOTE = 500;

/** A bookmark on an event that is there. */
export interface Bookmark {
  row: number;
  text: string;
}

/** What the user noted on events, according to bookmark frames. */
export class Bookmarks {
  private readonly byRow = new LimitedMap<number, BookmarkFrame>(MOST_BOOKMARKS);
  private sorted: number[] | undefined;
  private readonly changed = new Emitter<void>();
  /** There is another one, or one less. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly index: Pick<EventIndex, 'firstRow' | 'length' | 'timeNs'>) {}

  /** @param frame Whole. @throws MalformedFrame */
  add(frame: Buffer): void {
    const { row, eventNs, text } = decodeBookmark(frame);
    // A later one of the same row takes its place, also among the latest.
    // One that is taken away is kept in mind, for a copy of what said that it was there.
    this.byRow.set(row, { row, eventNs, text: beginning(text) });
    this.sorted = undefined;
    this.changed.fire();
  }

  /** @returns undefined where there is no bookmark. */
  textOf(row: number): string | undefined {
    const kept = this.byRow.get(row);
    return kept !== undefined && this.isThere(kept) ? kept.text : undefined;
  }

  /** Those of events that are there, by row. */
  get all(): Bookmark[] {
    return this.rows.flatMap((row) => {
      const text = this.textOf(row);
      return text === undefined ? [] : [{ row, text }];
    });
  }

  /** How many there are on the rows [from, to). */
  between(from: number, to: number): number {
    const { rows } = this;
    let count = 0;
    for (let i = lowerBound(rows, from); i < rows.length && rows[i]! < to; i++)
      if (this.textOf(rows[i]!) !== undefined) count++;
    return count;
  }

  /** All of them as frames, for a file that begins here. */
  get frames(): Buffer[] {
    return [...this.byRow.values()].map(encodeBookmark);
  }

  private get rows(): readonly number[] {
    return (this.sorted ??= [...this.byRow.keys()].sort((a, b) => a - b));
  }

  /** A row of another number, as after damage, or one that was deleted, is another event. */
  private isThere({ row, eventNs, text }: BookmarkFrame): boolean {
    const { firstRow, length } = this.index;
    return text !== '' && row >= firstRow && row < length && this.index.timeNs(row) === eventNs;
  }
}

/** A part of a string keeps the whole of it in memory: a copy does not. */
function beginning(text: string): string {
  return text.length > LONGEST_NOTE ? Buffer.from(text.slice(0, LONGEST_NOTE)).toString() : text;
}
