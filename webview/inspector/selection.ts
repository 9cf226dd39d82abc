import { rowAfterKey, type Key } from '../common/keys';

/** A run of bytes, from where selecting began to the byte that the keyboard is on. */
export interface Selection {
  anchor: number;
  active: number;
}

/** The selected bytes as a half-open range. */
export function rangeOf(selection: Selection): { from: number; to: number } {
  return {
    from: Math.min(selection.anchor, selection.active),
    to: Math.max(selection.anchor, selection.active) + 1,
  };
}

/**
 * @param page Rows that a page key moves by.
 * @param perRow Bytes of a row.
 * @returns undefined when the key does not move.
 */
export function selectionAfterKey(
  key: Key & { shiftKey: boolean },
  selection: Selection,
  length: number,
  page: number,
  perRow: number,
): Selection | undefined {
  const active = byteAfterKey(key, selection.active, length, page, perRow);
  if (active === undefined) return undefined;
  return { anchor: key.shiftKey ? selection.anchor : active, active };
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
