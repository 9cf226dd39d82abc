import type { DecodedArray } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { BytesBatch, ColumnBatch, RowGroup, TextBatch, TimeBatch } from './columnBatch';
import { COLUMNS, ENCODINGS, schemaOf, type Column, type ColumnType, type RowsOf } from './schema';

/** Grows when columns are added; names and meanings of those that are there stay. */
const SCHEMA_VERSION = 1;
const MOST_INT64 = 2n ** 63n - 1n;
const MOST_INT32 = 2 ** 31 - 1;
/** The largest that is kept of each type: a stranger's file may say more than a column holds. */
const MOST: Partial<Record<ColumnType, number>> = {
  INTEGER: MOST_INT32,
  // The largest below 2^63 that is a number of JavaScript.
  BIGINT: 2 ** 63 - 1024,
};

/** Makes the bytes of a Parquet file, row group by row group; it remembers of each where its columns are. */
export class ParquetEncoder {
  private readonly columns: readonly Column[];
  private readonly bytes = new ByteWriter();
  private readonly writer: ParquetWriter;

  constructor(rowsOf: RowsOf) {
    this.columns = COLUMNS[rowsOf];
    this.writer = new ParquetWriter({
      writer: this.bytes,
      schema: schemaOf(this.columns),
      createdBy: 'Bitcoin P2P Trace',
      kvMetadata: [{ key: 'bitcoin_p2p_trace', value: `${rowsOf} ${SCHEMA_VERSION}` }],
    });
  }

  /** @returns What it adds to the file. */
  encode({ rows, columns }: RowGroup): Uint8Array {
    const columnData = this.columns.map((column, i) => ({
      name: column.name,
      data: valuesOf(columns[i]!, column),
      ...ENCODINGS[column.type],
    }));
    void this.writer.write({ columnData, rowGroupSize: rows });
    return this.taken();
  }

  /** @returns The footer, without which nobody can read the file. */
  finish(): Uint8Array {
    void this.writer.finish();
    return this.taken();
  }

  /** A copy, since the library goes on in the same memory. */
  private taken(): Uint8Array {
    const taken = this.bytes.getBytes().slice();
    this.bytes.index = 0;
    return taken;
  }
}

/** In the form that the library takes in the least time: plain loops, and as few big integers as can be. */
function valuesOf(batch: ColumnBatch, { type, nullable }: Column): DecodedArray {
  switch (batch.kind) {
    case 'integers':
      return integersOf(batch.values, MOST[type]!, nullable);
    case 'times':
      return timesOf(batch);
    case 'booleans':
      return Array.from(batch.values, (value) => value === 1);
    case 'texts':
      return textsOf(batch);
    case 'lists': {
      const { ends, values } = batch;
      return Array.from(ends, (end, row) => values.slice(ends[row - 1] ?? 0, end));
    }
    case 'bytes':
      return bytesOf(batch);
  }
}

function integersOf(values: Float64Array, most: number, nullable = false): DecodedArray {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value > most) values[row] = most;
    else if (value < -most) values[row] = -most;
  }
  if (!nullable) return most === MOST_INT32 ? Int32Array.from(values) : values;
  const integers = new Array<number | undefined>(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    integers[row] = Number.isNaN(value) ? undefined : value;
  }
  return integers;
}

function timesOf({ values, offsetNs }: TimeBatch): DecodedArray {
  const times = new BigInt64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const time = BigInt(values[row]!) + offsetNs;
    times[row] = time > MOST_INT64 ? MOST_INT64 : time;
  }
  return times;
}

function textsOf({ codes, words }: TextBatch): DecodedArray {
  const texts = new Array<string | undefined>(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    texts[row] = code === 0 ? undefined : words[code - 1];
  }
  return texts;
}

function bytesOf({ ends, present, bytes }: BytesBatch): DecodedArray {
  const values = new Array<Uint8Array | undefined>(ends.length);
  let start = 0;
  for (let row = 0; row < ends.length; row++) {
    const end = ends[row]!;
    values[row] = present[row] === 0 ? undefined : bytes.subarray(start, end);
    start = end;
  }
  return values;
}
