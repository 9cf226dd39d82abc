import {
  BLOCK_COLUMN_NAMES,
  BLOCK_COLUMNS,
  type BlockColumn,
  type BlockRow,
  type BlocksPicture,
  type BlocksTable,
} from '../../src/shared/webview/compactBlocksProtocol';
import { make, setAttribute, setText } from '../common/dom';
import { rowAfterKey } from '../common/keys';
import { VirtualList } from '../common/virtualList';

const ROW_HEIGHT = 22;
const HEAD_HEIGHT = 24;
/** Rows that are asked for on either side of those in view. */
const BESIDE = 15;

const TEXTS: ReadonlySet<BlockColumn> = new Set(['peer', 'block', 'bandwidth']);
/** What tells more than the heads have room for. */
const ABOUT: Partial<Record<BlockColumn, string>> = {
  peer: 'The peer from which (←) or to which (→) it went',
  bandwidth: 'High: sent without being asked for; low: sent for a getdata',
  shortIds: 'Transactions by short id',
  prefilled: 'Transactions that it has whole',
  missing: 'Transactions that the receiver asked for',
  missingBytes: 'Bytes of what came of those',
  roundTrips: 'Requests for missing transactions that were answered',
  completed: 'From the compact block to the last answer',
  connected: 'From the first header, by whomever, to the block being connected',
};

/** What is not a number. */
export function isText(column: BlockColumn): boolean {
  return TEXTS.has(column);
}

export interface BlockGridActions {
  /** Other rows are wanted. */
  want(): void;
  sort(column: BlockColumn): void;
  /** @param row Of the capture. */
  open(row: number): void;
}

/** The table of compact blocks. Only rows in view are there; the host has the others. */
export class BlockGrid {
  readonly element = make('div', 'block-grid');
  private readonly head = make('div', 'block-head');
  private readonly list: VirtualList;
  private slots = 0;
  private rows: readonly BlockRow[] = [];
  private from = 0;
  private length = 0;
  private wanted = { from: 0, to: 40 };
  /** -1 is the head. */
  private activeRow = 0;
  private activeColumn = 0;
  /** Row of the capture. */
  private activeKey = -1;

  constructor(private readonly actions: BlockGridActions) {
    const { element, head } = this;
    element.tabIndex = 0;
    element.setAttribute('role', 'grid');
    element.setAttribute('aria-label', 'Compact blocks');
    element.setAttribute('aria-colcount', `${BLOCK_COLUMNS.length}`);
    const row = make('div', 'block-row');
    row.setAttribute('role', 'row');
    row.setAttribute('aria-rowindex', '1');
    row.append(...BLOCK_COLUMNS.map((column, i) => this.headCell(column, i)));
    head.setAttribute('role', 'rowgroup');
    head.append(row);
    element.append(head);
    this.list = new VirtualList(element, {
      rowHeight: ROW_HEIGHT,
      covered: HEAD_HEIGHT,
      create: () => this.createRow(),
      render: (each, index) => this.render(each, index),
      kept: () => this.activeRow,
      onRange: (first, end) => this.range(first, end),
    });
    element.querySelector('.virtual-view')!.setAttribute('role', 'rowgroup');
    this.listen();
  }

  /** Rows [from, to) of the table that are in view. */
  get inView(): { from: number; to: number } {
    return this.wanted;
  }

  /** Row of the capture that the keyboard is on; -1 for none. */
  get active(): number {
    return this.activeKey;
  }

  /** @param asked Of which row the picture says where it is: keys may have gone on since. */
  show(picture: BlocksPicture, { sort, descending }: BlocksTable, asked: number): void {
    if (this.length !== picture.length) this.list.setRowCount(picture.length);
    this.length = picture.length;
    this.rows = picture.rows;
    this.from = picture.from;
    if (this.activeRow >= 0) {
      const isFound = asked === this.activeKey && picture.active >= 0;
      const row = isFound ? picture.active : this.activeRow;
      this.activeRow = Math.max(0, Math.min(row, this.length - 1));
    }
    this.element.setAttribute('aria-rowcount', `${this.length + 1}`);
    for (const [i, column] of BLOCK_COLUMNS.entries()) {
      const cell = this.head.firstElementChild!.children[i] as HTMLElement;
      const order = descending ? 'descending' : 'ascending';
      setAttribute(cell, 'aria-sort', column === sort ? order : 'none');
    }
    this.list.refresh();
    // The list draws with the next picture.
    requestAnimationFrame(() => this.activate());
  }

  private headCell(column: BlockColumn, index: number): HTMLElement {
    const name = BLOCK_COLUMN_NAMES[column];
    // Beside the number of transactions that were missing, there is no doubt whose bytes they are.
    const cell = make('span', `cell ${column}`, column === 'missingBytes' ? 'Bytes' : name);
    cell.setAttribute('aria-label', name);
    cell.id = headId(index);
    cell.setAttribute('role', 'columnheader');
    cell.setAttribute('aria-colindex', `${index + 1}`);
    cell.classList.toggle('number', !isText(column));
    cell.title = ABOUT[column] ?? `Sort by ${name.toLowerCase()}`;
    cell.addEventListener('click', () => this.actions.sort(column));
    return cell;
  }

