import type { PartsMemory } from './decodeTask';

/** Bytes of text that go out together. */
const PART = 1024 * 1024;
/**
 * Parts that any thread may take. The text of a block of 4 MB, with its bytes in hex, has 32 of them: two threads that
 * each make one, half of it ahead of the other, wait for nothing.
 */
const SHARED = 20;
/** Parts that only one thread takes: with them goes on whoever makes what goes out next. */
const OWN = 2;

/** Memory for text which threads make, and which is written out in another order than it is made in. */
export class Parts {
  /** @param memory What {@link Parts.allocate} returned, here or in another thread. */
  constructor(private readonly memory: PartsMemory) {}

  /** None of it is there before it is written to. */
  static allocate(threads: number): PartsMemory {
    const count = SHARED + threads * OWN;
    return {
      bytes: new SharedArrayBuffer(count * PART),
      taken: new Int32Array(new SharedArrayBuffer((count + 1) * Int32Array.BYTES_PER_ELEMENT)),
    };
  }

  /** @returns The place of a part, when there is one for the thread; it sleeps until then. */
  take(thread: number): number {
    const { taken } = this.memory;
    for (;;) {
      const changes = Atomics.load(taken, this.changes);
      const own = SHARED + thread * OWN;
      const place = this.free(own, own + OWN) ?? this.free(0, SHARED);
      if (place !== undefined) return place;
      Atomics.wait(taken, this.changes, changes);
    }
  }

  at(place: number, length = PART): Buffer {
    return Buffer.from(this.memory.bytes, place * PART, length);
  }

  giveBack(place: number): void {
    const { taken } = this.memory;
    Atomics.store(taken, place, 0);
    Atomics.add(taken, this.changes, 1);
    Atomics.notify(taken, this.changes);
  }

  /** The first of some that nobody had, which is then taken: as few as can be are written to. */
  private free(from: number, to: number): number | undefined {
    for (let place = from; place < to; place++)
      if (Atomics.compareExchange(this.memory.taken, place, 0, 1) === 0) return place;
    return undefined;
  }

  private get changes(): number {
    return this.memory.taken.length - 1;
  }
}
