import {
  isFindingColumn,
  type MonitorColumn,
  type MonitorColumns,
} from '../../src/shared/webview/monitorProtocol';

/** Pixels at first; those that stretch are as wide at least. */
const WIDTHS: Record<MonitorColumn, number> = {
  id: 62,
  node: 120,
  type: 134,
  network: 76,
  // An IPv4 address with its port is not cut.
  address: 168,
  userAgent: 132,
  messagesOut: 72,
  messagesIn: 72,
  bytesOut: 72,
  bytesIn: 72,
  rate: 118,
  ping: 68,
  last: 72,
  since: 80,
  errors: 72,
  warnings: 96,
  remarks: 150,
};
const STRETCH: readonly MonitorColumn[] = ['address', 'userAgent', 'remarks'];
/** Which goes first where there is no room for all. */
const FIRST_TO_GO: readonly MonitorColumn[] = [
  'since',
  'remarks',
  'network',
  'ping',
  'userAgent',
  'bytesOut',
  'bytesIn',
  'node',
  'last',
  'warnings',
  'errors',
  'messagesOut',
  'messagesIn',
  'type',
  'rate',
  'id',
];
export const NARROWEST = 36;

/** Where the whole name would be wider than what stands below it. */
export const SHORT_NAMES: Partial<Record<MonitorColumn, string>> = {
  messagesOut: '↑ Msgs',
  messagesIn: '↓ Msgs',
  bytesOut: '↑ Bytes',
  bytesIn: '↓ Bytes',
  last: 'Last',
  since: 'Since',
};

/** Columns whose numbers stand at the right. */
export const NUMERIC: ReadonlySet<MonitorColumn> = new Set([
  'id',
  'messagesOut',
  'messagesIn',
  'bytesOut',
  'bytesIn',
  'rate',
  'ping',
  'last',
  'since',
  'errors',
  'warnings',
]);

/** Which columns would say something: the node where there are several, the others where there are any. */
export interface ColumnUse {
  nodes: number;
  userAgents: number;
  remarks: number;
  errors: number;
  warnings: number;
}

export function widthOf(column: MonitorColumn, { widths }: MonitorColumns): number {
  return widths[column] ?? WIDTHS[column];
}

/** @returns The columns that have room in so many pixels, and how many of those chosen have none. */
export function fittingColumns(
  columns: MonitorColumns,
  use: ColumnUse,
  pixels: number,
): { fitting: MonitorColumn[]; left: MonitorColumn[] } {
  const chosen = columns.shown.filter((column) => {
    if (column === 'node') return use.nodes > 1;
    if (column === 'userAgent') return use.userAgents > 0;
    return column === 'remarks' || isFindingColumn(column) ? use[column] > 0 : true;
  });
  let fitting = chosen;
  for (const column of FIRST_TO_GO) {
    const width = fitting.reduce((sum, each) => sum + widthOf(each, columns), 0);
    if (width <= pixels || fitting.length === 1) break;
    fitting = fitting.filter((each) => each !== column);
  }
  return { fitting, left: chosen.filter((column) => !fitting.includes(column)) };
}

/** For `grid-template-columns`. */
export function gridTemplate(fitting: readonly MonitorColumn[], columns: MonitorColumns): string {
  const stretches = fitting.some((each) => STRETCH.includes(each) && !columns.widths[each]);
  const parts = fitting.map((column) => {
    const width = `${widthOf(column, columns)}px`;
    const isFixed = !STRETCH.includes(column) || columns.widths[column] !== undefined;
    return isFixed ? width : `minmax(${width}, 1fr)`;
  });
  return stretches ? parts.join(' ') : `${parts.join(' ')} 1fr`;
}
