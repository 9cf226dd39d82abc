import { SUPPLIED_FILTERS } from '../../capture/query/suppliedFilters';
import type { FilterLists, NamedFilter } from '../../shared/webview/ladderProtocol';
import type { Store } from '../host/store';

const SAVED = 'ladder.filters';
const RECENT = 'ladder.recentFilters';
/** The oldest make room. */
const MOST_SAVED = 500;
const MOST_RECENT = 30;
/** Characters of a filter that is remembered. */
const LONGEST = 10_000;

/** The filters that the user saved, and those that were written last. It outlives the window. */
export class FilterMemory {
  constructor(private readonly store: Store) {}

  get lists(): FilterLists {
    return { recent: this.recent, saved: this.saved, ofCapture: [], supplied: SUPPLIED_FILTERS };
  }

  /** In the order in which they were saved. Those of an earlier version have no name but themselves. */
  get saved(): readonly NamedFilter[] {
    return this.list(SAVED).flatMap((kept) => {
      if (typeof kept === 'string') return { name: kept, filter: kept };
      const { name, filter } = (kept ?? {}) as Partial<Record<'name' | 'filter', unknown>>;
      return typeof name === 'string' && typeof filter === 'string' ? { name, filter } : [];
    });
  }

  /** In place of another one of that name. */
  save(name: string, filter: string): void {
    const others = this.saved.filter((each) => each.name !== name);
    this.keep([...others, { name, filter }]);
  }

  /** It keeps its place; one that had the new name is gone. */
  rename(name: string, newName: string): void {
    const others = this.saved.filter((each) => each.name === name || each.name !== newName);
    this.keep(others.map((each) => (each.name === name ? { ...each, name: newName } : each)));
  }

  delete(name: string): void {
    this.keep(this.saved.filter((each) => each.name !== name));
  }

  /** A filter was written to its end. */
  use(filter: string): void {
    const text = filter.trim();
    if (text === '' || text.length > LONGEST) return;
    const others = this.recent.filter((each) => each !== text);
    void this.store.update(RECENT, [text, ...others].slice(0, MOST_RECENT));
  }

  private get recent(): readonly string[] {
    return this.list(RECENT).filter((each) => typeof each === 'string');
  }

  private list(key: string): readonly unknown[] {
    const kept = this.store.get(key);
    return Array.isArray(kept) ? kept : [];
  }

  private keep(filters: readonly NamedFilter[]): void {
    void this.store.update(SAVED, filters.slice(-MOST_SAVED));
  }
}
