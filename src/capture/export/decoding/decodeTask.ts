import type { Decoding } from '../decodedJson';
import type { PartsMemory } from '../threads/parts';

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