  private createRow(): HTMLElement {
    const slot = this.slots++;
    const row = make('div', 'block-row');
    row.setAttribute('role', 'row');
    row.append(
      ...BLOCK_COLUMNS.map((column, i) => {
        const cell = make('span', `cell ${column}`);
        cell.id = `block-${slot}-${i}`;
        cell.setAttribute('role', 'gridcell');
        cell.setAttribute('aria-colindex', `${i + 1}`);
        cell.classList.toggle('number', !isText(column));
        return cell;
      }),
    );
    return row;
  }

  private render(element: HTMLElement, index: number): void {
    const row = this.rows[index - this.from];
    setAttribute(element, 'aria-rowindex', `${index + 2}`);
    setAttribute(element, 'data-index', `${index}`);
    element.classList.toggle('asked', (row?.cells.missing ?? '') !== '');
    for (const [i, column] of BLOCK_COLUMNS.entries()) {
      const cell = element.children[i] as HTMLElement;
      setText(cell, row?.cells[column] ?? '');
      setAttribute(cell, 'title', row?.titles[column] ?? '');
    }
  }

  private range(first: number, end: number): boolean {
    const isThere =
      first >= this.from && Math.min(end, this.length) <= this.from + this.rows.length;
    this.wanted = { from: Math.max(0, first - BESIDE), to: end + BESIDE };
    if (!isThere) this.actions.want();
    return isThere;
  }

  private listen(): void {
    const { element } = this;
    element.addEventListener('click', ({ target }) => {
      // A drag over a text chooses it.
      if (String(getSelection()) !== '') return;
      const found = (target as Element).closest<HTMLElement>('.block-row[data-index]');
      const index = Number(found?.dataset.index ?? -1);
      const row = this.rows[index - this.from];
      if (!found || !row) return;
      this.activeRow = index;
      this.activeKey = row.row;
      const cell = (target as Element).closest('.cell');
      if (cell) this.activeColumn = [...found.children].indexOf(cell);
      this.activate();
      this.actions.open(row.row);
    });
    element.addEventListener('keydown', (event) => this.key(event));
    element.addEventListener('focus', () => {
      if (element.matches(':focus-visible')) this.reveal();
      this.activate();
    });
    element.addEventListener('copy', (event) => {
      const row = this.rows[this.activeRow - this.from];
      const column = BLOCK_COLUMNS[this.activeColumn]!;
      const text = column === 'block' ? row?.titles.block : row?.cells[column];
      if (!text || String(getSelection()) !== '') return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    });
  }

  private key(event: KeyboardEvent): void {
    const { activeRow, activeColumn } = this;
    const aside = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (aside !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const last = BLOCK_COLUMNS.length - 1;
      this.activeColumn = Math.max(0, Math.min(last, activeColumn + aside));
    } else if (event.key === 'Enter' || event.key === ' ') {
      const row = this.rows[activeRow - this.from];
      if (activeRow < 0) this.actions.sort(BLOCK_COLUMNS[activeColumn]!);
      else if (row) this.actions.open(row.row);
    } else if (event.key === 'ArrowUp' && activeRow <= 0) {
      this.activeRow = -1;
    } else {
      const to = rowAfterKey(event, activeRow, this.length, this.list.scroll.pageSize);
      if (to === undefined || event.ctrlKey) return;
      this.activeRow = to;
    }
    event.preventDefault();
    this.activeKey = this.rows[this.activeRow - this.from]?.row ?? -1;
    this.reveal();
    requestAnimationFrame(() => this.activate());
  }

  private reveal(): void {
    if (this.activeRow >= 0 && this.length > 0)
      this.list.move((scroll) => scroll.reveal(this.activeRow));
  }

  /** Marks the cell that the keyboard is on, for eyes and for screen readers. */
  private activate(): void {
    const { element, activeRow, activeColumn } = this;
    for (const each of element.querySelectorAll('.active')) each.classList.remove('active');
    for (const each of element.querySelectorAll('.current')) each.classList.remove('current');
    const row = activeRow < 0 ? this.head.firstElementChild : this.list.element(activeRow);
    const cell = row?.children[activeColumn];
    row?.classList.toggle('current', activeRow >= 0);
    cell?.classList.add('active');
    if (cell?.id) element.setAttribute('aria-activedescendant', cell.id);
    else element.removeAttribute('aria-activedescendant');
    const shown = this.rows[activeRow - this.from];
    if (activeRow >= 0 && shown) this.activeKey = shown.row;
  }
}

function headId(column: number): string {
  return `block-head-${column}`;
}
