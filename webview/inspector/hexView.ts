import {
  MAX_BYTES_PER_REQUEST,
  type SelectedBytes,
} from '../../src/shared/webview/inspectorProtocol';
import { BlockCache } from '../common/blockCache';
import { make } from '../common/dom';
import { VirtualList } from '../common/virtualList';
import type { ByteRange } from './byteRanges';
import { columnAt, createHexRow, renderHexRow } from './hexRow';
import { MOST_PER_ROW } from './hexText';
import { rangeOf, selectionAfterKey } from './selection';

/** Pixels; inspector.css draws for it. */
const ROW_HEIGHT = 20;
/** What a row takes beside its bytes, and what a byte takes, in characters; pixels at both ends. */
const BESIDE = 4;
const BYTE = 3.5;
const PADDING = 16;

export interface HexViewEvents {
  /** Bytes [from, to) are needed; undefined where they are not to be had. */
  bytesAt(from: number, to: number): Promise<Uint8Array | undefined>;
  /** The user selected bytes. @param byte The one that the keyboard is on. */
  onSelect(byte: number): void;
  onCopy(): void;
}

/** Offset, hex and ASCII of a payload of any length, of which only what is in view is fetched. */
export class HexView {
  readonly element = make('div', 'hex-view');
  private readonly list: VirtualList;
  private readonly bytes: BlockCache<number>;
  private length = 0;
  /** undefined until bytes or a field are selected. */
  private chosen: SelectedBytes | undefined;
  private nested: readonly ByteRange[] = [];
  private differing: readonly ByteRange[] = [];
  private perRow = MOST_PER_ROW;
  private digits = 4;
  /** The characters of the font differ in width: each byte has a place of its own. */
  private uneven = false;
  private readonly probe = make('span', 'probe', '0'.repeat(10));
  /** As wide as the other only in a font whose characters all have one width. */
  private readonly narrow = make('span', 'probe', 'i'.repeat(10));

