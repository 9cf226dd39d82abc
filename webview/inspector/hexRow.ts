import { make } from '../common/dom';
import { asciiText, BYTES_PER_ROW, hexText, offsetText } from './hexText';

/** An empty row: offset, 16 bytes in hex, 16 characters. */
export function createHexRow(): HTMLElement {
  const row = make('div', 'hex-row');
  row.setAttribute('role', 'row');
  const offset = make('span', 'offset');
  offset.setAttribute('role', 'rowheader');
  row.append(offset, byteCells('hex'), byteCells('ascii'));
  return row;
}

function byteCells(name: string): HTMLElement {
  const group = make('span', name);
  // The characters repeat what the bytes say.
  if (name === 'ascii') group.setAttribute('aria-hidden', 'true');
  else group.setAttribute('role', 'presentation');
  for (let i = 0; i < BYTES_PER_ROW; i++) {
    const cell = make('span', 'byte');
    if (name === 'hex') cell.setAttribute('role', 'gridcell');
    cell.dataset.column = String(i);
    group.append(cell);
  }
  return group;
}

/**
 * @param start Offset in the payload of the row's first byte.
 * @param byteAt undefined beyond the end and while bytes are under way.
 * @param selected Half-open range of selected bytes.
 * @param active The byte that the keyboard is on.
 */
export function renderHexRow(
  row: HTMLElement,
  start: number,
  byteAt: (offset: number) => number | undefined,
  selected: { from: number; to: number },
  active: number,
): void {
  row.id = `row-${start}`;
  row.dataset.start = String(start);
  row.setAttribute('aria-rowindex', String(start / BYTES_PER_ROW + 1));
  const [offset, hex, ascii] = row.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
  offset.textContent = offsetText(start);
  for (let i = 0; i < BYTES_PER_ROW; i++) {
    const byte = byteAt(start + i);
    const cells = [hex.children[i] as HTMLElement, ascii.children[i] as HTMLElement] as const;
    cells[0].textContent = byte === undefined ? '' : hexText(byte);
    cells[1].textContent = byte === undefined ? '' : asciiText(byte);
    cells[0].id = `byte-${start + i}`;
    const isSelected = start + i >= selected.from && start + i < selected.to;
    cells[0].setAttribute('aria-selected', String(isSelected));
    for (const cell of cells) {
      cell.classList.toggle('selected', isSelected);
      cell.classList.toggle('active', start + i === active);
    }
  }
}
