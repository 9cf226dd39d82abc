import type { Decoding } from '../decodedJson';

/** Bytes of text that go out together. */
export const PART = 1024 * 1024;
/** Parts that a thread makes before it waits until one of them is out. */
export const PARTS = 6;

/** What a thread is started with. */
export interface DecodeTask {
  form: Pick<Decoding, 'full' | 'depth' | 'scripts'>;
  /** Stands between the objects of a batch. */
  separator: string;
  /** Stands after each object. */
  tail: string;
  /** {@link PARTS} of {@link PART} bytes, used one after the other, again and again. */
  parts: SharedArrayBuffer;
  /** One number: how many parts are free, besides that which the thread has. */
  free: Int32Array<SharedArrayBuffer>;
}

/** A part of the text of a batch is made. */
export interface Made {
  /** Bytes. */
  length: number;
  /** The batch is done. */
  last: boolean;
}
