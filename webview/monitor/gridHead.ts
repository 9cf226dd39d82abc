import {
  MONITOR_COLUMN_NAMES,
  type MonitorColumn,
  type MonitorTable,
} from '../../src/shared/webview/monitorProtocol';
import { make, setText } from '../common/dom';
import { NARROWEST, NUMERIC, SHORT_NAMES } from './gridColumns';
import { contextOf } from './menuContext';

export interface HeadActions {
  sort(column: MonitorColumn): void;
  /** @param width Pixels; undefined for what it was at first. */
  resize(column: MonitorColumn, width: number | undefined): void;
}

/** The names of the columns: a click sorts, an edge is dragged. */
export class GridHead {
  readonly element = make('div', 'peer-head');
  private readonly row = make('div', 'head-row');
  private columns: readonly MonitorColumn[] = [];

  constructor(private readonly actions: HeadActions) {
    this.element.setAttribute('role', 'rowgroup');
    this.row.setAttribute('role', 'row');
    this.row.setAttribute('aria-rowindex', '1');
    this.element.append(this.row);
  }

  cellId(column: number): string {
    return `head-${column}`;
  }

  /** @param held The order stands still for now. */
  show(columns: readonly MonitorColumn[], { sort, descending }: MonitorTable, held: boolean): void {
    if (columns !== this.columns) this.build(columns);
    for (const [i, column] of columns.entries()) {
      const cell = this.row.children[i] as HTMLElement;
      const isSorted = column === sort;
      const arrow = descending ? ' ▼' : ' ▲';
      const sign = isSorted ? `${arrow}${held ? '‖' : ''}` : '';
      setText(cell.querySelector<HTMLElement>('.sign')!, sign);
      if (isSorted) cell.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      else cell.removeAttribute('aria-sort');
      cell.title =
        isSorted && held
          ? 'Rows keep their places while you point at them'
          : `Sort by ${MONITOR_COLUMN_NAMES[column].toLowerCase()}`;
    }
  }

  /** Marks the cell that the keyboard is on. @param active -1 for none. */
  activate(active: number): void {
    for (const [i, cell] of [...this.row.children].entries())
      cell.classList.toggle('active', i === active);
  }

  widthOf(column: MonitorColumn): number {
    const cell = this.row.children[this.columns.indexOf(column)];
    return cell?.getBoundingClientRect().width ?? 0;
  }

  private build(columns: readonly MonitorColumn[]): void {
    this.columns = columns;
    const cells = columns.map((column, i) => {
      const cell = make('span', `cell head ${column}`);
      cell.id = this.cellId(i);
      cell.setAttribute('role', 'columnheader');
      cell.setAttribute('aria-colindex', `${i + 1}`);
      cell.setAttribute('aria-label', MONITOR_COLUMN_NAMES[column]);
      cell.dataset.vscodeContext = contextOf(undefined, column);
      cell.classList.toggle('number', NUMERIC.has(column));
      cell.append(
        make('span', 'start', SHORT_NAMES[column] ?? MONITOR_COLUMN_NAMES[column]),
        make('span', 'sign'),
      );
      cell.addEventListener('click', () => this.actions.sort(column));
      cell.append(this.handleOf(column));
      return cell;
    });
    this.row.replaceChildren(...cells);
  }

  private handleOf(column: MonitorColumn): HTMLElement {
    const handle = make('span', 'handle');
    handle.addEventListener('click', (event) => event.stopPropagation());
    handle.addEventListener('dblclick', () => this.actions.resize(column, undefined));
    handle.addEventListener('pointerdown', (event) => {
      const from = event.clientX - this.widthOf(column);
      handle.setPointerCapture(event.pointerId);
      const move = (moved: PointerEvent): void =>
        this.actions.resize(column, Math.max(NARROWEST, moved.clientX - from));
      handle.addEventListener('pointermove', move);
      handle.addEventListener(
        'lostpointercapture',
        () => handle.removeEventListener('pointermove', move),
        { once: true },
      );
      event.preventDefault();
    });
    return handle;
  }
}
