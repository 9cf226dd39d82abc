import assert from 'node:assert/strict';
import {
  BatchBuilder,
  type DecodeBatch,
} from '../../../../src/capture/export/decoding/decodeBatch';
import { HELLO } from '../../support/frames';

describe('batches on their way to a thread', () => {
  const facts = { chain: 'main', peerVersion: undefined, row: undefined } as const;

  /** Gives some batches at a time, all of which are done before the next are given. @returns How many pieces of memory they had. */
  function memoryOf(lengths: readonly number[], rounds: number): number {
    const builder = new BatchBuilder();
    const seen = new Set<SharedArrayBuffer>();
    for (let round = 0; round < rounds; round++) {
      const batches: DecodeBatch[] = lengths.map((length) => {
        builder.add(new Uint8Array(length), facts);
        return builder.take(HELLO, '');
      });
      for (const batch of batches) {
        seen.add(batch.frames.buffer);
        builder.reuse(batch);
      }
    }
    return seen.size;
  }

  // V8 does not count it, so that what is thrown away piles up.
  it('use the memory of those before again', () => {
    assert.equal(memoryOf([1000, 1000, 1000, 1000, 1000], 100), 5);
  });

  it('are of few sizes', () => {
    const lengths = Array.from({ length: 100 }, (_, i) => 1_100_000 + i);
    const builder = new BatchBuilder();
    const seen = new Set<SharedArrayBuffer>();
    for (const length of lengths) {
      builder.add(new Uint8Array(length), facts);
      const batch = builder.take(HELLO, '');
      assert.equal(batch.frames.length, length);
      seen.add(batch.frames.buffer);
      builder.reuse(batch);
    }
    assert.equal(seen.size, 1);
  });
});
