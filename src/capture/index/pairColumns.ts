import { CHUNK_BITS, CHUNK_MASK, CHUNK_ROWS } from './columns';

const MAX_MISSING = 0xffff;

/** 10 bytes a row; rows are kept one higher, so that 0 is none. */
class PairChunk {
  readonly request = new Uint32Array(CHUNK_ROWS);
  readonly answer = new Uint32Array(CHUNK_ROWS);
  readonly missing = new Uint16Array(CHUNK_ROWS);
}

/** What belongs together, by row. */
export class PairColumns {
  private readonly chunks: (PairChunk | undefined)[] = [];
  private first = 0;

  /** The row that this one answers. */
  request(row: number): number | undefined {
    return rowOf(this.chunks[row >>> CHUNK_BITS]?.request[row & CHUNK_MASK]);
  }

  /** The latest row that answers this one. */
  answer(row: number): number | undefined {
    return rowOf(this.chunks[row >>> CHUNK_BITS]?.answer[row & CHUNK_MASK]);
  }

  /** How much of what this row asks for did not come. */
  missing(row: number): number {
    return this.chunks[row >>> CHUNK_BITS]?.missing[row & CHUNK_MASK] ?? 0;
  }

  /** Rows below this one are gone. */
  get firstRow(): number {
    return this.first;
  }

  expect(row: number, count: number): void {
    this.chunk(row).missing[row & CHUNK_MASK] = Math.min(count, MAX_MISSING);
  }

  join(request: number, answer: number): void {
    this.chunk(answer).request[answer & CHUNK_MASK] = request + 1;
    this.chunk(request).answer[request & CHUNK_MASK] = answer + 1;
  }

  /** One thing that a row asked for has come. */
  came(request: number): void {
    const { missing } = this.chunk(request);
    if (missing[request & CHUNK_MASK]! > 0) missing[request & CHUNK_MASK]!--;
  }

  /** Frees the memory of chunks of which all rows are below this one. */
  dropBefore(row: number): void {
    this.chunks.fill(undefined, this.first >>> CHUNK_BITS, row >>> CHUNK_BITS);
    this.first = row;
  }

  private chunk(row: number): PairChunk {
    return (this.chunks[row >>> CHUNK_BITS] ??= new PairChunk());
  }
}

function rowOf(kept: number | undefined): number | undefined {
  return kept === undefined || kept === 0 ? undefined : kept - 1;
}
