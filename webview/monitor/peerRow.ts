import { visible } from '../../src/shared/text/visible';
import {
  isFindingColumn,
  MONITOR_COLUMN_NAMES,
  type MonitorColumn,
  type MonitorRow,
} from '../../src/shared/webview/monitorProtocol';
import { make, setAttribute, setText } from '../common/dom';
import { NUMERIC } from './gridColumns';
import { contextOf } from './menuContext';
import { Sparkline } from './sparkline';

/** Characters at the end of an address that stay when there is no room: the port, and what is before it. */
const TAIL = 12;
/** Cells whose end matters as much as their beginning. */
const MIDDLE: ReadonlySet<MonitorColumn> = new Set(['address']);

/** What holds the text of a cell: itself where it holds nothing else, as the layout of each box costs. */
interface Parts {
  start: HTMLElement;
  end: HTMLElement | undefined;
}

/** Fills the element of a row, which is used for one peer after another. */
export class PeerRowView {
  private columns: readonly MonitorColumn[] = [];
  private readonly spark = new Sparkline();
  private parts: Parts[] = [];
  /** Of the peer that it shows; undefined: of none yet. */
  private key: string | undefined;

  constructor(
    readonly element: HTMLElement,
    /** Names its cells. */
    private readonly id: string,
  ) {
    element.classList.add('peer-row');
    element.setAttribute('role', 'row');
  }

  cellId(column: number): string {
    return `${this.id}-${column}`;
  }

  show(row: MonitorRow | undefined, index: number, columns: readonly MonitorColumn[]): void {
    if (columns !== this.columns) this.build(columns);
    const { element } = this;
    const cells = row?.cells;
    const remark = cells?.remarks ?? '';
    setAttribute(element, 'aria-rowindex', `${index + 2}`);
    setAttribute(element, 'data-index', `${index}`);
    const key = row?.key ?? '';
    const isAnother = key !== this.key;
    if (isAnother) element.dataset.key = this.key = key;
    element.classList.toggle('closed', row?.open === false);
    element.classList.toggle('remarked', remark !== '');
    for (const [i, column] of columns.entries()) {
      const cell = element.children[i] as HTMLElement;
      const text = cells?.[column] ?? '';
      const isMarked = i === 0 && column === 'id' && remark !== '';
      this.fill(this.parts[i]!, column, isMarked ? `⚠ ${text}` : text);
      setAttribute(cell, 'title', isMarked ? visible(remark) : titleOf(column, text));
      if (isAnother) cell.dataset.vscodeContext = contextOf(row, column);
    }
    if (row) this.spark.show(row.spark);
  }

  private build(columns: readonly MonitorColumn[]): void {
    this.columns = columns;
    this.key = undefined;
    this.parts = [];
    const cells = columns.map((column, i) => {
      const cell = make('span', `cell ${column}`);
      cell.id = this.cellId(i);
      cell.setAttribute('role', 'gridcell');
      cell.setAttribute('aria-colindex', `${i + 1}`);
      cell.classList.toggle('number', NUMERIC.has(column));
      const isMiddle = MIDDLE.has(column);
      const isRate = column === 'rate';
      const start = isMiddle || isRate ? make('span', 'start') : cell;
      const end = isMiddle ? make('span', 'end') : undefined;
      if (start !== cell) {
        cell.classList.add('parts');
        cell.append(start, ...(end ? [end] : []), ...(isRate ? [this.spark.element] : []));
      }
      this.parts.push({ start, end });
      return cell;
    });
    this.element.replaceChildren(...cells);
  }

  private fill({ start, end }: Parts, column: MonitorColumn, text: string): void {
    const at = end && text.length > 2 * TAIL ? text.length - TAIL : text.length;
    setText(start, text.slice(0, at));
    if (end) setText(end, text.slice(at));
  }
}

/** What is cut is told whole; a count of findings, where it leads. */
function titleOf(column: MonitorColumn, text: string): string {
  if (!isFindingColumn(column) || text === '') return visible(text);
  return `${MONITOR_COLUMN_NAMES[column]}: ${text}. A click shows them in the ladder of this peer.`;
}