  constructor(private readonly events: HexViewEvents) {
    this.bytes = new BlockCache(
      MAX_BYTES_PER_REQUEST / 16,
      64,
      4,
      (from, to) => events.bytesAt(from, to),
      (from, bytes) =>
        this.list.invalidate(from / this.perRow, (from + bytes.length) / this.perRow),
    );
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'grid');
    this.element.setAttribute('aria-label', 'Payload in hex');
    this.element.setAttribute('aria-multiselectable', 'true');
    this.list = new VirtualList(this.element, {
      rowHeight: ROW_HEIGHT,
      create: createHexRow,
      render: (row, index) => {
        const byteAt = (offset: number) => this.bytes.get(offset);
        const { selected, nested, differing, perRow, digits, uneven } = this;
        const active = this.selection?.active ?? -1;
        const look = { selected, active, nested, differing, perRow, digits, uneven };
        renderHexRow(row, index * perRow, byteAt, look);
      },
      onRange: (first, end) => {
        const from = first * this.perRow;
        const to = Math.min(end * this.perRow, this.length);
        this.bytes.want(from, to, this.length);
        return to <= from || this.bytes.get(to - 1) !== undefined;
      },
    });
    this.element.addEventListener('keydown', (event) => this.keyDown(event));
    this.element.addEventListener('pointerdown', (event) => this.pointed(event, event.shiftKey));
    this.element.addEventListener('pointermove', (event) => {
      if (event.buttons === 1) this.pointed(event, true);
    });
    this.element.append(this.probe, this.narrow);
    // The pane’s width and the font’s.
    const resized = new ResizeObserver(() => this.fit());
    for (const each of [this.element, this.probe, this.narrow]) resized.observe(each);
  }

  /** No bytes while none are. */
  get selected(): ByteRange {
    return this.selection ? rangeOf(this.selection) : { from: 0, to: 0 };
  }

  /** What {@link restore} brings back; undefined while no bytes are selected. */
  get selection(): SelectedBytes | undefined {
    return this.chosen;
  }

  /** @param length Bytes of the new payload; what was shown of another is forgotten. */
  show(length: number): void {
    this.bytes.clear();
    this.length = length;
    this.chosen = undefined;
    this.element.removeAttribute('aria-activedescendant');
    this.nested = this.differing = [];
    this.digits = length > 0x10000 ? 6 : 4;
    this.perRow = this.perRowThatFits();
    this.layOut();
    this.list.move((scroll) => scroll.scrollTo(0));
  }

  /** What all rows take, pixels. */
  get height(): number {
    return Math.ceil(this.length / this.perRow) * ROW_HEIGHT;
  }

  /** The width that a row of the most bytes takes, and one of half as many, pixels. */
  get widths(): { full: number; half: number } {
    const widthOf = (bytes: number) =>
      Math.ceil((this.digits + BESIDE + bytes * BYTE) * (this.probe.offsetWidth / 10) + PADDING);
    return { full: widthOf(MOST_PER_ROW), half: widthOf(MOST_PER_ROW / 2) };
  }

  private fit(): void {
    const isUneven = this.narrow.offsetWidth !== this.probe.offsetWidth;
    if (isUneven !== this.uneven) this.list.invalidate();
    this.uneven = isUneven;
    this.element.classList.toggle('uneven', isUneven);
    const perRow = this.perRowThatFits();
    if (perRow === this.perRow) return;
    const row = Math.floor(this.list.scroll.offset / ROW_HEIGHT);
    const top = (row * this.perRow) / perRow;
    this.perRow = perRow;
    this.layOut();
    this.list.move((scroll) => scroll.scrollTo(Math.floor(top) * ROW_HEIGHT));
  }

  private perRowThatFits(): number {
    return this.element.clientWidth >= this.widths.full ? MOST_PER_ROW : MOST_PER_ROW / 2;
  }

  private layOut(): void {
    this.element.classList.toggle('half', this.perRow < MOST_PER_ROW);
    this.element.setAttribute('aria-rowcount', String(Math.ceil(this.length / this.perRow)));
    this.list.setRowCount(Math.ceil(this.length / this.perRow));
    this.list.invalidate();
  }

  /** Draws frames around fields, the innermost first. */
  frame(nested: readonly ByteRange[]): void {
    this.nested = nested;
    this.list.invalidate();
  }

  markDifferences(ranges: readonly ByteRange[]): void {
    this.differing = ranges;
    this.list.invalidate();
  }

  /** Selects bytes and has the first of them in view, with its neighbours. */
  selectRange({ from, to }: ByteRange): void {
    if (to <= from || to > this.length) return;
    this.chosen = { anchor: to - 1, active: from };
    const row = Math.floor(from / this.perRow);
    this.list.move((scroll) => {
      const { first, end } = scroll.range;
      if (row < first || row + 1 >= end)
        scroll.scrollTo((row - Math.floor(scroll.pageSize / 3)) * ROW_HEIGHT);
      scroll.reveal(row);
    });
    this.list.invalidate();
    this.element.setAttribute('aria-activedescendant', `byte-${from}`);
  }

  private keyDown(event: KeyboardEvent): void {
    if (this.length === 0) return;
    const command = event.ctrlKey || event.metaKey;
    const page = this.list.scroll.pageSize;
    const selection = selectionAfterKey(event, this.selection, this.length, page, this.perRow);
    if (selection) this.select(selection);
    else if (command && event.key === 'a') this.select({ anchor: 0, active: this.length - 1 });
    else if (command && event.key === 'c') this.events.onCopy();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private pointed(event: PointerEvent, extend: boolean): void {
    const element = event.target as Element;
    const column = columnAt(element, event.clientX);
    const row = element.closest<HTMLElement>('.hex-row');
    if (column === undefined || !row) return;
    const active = Number(row.dataset.start) + column;
    if (active >= this.length) return;
    this.select({ anchor: (extend ? this.selection?.anchor : undefined) ?? active, active });
  }

  private select(selection: SelectedBytes): void {
    this.restore(selection);
    this.events.onSelect(selection.active);
  }

  /** Selects bytes as they were before, if there are such; the one that the keyboard is on is in view. */
  restore(selection: SelectedBytes): void {
    if (Math.max(selection.anchor, selection.active) >= this.length) return;
    this.chosen = selection;
    this.list.move((scroll) => scroll.reveal(Math.floor(selection.active / this.perRow)));
    this.list.invalidate();
    this.element.setAttribute('aria-activedescendant', `byte-${selection.active}`);
  }
}
