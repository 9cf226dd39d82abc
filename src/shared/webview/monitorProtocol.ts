import type { Family } from '../families';
import type { TypeTotal } from '../typeTotal';

/** Columns of the table of peers, in the order in which they stand at first. */
export const MONITOR_COLUMNS = [
  'id',
  'node',
  'type',
  'network',
  'address',
  'userAgent',
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
  'remarks',
] as const;
export type MonitorColumn = (typeof MONITOR_COLUMNS)[number];

/** Columns that count findings: a click on a count leads to the rows. */
export const FINDING_COLUMNS = ['errors', 'warnings'] as const satisfies readonly MonitorColumn[];
export type FindingColumn = (typeof FINDING_COLUMNS)[number];

export function isFindingColumn(column: MonitorColumn | undefined): column is FindingColumn {
  return FINDING_COLUMNS.some((each) => each === column);
}

export const MONITOR_COLUMN_NAMES: Record<MonitorColumn, string> = {
  id: 'Peer',
  node: 'Node',
  type: 'Type',
  network: 'Network',
  address: 'Address',
  userAgent: 'User agent',
  messagesOut: 'Messages sent',
  messagesIn: 'Messages received',
  bytesOut: 'Bytes sent',
  bytesIn: 'Bytes received',
  rate: 'Rate',
  ping: 'Ping',
  last: 'Last message',
  since: 'Connected since',
  errors: 'Errors',
  warnings: 'Warnings',
  remarks: 'Remarks',
};

/** Which peers are shown, and in which order. */
export interface MonitorTable {
  sort: MonitorColumn;
  descending: boolean;
  /** Words that must all be found in what a row shows. */
  filter: string;
  /** Peers whose connection is closed are shown too. */
  closed: boolean;
}

export interface MonitorChart {
  by: 'type' | 'direction';
  measure: 'messages' | 'bytes';
  /** All there is, or the last minutes. */
  span: 'whole' | 'recent';
}

/** What a monitor's page wants to show. */
export interface MonitorLook {
  table: MonitorTable;
  chart: MonitorChart;
  /** Rows [from, to) of the table. */
  from: number;
  to: number;
  /** Rows keep their places, as somebody points at one of them. */
  hold: boolean;
  /** MonitorRow.key of the row that the keyboard is on, whose place is asked for. */
  active: string;
  /** Points that the chart has room for. */
  points: number;
}

export const FIRST_LOOK: MonitorLook = {
  table: { sort: 'rate', descending: true, filter: '', closed: false },
  chart: { by: 'type', measure: 'messages', span: 'whole' },
  from: 0,
  to: 40,
  hold: false,
  active: '',
  points: 300,
};

/** A peer. All text in it may be chosen by others: it is shown through `visible`. */
export interface MonitorRow {
  /** Names the connection. */
  key: string;
  pid: number;
  peer: number;
  open: boolean;
  cells: Record<MonitorColumn, string>;
  /** Messages in each of some equal stretches of time. */
  spark: number[];
}

/**
 * What a colour stands for, in every chart and at all times: a direction, a message type by its family and its
 * place in it, or all types that the chart does not tell apart.
 */
export type MonitorColour = 'others' | 'received' | 'sent' | `${Family}-${number}`;

export interface MonitorSeries {
  name: string;
  colour: MonitorColour;
  /** A second, by bucket. */
  values: number[];
}

/** A thing that happened at a moment. */
export interface MonitorMark {
  /** Unix time, seconds. */
  time: number;
  kind: 'lost' | 'node';
  text: string;
}

/** Rates over time, in stretches of the same length. */
export interface MonitorRates {
  /** Unix seconds of the beginning, and seconds of a stretch. */
  start: number;
  width: number;
  /** From the bottom up, as they are drawn on top of each other: always in the same order. */
  series: MonitorSeries[];
  marks: MonitorMark[];
  /** Unix seconds before which rotation deleted all rows: no ladder has them. Missing: none are. */
  goneBefore?: number | undefined;
  /** The zone that times of day are shown in: minutes ahead of UTC, on the node's machine. */
  zoneMinutes: number;
}

/** What was exchanged of a message type. */
export interface MonitorTotal extends TypeTotal {
  /** As in the chart. */
  colour: MonitorColour;
}

/** What is told above everything. */
export interface MonitorSummary {
  inbound: number;
  outbound: number;
  /** Open ones of which it is not known. */
  unknown: number;
  closed: number;
  /** A second: over the last seconds of a trace, or over all of a capture. */
  messages: number;
  bytes: number;
  total: number;
  lost: number;
  /** Peers with a user agent, with a remark, or with errors or warnings, whether the filter of the table finds them or not. */
  userAgents: number;
  remarks: number;
  errors: number;
  warnings: number;
}

export interface MonitorPicture {
  /** What is monitored. */
  title: string;
  live: boolean;
  /** More of what is there has still to be looked at. */
  working: boolean;
  summary: MonitorSummary;
  /** More than one node is traced. */
  nodes: number;
  /** Rows of the table, from `from` on. */
  rows: MonitorRow[];
  from: number;
  /** Rows of the whole table. */
  length: number;
  /** Where the row is that the keyboard is on; -1 where it is gone. */
  active: number;
  rates: MonitorRates;
  totals: MonitorTotal[];
  /** Messages come too fast for latencies, unanswered requests and findings to be counted now. */
  answersWait: boolean;
  /** When nothing can be shown yet: why. */
  waiting: string;
}

/** Widths that the user gave, and which columns are shown. */
export interface MonitorColumns {
  shown: readonly MonitorColumn[];
  /** Pixels. */
  widths: Partial<Record<MonitorColumn, number>>;
}

export const FIRST_COLUMNS: MonitorColumns = { shown: MONITOR_COLUMNS, widths: {} };

/** What a monitor keeps over hiding, over a reload, and for the next one. */
export interface MonitorState {
  /** Path of the capture. */
  capture: string;
  table: MonitorTable;
  chart: MonitorChart;
  columns: MonitorColumns;
  /** When it was kept, Unix milliseconds; 0 where that was for another capture. */
  at: number;
}

/** Unix seconds [from, to). */
export interface MonitorSpan {
  from: number;
  to: number;
}

/** What a ladder shall show. */
export interface MonitorTarget {
  /** Of these peers; all when absent. */
  peers?: { pid: number; peer: number }[];
  messageType?: string;
  /** What rules of the conversation told that is as grave as this. */
  finding?: FindingColumn;
  /** What was in this time: Unix seconds [from, to). */
  span?: MonitorSpan;
}

export interface MonitorHost {
  requests: {
    /** undefined where there is nothing to show. */
    look: [MonitorLook, MonitorPicture | undefined];
  };
  notices: {
    ready: object;
    keep: { state: MonitorState };
    open: { target: MonitorTarget };
    /** The user wants to choose columns. */
    columns: { columns: MonitorColumns };
  };
}

export interface MonitorPage {
  requests: Record<string, never>;
  notices: {
    /** What to begin with, and that there is something to look at: already with a picture where there is one. */
    show: { state: MonitorState; picture?: MonitorPicture | undefined };
    /** Something is another since the last look. */
    changed: object;
    setColumns: { columns: MonitorColumns };
    setFilter: { filter: string };
    /** Shows the keys. */
    keys: object;
    gone: { text: string };
  };
}
