/** Rows that are told of one by one; beyond, the whole tree is cheaper. */
const MAX_ROWS = 100;

/** A view that is sorted by what changes all the time is not sorted anew more often than this. */
const RESORT_MS = 2000;

/** How often to bring the tree up to date, so that thousands of peers do not keep VS Code busy. */
export function refreshPeriodMs(peers: number): number {
  if (peers <= 200) return 500;
  return peers <= 1000 ? 1000 : 2000;
}

export interface RefreshState {
  /** The list of nodes and peers is another one, or a peer opened or closed. */
  structureChanged: boolean;
  /** Rows with new figures. */
  changedRows: number;
  /** Figures decide the order. */
  sortedByFigures: boolean;
  /** Since the whole tree was last told of. */
  sinceWholeMs: number;
}

/** What to tell VS Code: nothing, the changed rows, or everything. */
export function refreshScope(state: RefreshState): 'nothing' | 'rows' | 'all' {
  if (state.structureChanged) return 'all';
  if (state.changedRows === 0) return 'nothing';
  if (state.changedRows > MAX_ROWS) return 'all';
  return state.sortedByFigures && state.sinceWholeMs >= RESORT_MS ? 'all' : 'rows';
}
