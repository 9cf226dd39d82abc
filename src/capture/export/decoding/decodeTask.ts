import type { Decoding } from '../decodedJson';

/** What a thread is told first. */
export interface DecodeTask {
  form: Pick<Decoding, 'full' | 'depth' | 'scripts'>;
  /** Stands between the objects of a batch. */
  separator: string;
  /** Stands after each object. */
  tail: string;
  /** Of all threads. */
  parts: PartsMemory;
  /** Which of the threads it is. */
  thread: number;
}

/** The memory of {@link Parts}. */
export interface PartsMemory {
  bytes: SharedArrayBuffer;
  /** Of each part 1 while it is taken, and a number that changes when one is given back. */
  taken: Int32Array<SharedArrayBuffer>;
}

/** A part of the text of a batch is made. */
export interface Made {
  /** The part. */
  place: number;
  /** Bytes in it. */
  length: number;
  /** The batch is done. */
  last: boolean;
}
