import type { Store } from '../host/store';

const FILTERS = 'ladder.filters';
/** The oldest make room. */
const MOST = 500;

/** The filters that the user saved. They outlive the window. */
export class LadderMemory {
  constructor(private readonly store: Store) {}

  get filters(): readonly string[] {
    const kept = this.store.get(FILTERS);
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  }

  saveFilter(filter: string): void {
    const others = this.filters.filter((each) => each !== filter);
    void this.store.update(FILTERS, [...others, filter].slice(-MOST));
  }

  forgetFilter(filter: string): void {
    void this.store.update(
      FILTERS,
      this.filters.filter((each) => each !== filter),
    );
  }
}
