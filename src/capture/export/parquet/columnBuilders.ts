import type { ColumnBatch } from './columnBatch';

/** Rows of a row group, at most: readers like many, and what is held in memory grows with them. */
export const MOST_ROWS = 32_768;

/** Bytes that a column of bytes has room for at first. */
const FIRST_BYTES = 256 * 1024;

/** Gathers the values of a column, row by row, and gives them away. */
export interface ColumnBuilder<T> {
  /** @param row Of the group, from 0. */
  set(row: number, value: T): void;
  /** What was gathered; then it begins anew. */
  take(rows: number): ColumnBatch;
}

/** Integers, exact below 2^53. */
export class Integers implements ColumnBuilder<number | undefined> {
  private values = new Float64Array(MOST_ROWS);

  set(row: number, value: number | undefined): void {
    this.values[row] = value ?? NaN;
  }

  take(rows: number): ColumnBatch {
    const values = this.values.subarray(0, rows);
    this.values = new Float64Array(MOST_ROWS);
    return { kind: 'integers', values };
  }
}

/** Times of one clock, nanoseconds. */
export class Times implements ColumnBuilder<number> {
  /** What makes unix time of the values of this group. */
  offsetNs = 0n;
  private values = new Float64Array(MOST_ROWS);

  set(row: number, value: number): void {
    this.values[row] = value;
  }

  take(rows: number): ColumnBatch {
    const { offsetNs } = this;
    const values = this.values.subarray(0, rows);
    this.values = new Float64Array(MOST_ROWS);
    return { kind: 'times', values, offsetNs };
  }
}

export class Booleans implements ColumnBuilder<boolean> {
  private values = new Uint8Array(MOST_ROWS);

  set(row: number, value: boolean): void {
    this.values[row] = value ? 1 : 0;
  }

  take(rows: number): ColumnBatch {
    const values = this.values.subarray(0, rows);
    this.values = new Uint8Array(MOST_ROWS);
    return { kind: 'booleans', values };
  }
}

/** Places of {@link Texts.setOf}, a power of two. */
const PLACES = 1024;

/** Texts of which there are few different ones. */
export class Texts implements ColumnBuilder<string | undefined> {
  private codes = new Uint32Array(MOST_ROWS);
  private words: string[] = [];
  private readonly known = new Map<string, number>();
  private last: string | undefined;
  private lastCode = 0;
  /** The latest text of each place, and its code. */
  private readonly texts = new Array<string | undefined>(PLACES);
  private readonly codesOfTexts = new Uint32Array(PLACES);

  /**
   * The same as `set` in less time, of what is most often the text that its owner had last: a text that was just read
   * is compared sooner than looked up.
   * @param owner Any number.
   */
  setOf(owner: number, row: number, value: string | undefined): void {
    const place = owner & (PLACES - 1);
    if (value !== undefined && value === this.texts[place]) {
      this.codes[row] = this.codesOfTexts[place]!;
      return;
    }
    this.set(row, value);
    this.texts[place] = value;
    this.codesOfTexts[place] = this.codes[row]!;
  }

  set(row: number, value: string | undefined): void {
    // Most often a value is the one of the row before it.
    if (value !== this.last) {
      this.last = value;
      this.lastCode = value === undefined ? 0 : this.codeOf(value);
    }
    this.codes[row] = this.lastCode;
  }

  take(rows: number): ColumnBatch {
    const { words } = this;
    const codes = this.codes.subarray(0, rows);
    this.codes = new Uint32Array(MOST_ROWS);
    this.words = [];
    this.known.clear();
    this.last = undefined;
    this.lastCode = 0;
    this.texts.fill(undefined);
    return { kind: 'texts', codes, words };
  }

  private codeOf(value: string): number {
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const code = this.words.push(value);
    this.known.set(value, code);
    return code;
  }
}

export class TextLists implements ColumnBuilder<readonly string[]> {
  private ends = new Uint32Array(MOST_ROWS);
  private values: string[] = [];

  set(row: number, value: readonly string[]): void {
    for (const text of value) this.values.push(text);
    this.ends[row] = this.values.length;
  }

  take(rows: number): ColumnBatch {
    const { values } = this;
    const ends = this.ends.subarray(0, rows);
    this.ends = new Uint32Array(MOST_ROWS);
    this.values = [];
    return { kind: 'lists', ends, values };
  }
}

/** Bytes, which are copied. */
export class Bytes implements ColumnBuilder<Uint8Array | undefined> {
  /** How many there are in this group. */
  length = 0;
  private ends = new Uint32Array(MOST_ROWS);
  private present = new Uint8Array(MOST_ROWS);
  private bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);

  set(row: number, value: Uint8Array | undefined): void {
    if (value) {
      this.need(value.length);
      this.bytes.set(value, this.length);
      this.length += value.length;
      this.present[row] = 1;
    }
    this.ends[row] = this.length;
  }

  take(rows: number): ColumnBatch {
    const ends = this.ends.subarray(0, rows);
    const present = this.present.subarray(0, rows);
    const bytes = this.bytes.subarray(0, this.length);
    this.ends = new Uint32Array(MOST_ROWS);
    this.present = new Uint8Array(MOST_ROWS);
    // The next group is most often as large as this one.
    this.bytes = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, this.length));
    this.length = 0;
    return { kind: 'bytes', ends, present, bytes };
  }

  private need(more: number): void {
    const wanted = this.length + more;
    if (wanted <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
