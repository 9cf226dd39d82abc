/** Rows that are refreshed one by one; with more, refreshing the whole tree is cheaper. */
const MAX_ROWS = 100;

/** Milliseconds between two sorts of a view whose order changes all the time. */
const RESORT_MS = 2000;

/** Milliseconds. A redrawn row loses its tooltip, so the tree holds still while one is looked at. */
export const TOOLTIP_HOLD_MS = 5000;

/** How often to bring the tree up to date, so that thousands of peers do not keep VS Code busy. */
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
  /** Milliseconds since the whole tree was last refreshed. */
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
