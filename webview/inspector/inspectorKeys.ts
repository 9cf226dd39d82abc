import type { KeyHelp } from '../common/keyHelp';

/** The keys of the inspector; those that VS Code knows can be changed in its keyboard shortcuts. */
export const INSPECTOR_KEYS = {
  nextOfPeer: { keys: ['Alt+↓'], does: 'Next message of this peer', command: true },
  previousOfPeer: { keys: ['Alt+↑'], does: 'Previous message of this peer', command: true },
  nextOfType: { keys: ['Alt+Shift+↓'], does: 'Next message of this type', command: true },
  previousOfType: { keys: ['Alt+Shift+↑'], does: 'Previous message of this type', command: true },
  move: { keys: ['↑', '↓', 'Home', 'End'], does: 'Move through the fields or bytes' },
  open: {
    keys: ['→', '←'],
    does: 'Open and close a field, and go to its first part or what it lies in',
  },
  toggle: { keys: ['Enter'], does: 'Open or close a field; go to the bytes of one without parts' },
  closeAll: { keys: ['Ctrl+←'], does: 'Close all fields' },
  name: { keys: ['a – z'], does: 'Go to a field by its name' },
  deselect: { keys: ['Esc'], does: 'Select no field' },
  copy: { keys: ['Ctrl+C'], does: 'Copy the selected field or bytes' },
  copyPython: { keys: ['Alt+P'], does: 'Copy the message as Python', command: true },
  compare: { keys: ['Alt+C'], does: 'Compare with another message', command: true },
  find: { keys: ['Ctrl+F'], does: 'Find in fields and bytes', command: true },
  offset: { keys: ['Ctrl+G'], does: 'Go to an offset', command: true },
  help: { keys: ['?', 'Alt+F1'], does: 'Show these keys', command: true },
} as const satisfies Record<string, KeyHelp>;

/** `Next message of this peer (Alt+↓)` */
export function withKey({ keys, does }: KeyHelp): string {
  return `${does} (${keys.join(' ')})`;
}
