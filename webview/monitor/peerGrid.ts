import { visible } from '../../src/shared/text/visible';
import {
  MONITOR_COLUMN_NAMES,
  type MonitorColumn,
  type MonitorColumns,
  type MonitorPicture,
  type MonitorRow,
  type MonitorTable,
} from '../../src/shared/webview/monitorProtocol';
import { make } from '../common/dom';
import { rowAfterKey } from '../common/keys';
import { VirtualList } from '../common/virtualList';
import { fittingColumns, gridTemplate, NARROWEST, type ColumnUse } from './gridColumns';
import { GridHead } from './gridHead';
import { contextAround } from './menuContext';
import { PeerRowView } from './peerRow';

const ROW_HEIGHT = 22;
const HEAD_HEIGHT = 24;
/** Of the scroll bar. */
const BAR = 14;
/** Pixels that a key makes a column wider by. */
const WIDER = 12;

export interface GridActions {
  /** Other rows are wanted, or none moves any more. */
  want(): void;
  sort(column: MonitorColumn): void;
  /** @param column On which it was opened. */
  open(row: MonitorRow, column: MonitorColumn | undefined): void;
  setColumns(columns: MonitorColumns): void;
  /** Columns that have no room, by name. */
  left(names: string[]): void;
}

/** The table of peers. Only rows in view are there; the host has the others. */
export class PeerGrid {
  readonly element = make('div', 'peer-grid');
  private readonly head: GridHead;
  private readonly list: VirtualList;
  private readonly views = new WeakMap<HTMLElement, PeerRowView>();
  private slots = 0;
  private columns: readonly MonitorColumn[] = [];
  private setup: MonitorColumns = { shown: [], widths: {} };
  private table: MonitorTable | undefined;
  private use: ColumnUse = { nodes: 1, userAgents: 0, remarks: 0, errors: 0, warnings: 0 };
  private rows: readonly MonitorRow[] = [];
  private from = 0;
  private length = 0;
  private wanted = { from: 0, to: 40 };
  /** -1 is the head. */
  private activeRow = 0;
  private activeColumn = 0;
  private activeKey = '';
  /** Pixels; to ask the element has the browser lay out the page. */
  private width = 0;
  private template = '';
  private pointed = false;
  /** The user's hand is on the keyboard, not on the mouse. */
  private byKeyboard = false;
  /** The row that the keyboard is on has another place. */
  private strayed = false;

