/** Rows that are told one by one; with more, telling all of them is cheaper. */
const MAX_ROWS = 500;

/** Milliseconds between two sorts of a view whose order changes all the time. */
const RESORT_MS = 2000;

/** How often to bring the rows up to date, so that thousands of peers keep nothing busy. */
export function refreshPeriodMs(openPeers: number): number {
  return openPeers <= 500 ? 1000 : 2000;
}

export interface RefreshState {
  /** The list of nodes and peers has changed, or a peer opened or closed. */
  structureChanged: boolean;
  /** Rows with new figures. */
  changedRows: number;
  /** The rows are sorted by figures. */
  sortedByFigures: boolean;
  /** Milliseconds since all rows were last told. */
  sinceWholeMs: number;
}

/** What to tell the page: nothing, the changed rows, or everything. */
export function refreshScope(state: RefreshState): 'nothing' | 'rows' | 'all' {
  if (state.structureChanged) return 'all';
  if (state.changedRows === 0) return 'nothing';
  if (state.changedRows > MAX_ROWS) return 'all';
  return state.sortedByFigures && state.sinceWholeMs >= RESORT_MS ? 'all' : 'rows';
}
