import type { KeyHelp } from '../common/keyHelp';

/** The keys of the ladder; those that VS Code has are its defaults, which the user may have changed. */
export const LADDER_KEYS: readonly KeyHelp[] = [
  { keys: ['↑', '↓', 'j', 'k'], does: 'Previous or next row; with Shift select more' },
  { keys: ['Page Up', 'Page Down', 'Home', 'End'], does: 'Move by a screen, or to the ends' },
  { keys: ['Enter', 'Space'], does: 'Inspect the message' },
  { keys: ['Esc'], does: 'Back to where you jumped from' },
  { keys: ['Ctrl+A'], does: 'Select all rows' },
  { keys: ['Ctrl+C'], does: 'Copy the selected rows as text' },
  { keys: ['/'], does: 'Write a filter', command: true },
  { keys: ['Ctrl+F'], does: 'Find: mark what matches, and keep the rest', command: true },
  { keys: ['n', 'Shift+N'], does: 'Next or previous match', command: true },
  {
    keys: ['p'],
    does: 'To the answer or the request, to what came of it or what caused it',
    command: true,
  },
  { keys: ['f'], does: 'Follow the newest row', command: true },
  { keys: ['Shift+F'], does: 'Pause, or go on', command: true },
  { keys: ['z'], does: 'Count time from this row', command: true },
  { keys: ['m'], does: 'Mark this row: the time between two marked rows is shown' },
  { keys: ['b'], does: 'Bookmark this row, with a note', command: true },
  { keys: [']', '['], does: 'Next or previous bookmark', command: true },
  { keys: ['Shift+B'], does: 'List of bookmarks', command: true },
  { keys: ['?', 'Alt+F1'], does: 'This list', command: true },
];
