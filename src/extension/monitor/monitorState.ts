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
      sort: isColumn(sort) ? sort : first.table.sort,
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
  const known = Array.isArray(shown) ? shown.filter(isColumn) : [];
  const given = Object.entries(membersOf(widths)).filter(
    ([column, width]) =>
      isColumn(column) && typeof width === 'number' && width > 0 && width < WIDEST,
  );
  return {
    shown: known.length > 0 ? [...new Set(known)] : FIRST_COLUMNS.shown,
    widths: Object.fromEntries(given),
  };
}

function isColumn(name: unknown): name is MonitorColumn {
  return (MONITOR_COLUMNS as readonly unknown[]).includes(name);
}
