import { membersOf } from '../../shared/members';
import {
  FIRST_COLUMNS,
  FIRST_LOOK,
  MONITOR_COLUMNS,
  type MonitorColumn,
  type MonitorColumns,
  type MonitorState,
} from '../../shared/webview/monitorProtocol';

const WIDEST = 2000;

type Kept = Partial<Record<keyof MonitorState, unknown>>;

/** What was kept by this version or another, as far as it makes sense; the rest is as at first. */
export function monitorState(kept: unknown, capture: string): MonitorState {
  const { capture: of, table, chart, columns, at } = membersOf(kept) as Kept;
  const first = FIRST_LOOK;
  const { sort, descending, filter, closed } = membersOf(table);
  const { by, measure, span } = membersOf(chart);
  return {
    capture,
    table: {
      sort: columnOf(sort) ?? first.table.sort,
      descending: typeof descending === 'boolean' ? descending : first.table.descending,
      filter: typeof filter === 'string' ? filter : '',
      closed: closed === true,
    },
    chart: {
      by: by === 'direction' ? by : 'type',
      measure: measure === 'bytes' ? measure : 'messages',
      span: span === 'recent' ? span : 'whole',
    },
    columns: columnsOf(columns),
    at: of === capture && typeof at === 'number' ? at : 0,
  };
}

function columnsOf(kept: unknown): MonitorColumns {
  const { shown, widths } = membersOf(kept);
  const known = Array.isArray(shown)
    ? shown.map(columnOf).filter((column) => column !== undefined)
    : [];
  const given = Object.entries(membersOf(widths)).flatMap(([name, width]) => {
    const column = columnOf(name);
    const isWidth = typeof width === 'number' && width > 0 && width < WIDEST;
    return column && isWidth ? [[column, width] as const] : [];
  });
  return {
    shown: known.length > 0 ? [...new Set(known)] : FIRST_COLUMNS.shown,
    widths: Object.fromEntries(given),
  };
}

/** @param name Of a column, by this version or one that called it otherwise. */
function columnOf(name: unknown): MonitorColumn | undefined {
  const now = name === 'findings' ? 'remarks' : name;
  return MONITOR_COLUMNS.find((column) => column === now);
}
