import type { PeersRow } from '../../src/shared/webview/peersProtocol';

/**
 * Where a key leads in a tree, as in those of VS Code.
 * @param page Rows that a page key moves by.
 * @returns undefined for a key that does not lead anywhere.
 */
export function rowAfter(
  key: string,
  active: number,
  rows: readonly PeersRow[],
  page: number,
): number | undefined {
  const to = target(key, active, rows, page);
  return to === undefined ? undefined : Math.max(0, Math.min(to, rows.length - 1));
}

function target(
  key: string,
  active: number,
  rows: readonly PeersRow[],
  page: number,
): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return active + 1;
    case 'ArrowUp':
      return active - 1;
    case 'PageDown':
      return active + page;
    case 'PageUp':
      return active - page;
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    // On an open row into it, on another one out of it.
    case 'ArrowRight':
      return rows[active]?.open ? active + 1 : undefined;
    case 'ArrowLeft':
      return parentOf(active, rows);
    default:
      return undefined;
  }
}

function parentOf(index: number, rows: readonly PeersRow[]): number | undefined {
  const level = rows[index]?.level ?? 0;
  const parent = rows.slice(0, index).findLastIndex((row) => row.level < level);
  return parent === -1 ? undefined : parent;
}

/** The next row whose number or label begins with what was typed; the one at `from` counts. */
export function rowNamed(
  text: string,
  from: number,
  rows: readonly PeersRow[],
): number | undefined {
  for (let i = 0; i < rows.length; i++) {
    const index = (from + i) % rows.length;
    const { number, label } = rows[index]!;
    if (number.startsWith(text) || label.toLowerCase().startsWith(text)) return index;
  }
  return undefined;
}