  constructor(private readonly actions: GridActions) {
    const { element } = this;
    element.tabIndex = 0;
    element.setAttribute('role', 'grid');
    element.setAttribute('aria-label', 'Peers');
    this.head = new GridHead({
      sort: (column) => actions.sort(column),
      resize: (column, width) => this.resize(column, width),
    });
    element.append(this.head.element);
    this.list = new VirtualList(element, {
      rowHeight: ROW_HEIGHT,
      covered: HEAD_HEIGHT,
      create: () => this.createRow(),
      render: (row, index) => this.render(row, index),
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

  /** Somebody points at a row: it must not move away. */
  get held(): boolean {
    return this.pointed;
  }

  get active(): string {
    return this.activeKey;
  }

  setColumns(setup: MonitorColumns): void {
    this.setup = setup;
    this.layOut();
  }

  /** @param asked Of which row the picture says where it is: keys may have gone on since. */
  show(picture: MonitorPicture, table: MonitorTable, asked: string): void {
    // It asks for sizes: before anything is changed, so that nothing is laid out for it.
    if (this.length !== picture.length) this.list.setRowCount(picture.length);
    this.length = picture.length;
    this.table = table;
    this.rows = picture.rows;
    this.from = picture.from;
    this.use = { nodes: picture.nodes, ...picture.summary };
    this.follow(picture, asked);
    this.element.setAttribute('aria-rowcount', `${picture.length + 1}`);
    this.layOut();
    this.list.refresh();
    if (this.strayed) this.reveal();
    this.strayed = false;
    // The list draws with the next picture.
    requestAnimationFrame(() => this.activate());
  }

  /** Keeps the keyboard on its row, wherever that is by now. */
  private follow({ active, rows, from, length }: MonitorPicture, asked: string): void {
    if (this.activeRow < 0) return;
    const near = rows.findIndex(({ key }) => key === this.activeKey);
    let there = near < 0 ? -1 : from + near;
    if (asked === this.activeKey) there = active;
    const row = there >= 0 ? there : Math.min(this.activeRow, Math.max(0, length - 1));
    this.strayed =
      this.byKeyboard && document.activeElement === this.element && row !== this.activeRow;
    this.activeRow = row;
  }

  private layOut(): void {
    const { element, setup, width } = this;
    // Behind a tab it has no width.
    if (width === 0) return;
    const { fitting, left } = fittingColumns(setup, this.use, width - BAR);
    if (fitting.join() !== this.columns.join()) {
      this.columns = fitting;
      this.activeColumn = Math.min(this.activeColumn, fitting.length - 1);
      element.setAttribute('aria-colcount', `${fitting.length}`);
      this.list.invalidate();
    }
    const template = gridTemplate(fitting, setup);
    if (template !== this.template) element.style.setProperty('--peer-columns', template);
    this.template = template;
    if (this.table) this.head.show(this.columns, this.table, this.pointed);
    this.actions.left(left.map((column) => MONITOR_COLUMN_NAMES[column]));
  }

  private resize(column: MonitorColumn, width: number | undefined): void {
    const others = Object.entries(this.setup.widths).filter(([each]) => each !== column);
    const own = width === undefined ? [] : [[column, Math.round(width)] as const];
    const widths = Object.fromEntries([...others, ...own]) as MonitorColumns['widths'];
    this.actions.setColumns({ ...this.setup, widths });
  }

  private createRow(): HTMLElement {
    const element = make('div', '');
    this.views.set(element, new PeerRowView(element, `peer-${this.slots++}`));
    return element;
  }

  private render(element: HTMLElement, index: number): void {
    this.views.get(element)!.show(this.rows[index - this.from], index, this.columns);
  }

  private range(first: number, end: number): boolean {
    const from = Math.max(0, first - 15);
    const to = end + 15;
    const isThere =
      first >= this.from && Math.min(end, this.length) <= this.from + this.rows.length;
    this.wanted = { from, to };
    if (!isThere) this.actions.want();
    return isThere;
  }

  private listen(): void {
    const { element } = this;
    new ResizeObserver(() => {
      this.width = element.clientWidth;
      this.layOut();
    }).observe(element);
    const point = (pointed: boolean): void => {
      if (this.pointed === pointed) return;
      this.pointed = pointed;
      if (this.table) this.head.show(this.columns, this.table, pointed);
      if (!pointed) this.actions.want();
    };
    element.addEventListener('pointermove', ({ target }) =>
      point((target as Element).closest('.peer-row') !== null),
    );
    element.addEventListener('pointerleave', () => point(false));
    element.addEventListener('pointerdown', ({ target }) => {
      this.byKeyboard = false;
      this.pick(target as Element);
    });
    element.addEventListener('click', ({ target }) => {
      // A drag over a text chooses it.
      if (String(getSelection()) !== '') return;
      const row = this.rowOf((target as Element).closest<HTMLElement>('.peer-row'));
      if (row) this.actions.open(row, this.columns[this.activeColumn]);
    });
    element.addEventListener('keydown', (event) => this.key(event));
    element.addEventListener('contextmenu', (event) => {
      const row = this.rows[this.activeRow - this.from];
      const column = this.columns[this.activeColumn];
      element.dataset.vscodeContext = contextAround(event, row, column);
    });
    element.addEventListener('focus', () => {
      if (element.matches(':focus-visible')) this.reveal();
      this.activate();
    });
    element.addEventListener('copy', (event) => {
      const text = this.activeText;
      if (text === '' || String(getSelection()) !== '') return;
      event.clipboardData?.setData('text/plain', visible(text));
      event.preventDefault();
    });
  }

  private rowOf(element: HTMLElement | null): MonitorRow | undefined {
    return element ? this.rows[Number(element.dataset.index) - this.from] : undefined;
  }

  private get activeText(): string {
    const column = this.columns[this.activeColumn];
    const row = this.rows[this.activeRow - this.from];
    return row && column ? row.cells[column] : '';
  }

  private pick(target: Element): void {
    const element = target.closest<HTMLElement>('.peer-row');
    const row = this.rowOf(element);
    if (!element || !row) return;
    const cell = target.closest('.cell');
    this.activeRow = Number(element.dataset.index);
    if (cell) this.activeColumn = [...element.children].indexOf(cell);
    this.activeKey = row.key;
    this.activate();
  }

  private key(event: KeyboardEvent): void {
    const { activeRow, activeColumn, columns } = this;
    const column = columns[activeColumn];
    const inHead = activeRow < 0;
    const wide = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (wide !== undefined && event.altKey && inHead && column) {
      const width = this.head.widthOf(column) + wide * WIDER;
      this.resize(column, Math.max(NARROWEST, width));
    } else if (wide !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      this.activeColumn = Math.max(0, Math.min(columns.length - 1, activeColumn + wide));
    } else if (event.key === 'Enter' || event.key === ' ') {
      const row = this.rows[activeRow - this.from];
      if (inHead && column) this.actions.sort(column);
      else if (row) this.actions.open(row, column);
    } else if (event.key === 'ArrowUp' && activeRow <= 0) {
      this.activeRow = -1;
    } else {
      const page = this.list.scroll.pageSize;
      const to = rowAfterKey(event, activeRow, this.length, page);
      if (to === undefined || event.ctrlKey) return;
      this.activeRow = to;
    }
    event.preventDefault();
    this.byKeyboard = true;
    const row = this.rows[this.activeRow - this.from];
    this.activeKey = row?.key ?? '';
    this.reveal();
    requestAnimationFrame(() => this.activate());
  }

  private reveal(): void {
    if (this.activeRow >= 0) this.list.move((scroll) => scroll.reveal(this.activeRow));
  }

  /** Marks the cell that the keyboard is on, for eyes and for screen readers. */
  private activate(): void {
    const { element, activeRow, activeColumn } = this;
    for (const cell of element.querySelectorAll('.peer-row .active'))
      cell.classList.remove('active');
    for (const row of element.querySelectorAll('.peer-row.current'))
      row.classList.remove('current');
    this.head.activate(activeRow < 0 ? activeColumn : -1);
    const rowElement = this.list.element(activeRow);
    const cell = rowElement?.children[activeColumn];
    rowElement?.classList.add('current');
    cell?.classList.add('active');
    const id = activeRow < 0 ? this.head.cellId(activeColumn) : cell?.id;
    if (id) element.setAttribute('aria-activedescendant', id);
    else element.removeAttribute('aria-activedescendant');
    const row = this.rows[activeRow - this.from];
    if (activeRow >= 0 && row) this.activeKey = row.key;
  }
}
