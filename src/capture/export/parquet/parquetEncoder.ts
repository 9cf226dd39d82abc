import type { DecodedArray } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ColumnBatch, RowGroup } from './columnBatch';
import { COLUMNS, ENCODINGS, schemaOf, type Column, type RowsOf } from './schema';

/** Grows when columns are added; names and meanings of those that are there stay. */
const SCHEMA_VERSION = 1;
const MOST_INT64 = 2n ** 63n - 1n;
const LEAST_INT64 = -(2n ** 63n);

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
    const columnData = this.columns.map(({ name, type }, i) => ({
      name,
      data: valuesOf(columns[i]!),
      ...ENCODINGS[type],
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

function valuesOf(batch: ColumnBatch): DecodedArray {
  switch (batch.kind) {
    case 'integers':
      return Array.from(batch.values, (value) =>
        Number.isNaN(value) ? undefined : within(integer(value)),
      );
    case 'times': {
      const { values, offsetNs } = batch;
      return Array.from(values, (value) => within(integer(value) + offsetNs));
    }
    case 'booleans':
      return Array.from(batch.values, (value) => value === 1);
    case 'texts': {
      const { codes, words } = batch;
      return Array.from(codes, (code) => words[code - 1]);
    }
    case 'lists': {
      const { ends, values } = batch;
      return Array.from(ends, (end, row) => values.slice(ends[row - 1] ?? 0, end));
    }
    case 'bytes': {
      const { ends, present, bytes } = batch;
      return Array.from(ends, (end, row) =>
        present[row] === 0 ? undefined : bytes.subarray(ends[row - 1] ?? 0, end),
      );
    }
  }
}

function integer(value: number): bigint {
  return Number.isFinite(value) ? BigInt(value) : MOST_INT64;
}

/** A stranger's file may say more than a column holds. */
function within(value: bigint): bigint {
  if (value > MOST_INT64) return MOST_INT64;
  return value < LEAST_INT64 ? LEAST_INT64 : value;
}
