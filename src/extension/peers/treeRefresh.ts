/** Rows that are told of one by one; beyond, the whole tree is cheaper. */
const MAX_ROWS = 100;

/** A view that is sorted by what changes all the time is not sorted anew more often than this. */
const RESORT_MS = 2000;

/** A tooltip goes when its row is drawn anew, so the tree holds still while one is looked at. */
export const TOOLTIP_HOLD_MS = 5000;

/** How often to bring the tree up to date, so that thousands of peers do not keep VS Code busy. */
export function refreshPeriodMs(openPeers: number): number {
  return openPeers <= 500 ? 1000 : 2000;
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
  /** A tooltip was asked for a moment ago. */
  held: boolean;
}

/** What to tell VS Code: nothing, the changed rows, or everything. */
export function refreshScope(state: RefreshState): 'nothing' | 'rows' | 'all' {
  if (state.structureChanged) return 'all';
  if (state.changedRows === 0 || state.held) return 'nothing';
  if (state.changedRows > MAX_ROWS) return 'all';
  return state.sortedByFigures && state.sinceWholeMs >= RESORT_MS ? 'all' : 'rows';
}
