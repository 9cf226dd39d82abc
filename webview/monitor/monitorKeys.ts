import type { KeyHelp } from '../common/keyHelp';

/** The keys of the monitor. */
export const MONITOR_KEYS: readonly KeyHelp[] = [
  { keys: ['Tab'], does: 'From the filter to the chart, the totals and the table of peers' },
  { keys: ['↑', '↓', '←', '→'], does: 'Move in the table; above its first row are the heads' },
  { keys: ['Page Up', 'Page Down', 'Home', 'End'], does: 'Move by a screen, or to the ends' },
  { keys: ['Enter', 'Space'], does: 'Open the ladder of the peer; on a head, sort by it' },
  { keys: ['Alt+←', 'Alt+→'], does: 'On a head: make the column narrower or wider' },
  { keys: ['Shift+F10'], does: 'Menu of the cell: filter, name the peer, copy, save' },
  { keys: ['Ctrl+C'], does: 'Copy the value of the cell' },
  { keys: ['Ctrl+F'], does: 'Filter the peers' },
  { keys: ['←', '→'], does: 'In the chart: move in time; with Shift choose a stretch' },
  { keys: ['Enter'], does: 'In the chart: open the ladder of the stretch' },
  { keys: ['?', 'Alt+F1'], does: 'This list' },
];
