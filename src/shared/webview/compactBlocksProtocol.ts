/** Columns of the table of compact blocks, in order. */
export const BLOCK_COLUMNS = [
  'time',
  'peer',
  'block',
  'height',
  'bandwidth',
  'shortIds',
  'prefilled',
  'bytes',
  'missing',
  'missingBytes',
  'roundTrips',
  'completed',
  'connected',
] as const;
export type BlockColumn = (typeof BLOCK_COLUMNS)[number];

export const BLOCK_COLUMN_NAMES: Record<BlockColumn, string> = {
  time: 'Time',
  peer: 'Peer',
  block: 'Block',
  height: 'Height',
  bandwidth: 'Bandwidth',
  shortIds: 'Short ids',
  prefilled: 'Prefilled',
  bytes: 'Bytes',
  missing: 'Missing',
  missingBytes: 'Bytes missing',
  roundTrips: 'Round trips',
  completed: 'Completed',
  connected: 'Connected',
};

/** To the node, from it, or both. */
export const BLOCK_WAYS = { in: 'To the node', out: 'From the node', all: 'All' } as const;
export type BlockWay = keyof typeof BLOCK_WAYS;

/** Which are shown, and in which order. */
export interface BlocksTable {
  way: BlockWay;
  sort: BlockColumn;
  descending: boolean;
}

export const FIRST_BLOCKS: BlocksTable = { way: 'in', sort: 'time', descending: true };

/** What the page wants to show. */
export interface BlocksLook {
  table: BlocksTable;
  /** Rows [from, to) of the table. */
  from: number;
  to: number;
  /** The row of the capture that the keyboard is on, whose place is asked for; -1 for none. */
  active: number;
}

/** A compact block. Addresses may be chosen by others: they are shown through `visible`. */
export interface BlockRow {
  /** Of the `cmpctblock`, in the capture. */
  row: number;
  cells: Record<BlockColumn, string>;
  /** What does not fit: the whole hash, and the address. */
  titles: Partial<Record<BlockColumn, string>>;
}

/** One number of all compact blocks that are shown. */
export interface BlocksSpread {
  name: string;
  known: string;
  median: string;
  worst: string;
}

export interface BlocksPicture {
  title: string;
  live: boolean;
  /** More of what is there has still to be looked at. */
  working: boolean;
  /** How many there are, and of how many something was asked for. */
  summary: string;
  spreads: BlocksSpread[];
  rows: BlockRow[];
  from: number;
  /** Rows of the whole table. */
  length: number;
  /** Where the row is that the keyboard is on; -1 where it is gone. */
  active: number;
}

/** What the page keeps over hiding and over a reload. */
export interface BlocksState {
  /** Path of the capture. */
  capture: string;
  table: BlocksTable;
}

export interface CompactBlocksHost {
  requests: {
    look: [BlocksLook, BlocksPicture];
  };
  notices: {
    ready: object;
    /** Goes to a row of the capture in the ladder. */
    open: { row: number };
    /** All that is shown, as CSV. */
    copy: { table: BlocksTable };
  };
}

export interface CompactBlocksPage {
  requests: Record<string, never>;
  notices: {
    /** There is something to look at. */
    show: { capture: string };
    gone: { text: string };
  };
}
