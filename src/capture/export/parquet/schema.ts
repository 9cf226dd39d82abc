import type { ColumnSource } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet';

/** How a column is stored: the types of docs/parquet.md. */
export type ColumnType =
  'INTEGER' | 'BIGINT' | 'TIMESTAMP' | 'BOOLEAN' | 'VARCHAR' | 'JSON' | 'VARCHAR[]' | 'BLOB';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Some rows have none. */
  readonly nullable?: true;
}

/** What every file has of an event. Names, types and order stay; further columns come at the end. */
const COMMON = [
  { name: 'row', type: 'INTEGER' },
  { name: 'time', type: 'TIMESTAMP' },
  { name: 'pid', type: 'INTEGER' },
  { name: 'node', type: 'VARCHAR', nullable: true },
  { name: 'chain', type: 'VARCHAR', nullable: true },
  { name: 'event', type: 'VARCHAR' },
  { name: 'peer', type: 'INTEGER', nullable: true },
  { name: 'address', type: 'VARCHAR', nullable: true },
  { name: 'network', type: 'VARCHAR', nullable: true },
  { name: 'connection_type', type: 'VARCHAR', nullable: true },
  { name: 'direction', type: 'VARCHAR', nullable: true },
  { name: 'message_type', type: 'VARCHAR', nullable: true },
  { name: 'size', type: 'INTEGER', nullable: true },
  { name: 'truncated', type: 'BOOLEAN' },
  { name: 'lost', type: 'VARCHAR', nullable: true },
  { name: 'lost_before', type: 'INTEGER' },
  { name: 'answers', type: 'INTEGER', nullable: true },
  { name: 'latency_ns', type: 'BIGINT', nullable: true },
] as const satisfies readonly Column[];

/** Of the format `parquet`: one row an event. */
export const EVENT_COLUMNS = [
  ...COMMON,
  { name: 'note', type: 'VARCHAR', nullable: true },
  { name: 'payload', type: 'BLOB', nullable: true },
] as const satisfies readonly Column[];

/** Of the format `parquet-messages`: one row a decoded message. */
export const MESSAGE_COLUMNS = [
  ...COMMON,
  { name: 'summary', type: 'VARCHAR' },
  { name: 'txids', type: 'VARCHAR[]' },
  { name: 'wtxids', type: 'VARCHAR[]' },
  { name: 'block_hashes', type: 'VARCHAR[]' },
  { name: 'error', type: 'VARCHAR', nullable: true },
  { name: 'fields', type: 'JSON' },
] as const satisfies readonly Column[];

/** What a file has one row of. */
export type RowsOf = 'events' | 'messages';

export const COLUMNS: Readonly<Record<RowsOf, readonly Column[]>> = {
  events: EVENT_COLUMNS,
  messages: MESSAGE_COLUMNS,
};

const TEXT = {
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  logical_type: { type: 'STRING' },
} as const satisfies Partial<SchemaElement>;

/** JSON is text here: not every reader knows the type of its own that Parquet has for it. */
const ELEMENTS: Readonly<Record<Exclude<ColumnType, 'VARCHAR[]'>, Partial<SchemaElement>>> = {
  INTEGER: { type: 'INT32' },
  BIGINT: { type: 'INT64' },
  TIMESTAMP: {
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' },
  },
  BOOLEAN: { type: 'BOOLEAN' },
  VARCHAR: TEXT,
  JSON: TEXT,
  BLOB: { type: 'BYTE_ARRAY' },
};

type Encoding = Pick<ColumnSource, 'encoding' | 'statistics' | 'codec'>;

/**
 * How values are laid out. Statistics take as long as all else, and are worth it where they let a reader skip row
 * groups: of time. Payloads are hashes, keys and signatures for the most part, which do not become shorter.
 */
export const ENCODINGS: Readonly<Record<ColumnType, Encoding>> = {
  INTEGER: { encoding: 'DELTA_BINARY_PACKED', statistics: false },
  BIGINT: { encoding: 'DELTA_BINARY_PACKED', statistics: false },
  TIMESTAMP: { encoding: 'DELTA_BINARY_PACKED' },
  BOOLEAN: { encoding: 'RLE', statistics: false },
  VARCHAR: { encoding: 'RLE_DICTIONARY', statistics: false },
  'VARCHAR[]': { encoding: 'PLAIN', statistics: false },
  JSON: { encoding: 'PLAIN', statistics: false },
  BLOB: { encoding: 'PLAIN', statistics: false, codec: 'UNCOMPRESSED' },
};

/** The schema as the library takes it: parquet.thrift's, depth first. */
export function schemaOf(columns: readonly Column[]): SchemaElement[] {
  const root = { name: 'schema', num_children: columns.length };
  return [root, ...columns.flatMap(elementsOf)];
}

function elementsOf({ name, type, nullable }: Column): SchemaElement[] {
  const repetition_type = nullable ? 'OPTIONAL' : 'REQUIRED';
  if (type !== 'VARCHAR[]') return [{ name, repetition_type, ...ELEMENTS[type] }];
  // LogicalTypes.md of the format: three levels.
  const logical_type = { type: 'LIST' } as const;
  return [
    { name, repetition_type, converted_type: 'LIST', logical_type, num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'REQUIRED', ...TEXT },
  ];
}
