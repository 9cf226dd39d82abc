/**
 * The values of one column of a row group, as they travel to the thread that encodes them: numbers, and each text
 * once.
 */
export type ColumnBatch =
  IntegerBatch | TimeBatch | BooleanBatch | TextBatch | TextListBatch | BytesBatch;

/** Integers; NaN where there is none. */
export interface IntegerBatch {
  kind: 'integers';
  values: Float64Array;
}

/** Nanoseconds. */
export interface TimeBatch {
  kind: 'times';
  values: Float64Array;
  /** What makes unix time of the values. */
  offsetNs: bigint;
}

export interface BooleanBatch {
  kind: 'booleans';
  values: Uint8Array;
}

/** Texts of which there are few different ones. */
export interface TextBatch {
  kind: 'texts';
  /** One more than the index into `words`; 0 where there is none. */
  codes: Uint32Array;
  words: string[];
}

/** A list of texts for each row. */
export interface TextListBatch {
  kind: 'lists';
  /** Where the list of each row ends in `values`. */
  ends: Uint32Array;
  values: string[];
}

/** Bytes, one value after the other. */
export interface BytesBatch {
  kind: 'bytes';
  /** Where the value of each row ends in `bytes`. */
  ends: Uint32Array;
  /** 0 where a row has none. */
  present: Uint8Array;
  bytes: Uint8Array;
}

/** The columns of a row group, in the order of the schema. */
export interface RowGroup {
  rows: number;
  columns: ColumnBatch[];
}
