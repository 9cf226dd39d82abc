import type { SelectedBytes } from '../../src/shared/webview/inspectorProtocol';
import { rowAfterKey, type Key } from '../common/keys';

/** The selected bytes as a half-open range. */
export function rangeOf(selection: SelectedBytes): { from: number; to: number } {
  return {
    from: Math.min(selection.anchor, selection.active),
    to: Math.max(selection.anchor, selection.active) + 1,
  };
}

/**
 * @param selection Without one, the first key that moves selects the first byte, and those to the end the last.
 * @param page Rows that a page key moves by.
 * @param perRow Bytes of a row.
 * @returns undefined when the key does not move.
 */
export function selectionAfterKey(
  key: Key & { shiftKey: boolean },
  selection: SelectedBytes | undefined,
  length: number,
  page: number,
  perRow: number,
): SelectedBytes | undefined {
  const after = byteAfterKey(key, selection?.active ?? 0, length, page, perRow);
  if (after === undefined) return undefined;
  const active = selection || after === length - 1 ? after : 0;
  return { anchor: key.shiftKey ? (selection?.anchor ?? active) : active, active };
}

function byteAfterKey(
  key: Key,
  active: number,
  length: number,
  page: number,
  perRow: number,
): number | undefined {
  const column = active % perRow;
  const clamp = (byte: number) => Math.max(0, Math.min(byte, length - 1));
  switch (key.key) {
    case 'ArrowLeft':
    case 'h':
      return clamp(active - 1);
    case 'ArrowRight':
    case 'l':
      return clamp(active + 1);
    case 'Home':
      return key.ctrlKey ? 0 : active - column;
    case 'End':
      return key.ctrlKey ? length - 1 : clamp(active - column + perRow - 1);
    default: {
      const rows = Math.ceil(length / perRow);
      const row = rowAfterKey(key, Math.floor(active / perRow), rows, page);
      return row === undefined ? undefined : clamp(row * perRow + column);
    }
  }
}
