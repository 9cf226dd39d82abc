import type { Capture } from '../../capture/capture';
import { encodeBookmark } from '../../shared/frames/bookmark';
import { isWhole, membersOf } from '../../shared/members';
import type { Store } from '../host/store';

const KEY = 'ladder.bookmarks';
/** Captures that bookmarks are remembered of, and bookmarks of each; the oldest make room. */
const MOST_CAPTURES = 50;
const MOST = 500;

interface Remembered {
  row: number;
  eventNs: number;
  text: string;
}

/** Bookmarks that are not in their captures' files, which could not be written. It outlives the window. */
export class BookmarkMemory {
  private readonly shown = new WeakSet<Capture>();

  constructor(private readonly store: Store) {}

  /** Once for each open capture. */
  restore(capture: Capture): void {
    if (this.shown.has(capture)) return;
    this.shown.add(capture);
    const kept = this.kept.find(([path]) => path === capture.path)?.[1] ?? [];
    for (const each of kept) capture.addBookmark(encodeBookmark(each));
  }

  /** @param text Empty where a bookmark was taken away. */
  remember({ path, index }: Capture, row: number, text: string): void {
    const before = this.kept.find(([known]) => known === path)?.[1] ?? [];
    const bookmark = { row, eventNs: index.timeNs(row), text };
    const all = [...before.filter((each) => each.row !== row), bookmark].slice(-MOST);
    const others = this.kept.filter(([known]) => known !== path);
    void this.store.update(KEY, [...others, [path, all]].slice(-MOST_CAPTURES));
  }

  private get kept(): (readonly [path: string, bookmarks: Remembered[]])[] {
    const kept = this.store.get(KEY);
    if (!Array.isArray(kept)) return [];
    return kept.flatMap((pair: unknown) => {
      if (!Array.isArray(pair) || typeof pair[0] !== 'string' || !Array.isArray(pair[1])) return [];
      return [[pair[0], pair[1].filter(isRemembered)] as const];
    });
  }
}

function isRemembered(value: unknown): value is Remembered {
  const { row, eventNs, text } = membersOf(value);
  return isWhole(row) && isWhole(eventNs) && typeof text === 'string';
}
