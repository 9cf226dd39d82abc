import { make } from '../common/dom';
import { type ByteRange, isWithin } from './byteRanges';
import { asciiText, hexText, MOST_PER_ROW, offsetText } from './hexText';

/** How bytes are marked. */
export interface HexLook {
  selected: ByteRange;
  /** The byte that the keyboard is on. */
  active: number;
  /** The selected field, then those that it lies in: each is drawn around the one before. */
  nested: readonly ByteRange[];
  /** Ascending. */
  differing: readonly ByteRange[];
  /** Bytes that the row has. */
  perRow: number;
  /** Digits of its offset. */
  digits: number;
  /** The characters of the font differ in width. */
  uneven: boolean;
}

/** An empty row: offset, bytes in hex, characters. */
export function createHexRow(): HTMLElement {
  const row = make('div', 'hex-row');
  row.setAttribute('role', 'row');
  const offset = make('span', 'offset');
  offset.setAttribute('role', 'rowheader');
  offset.append('');
  const ascii = byteCells('ascii');
  // Most rows have no byte that is marked: one text costs a tenth of sixteen.
  ascii.append(make('span', 'plain', ' '));
  row.append(offset, byteCells('hex'), ascii);
  return row;
}

function byteCells(name: string): HTMLElement {
  const group = make('span', name);
  // The characters repeat what the bytes say.
  if (name === 'ascii') group.setAttribute('aria-hidden', 'true');
  else group.setAttribute('role', 'presentation');
  for (let i = 0; i < MOST_PER_ROW; i++) {
    const cell = make('span', 'byte');
    if (name === 'hex') cell.setAttribute('role', 'gridcell');
    cell.dataset.column = String(i);
    cell.append('');
    group.append(cell);
  }
  return group;
}

/**
 * @param start Offset in the payload of the row's first byte.
 * @param byteAt undefined beyond the end and while bytes are under way.
 */
export function renderHexRow(
  row: HTMLElement,
  start: number,
  byteAt: (offset: number) => number | undefined,
  look: HexLook,
): void {
  const { selected, perRow, digits } = look;
  row.id = `row-${start}`;
  row.dataset.start = String(start);
  row.setAttribute('aria-rowindex', String(start / perRow + 1));
  const [offset, hex, ascii] = row.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
  write(offset, offsetText(start, digits));
  let text = '';
  let isMarked = look.uneven;
  for (let i = 0; i < MOST_PER_ROW; i++) {
    const at = start + i;
    const inHex = hex.children[i] as HTMLElement;
    if (i >= perRow) {
      // Hidden: the next row has this byte.
      nameActive(inHex, at, -1);
      continue;
    }
    const byte = byteAt(at);
    write(inHex, byte === undefined ? '  ' : hexText(byte));
    text += byte === undefined ? ' ' : asciiText(byte);
    const name = byte === undefined ? 'byte' : classOf(at, look);
    // Most of what is drawn again while scrolling looks the same.
    if (inHex.className !== name) inHex.className = name;
    isMarked ||= name !== 'byte';
    nameActive(inHex, at, look.active);
    const isSelected = String(at >= selected.from && at < selected.to);
    if (inHex.ariaSelected !== isSelected) inHex.ariaSelected = isSelected;
  }
  ascii.classList.toggle('cells', isMarked);
  if (!isMarked) write(ascii.lastElementChild as HTMLElement, text);
  else
    for (let i = 0; i < perRow; i++) {
      const cell = ascii.children[i] as HTMLElement;
      write(cell, text[i]!);
      cell.className = hex.children[i]!.className;
    }
}

/** @returns Which byte of its row is drawn at a place of an element within it, if any. */
export function columnAt(element: Element, x: number): number | undefined {
  const cell = element.closest<HTMLElement>('.byte');
  if (cell) return Number(cell.dataset.column);
  const group = element.closest<HTMLElement>('.hex, .ascii');
  const plain = group?.querySelector<HTMLElement>(':scope:not(.cells) > .plain');
  if (!plain) return group ? cellBefore(group, x) : undefined;
  const { left, width } = plain.getBoundingClientRect();
  const last = plain.textContent.length - 1;
  return Math.max(0, Math.min(last, Math.floor(((x - left) / width) * (last + 1))));
}

/** A text is less high than its row, so that a place may lie between two. */
function cellBefore(group: HTMLElement, x: number): number | undefined {
  const cells = [...group.querySelectorAll<HTMLElement>('.byte')];
  const cell = cells.find((each) => each.getBoundingClientRect().right > x);
  return cell && Number(cell.dataset.column);
}

/** Only the byte that the keyboard is on is looked up by its id: to name all of them costs frames. */
function nameActive(cell: HTMLElement, at: number, active: number): void {
  const id = at === active ? `byte-${at}` : '';
  if (cell.id !== id) cell.id = id;
}

/** The cell has one text node for good: to replace it costs more than to change it. */
function write(cell: HTMLElement, text: string): void {
  const node = cell.firstChild as Text;
  if (node.data !== text) node.data = text;
}

function classOf(at: number, { selected, active, nested, differing }: HexLook): string {
  let name = '';
  if (at >= selected.from && at < selected.to) name += ' selected';
  if (at === active) name += ' active';
  for (const [level, { from, to }] of nested.entries()) {
    if (at < from || at >= to) continue;
    name += ` level-${level}`;
    if (at === from) name += ` begin-${level}`;
    if (at === to - 1) name += ` end-${level}`;
  }
  if (isWithin(differing, at)) name += ' differs';
  return name === '' ? 'byte' : `byte marked${name}`;
}
