import type { Decoding } from '../decodedJson';

/** Bytes of text of a thread that were not taken yet, above which it waits; a part may be added. */
export const MOST_WAITING = 6 * 1024 * 1024;

/** What a thread is started with. */
export interface DecodeTask {
  form: Pick<Decoding, 'full' | 'depth' | 'scripts'>;
  /** Stands between the objects of a batch. */
  separator: string;
  /** Stands after each object. */
  tail: string;
  /** One number: bytes of text that it made and nobody took. */
  waiting: Int32Array<SharedArrayBuffer>;
}

/** Text of a batch, which comes in parts. */
export interface Made {
  bytes: Uint8Array;
  /** The batch is done. */
  last: boolean;
}
