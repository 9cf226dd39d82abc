import { MAX_BYTES_PER_REQUEST } from '../../src/shared/webview/inspectorProtocol';
import { BlockCache } from '../common/blockCache';
import { make } from '../common/dom';
import { VirtualList } from '../common/virtualList';
import type { ByteRange } from './byteRanges';
import { createHexRow, renderHexRow } from './hexRow';
import { BYTES_PER_ROW } from './hexText';
import { rangeOf, selectionAfterKey, type Selection } from './selection';

/** Pixels; inspector.css draws for it. */
const ROW_HEIGHT = 20;

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
  private selection: Selection = { anchor: 0, active: 0 };
  private nested: readonly ByteRange[] = [];
  private differing: readonly ByteRange[] = [];

  constructor(private readonly events: HexViewEvents) {
    this.bytes = new BlockCache(
      MAX_BYTES_PER_REQUEST / 16,
      64,
      4,
      (from, to) => events.bytesAt(from, to),
      (from, bytes) =>
        this.list.invalidate(from / BYTES_PER_ROW, (from + bytes.length) / BYTES_PER_ROW),
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
        const start = index * BYTES_PER_ROW;
        const { selected, nested, differing } = this;
        const { active } = this.selection;
        renderHexRow(row, start, byteAt, { selected, active, nested, differing });
      },
      onRange: (first, end) => {
        const to = Math.min(end * BYTES_PER_ROW, this.length);
        this.bytes.want(first * BYTES_PER_ROW, to, this.length);
        return to <= first * BYTES_PER_ROW || this.bytes.get(to - 1) !== undefined;
      },
    });
    this.element.addEventListener('keydown', (event) => this.keyDown(event));
    this.element.addEventListener('pointerdown', (event) => this.pointed(event, event.shiftKey));
    this.element.addEventListener('pointermove', (event) => {
      if (event.buttons === 1) this.pointed(event, true);
    });
  }

  get selected(): { from: number; to: number } {
    return rangeOf(this.selection);
  }

  /** @param length Bytes of the new payload; what was shown of another is forgotten. */
  show(length: number): void {
    this.bytes.clear();
    this.length = length;
    this.selection = { anchor: 0, active: 0 };
    this.nested = this.differing = [];
    const rows = Math.ceil(length / BYTES_PER_ROW);
    this.element.setAttribute('aria-rowcount', String(rows));
    this.list.setRowCount(rows);
    this.list.move((scroll) => scroll.scrollTo(0));
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
    this.selection = { anchor: to - 1, active: from };
    const row = Math.floor(from / BYTES_PER_ROW);
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
    const selection = selectionAfterKey(event, this.selection, this.length, page);
    if (selection) this.select(selection);
    else if (command && event.key === 'a') this.select({ anchor: 0, active: this.length - 1 });
    else if (command && event.key === 'c') this.events.onCopy();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private pointed(event: PointerEvent, extend: boolean): void {
    const cell = (event.target as Element).closest<HTMLElement>('.byte');
    const row = cell?.closest<HTMLElement>('.hex-row');
    if (!cell || !row) return;
    const active = Number(row.dataset.start) + Number(cell.dataset.column);
    if (active >= this.length) return;
    this.select({ anchor: extend ? this.selection.anchor : active, active });
  }

  private select(selection: Selection): void {
    this.selection = selection;
    this.list.move((scroll) => scroll.reveal(Math.floor(selection.active / BYTES_PER_ROW)));
    this.list.invalidate();
    this.element.setAttribute('aria-activedescendant', `byte-${selection.active}`);
    this.events.onSelect(selection.active);
  }
}
