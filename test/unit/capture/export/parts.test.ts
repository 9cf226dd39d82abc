import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { Parts } from '../../../../src/capture/export/decoding/parts';

/** Gives a part back as another thread does, while this one sleeps. */
const GIVES_BACK = `
  const { workerData: { taken, place } } = require('node:worker_threads');
  Atomics.store(taken, place, 0);
  Atomics.add(taken, taken.length - 1, 1);
  Atomics.notify(taken, taken.length - 1);
`;

/** Takes so many parts for a thread. */
function takeAll(parts: Parts, thread: number, count: number): number[] {
  return Array.from({ length: count }, () => parts.take(thread));
}

describe('the memory that threads write text into', () => {
  it('is given to one thread at a time, and leaves each thread some that no other takes', () => {
    const memory = Parts.allocate(2);
    const parts = new Parts(memory);
    const count = memory.taken.length - 1;
    // All but the two that are the other thread's own.
    const first = takeAll(parts, 0, count - 2);
    const second = takeAll(parts, 1, 2);
    assert.equal(new Set([...first, ...second]).size, count);
  });

  it('gives out again what was given back, with what the next one writes', () => {
    const memory = Parts.allocate(1);
    const parts = new Parts(memory);
    const place = parts.take(0);
    parts.at(place).write('text');
    assert.equal(new Parts(memory).at(place, 4).toString(), 'text');
    parts.giveBack(place);
    assert.equal(parts.take(0), place);
  });

  it('has a thread sleep until there is a part for it', async () => {
    const memory = Parts.allocate(1);
    const parts = new Parts(memory);
    const places = takeAll(parts, 0, memory.taken.length - 1);
    const place = places.at(-1)!;
    const worker = new Worker(GIVES_BACK, {
      eval: true,
      workerData: { taken: memory.taken, place },
    });
    assert.equal(parts.take(0), place);
    await worker.terminate();
  });
});
