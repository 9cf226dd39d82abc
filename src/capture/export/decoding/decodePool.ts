import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Piece } from '../exporter';
import type { DecodeBatch } from './decodeBatch';
import type { DecodeTask, Made } from './decodeTask';

/** Beside the bundle that this is in. */
const WORKER = join(__dirname, 'decodeWorker.js');
const MOST_THREADS = 4;
/** Batches that a thread has, with the one that it works on. */
const MOST_OF_THREAD = 2;
/** Bytes of frames that wait or are worked on, above which no more are wanted. */
const MOST_UNDER_WAY = 16_000_000;
/** What a thread throws away is most of what it has: with little room it would be looked through too often. */
const YOUNG_MEGABYTES = 32;

/** Where a text belongs, which is or will be made. */
interface Entry {
  ready: Piece[];
  /** Whose `waiting` counts what is ready. */
  thread: DecodeThread | undefined;
  /** Bytes of frames. */
  size: number;
  done: boolean;
}

/** Whether there is a script to start threads with: where this is not bundled there is none. */
export function hasThreads(): boolean {
  return existsSync(WORKER);
}

/** Decodes batches in several threads; what they make comes out in the order of the batches. */
export class DecodePool {
  private readonly threads: DecodeThread[];
  /** The oldest first. */
  private entries: Entry[] = [];
  private readonly unassigned: { batch: DecodeBatch; entry: Entry }[] = [];
  private underWay = 0;
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  constructor(task: Omit<DecodeTask, 'waiting'>) {
    const count = Math.min(MOST_THREADS, availableParallelism());
    const events = {
      made: () => this.wake(),
      idle: () => this.assign(),
      failed: (error: Error) => {
        this.failure ??= error;
        this.wake();
      },
    };
    this.threads = Array.from({ length: count }, () => new DecodeThread(task, events));
  }

  give(batch: DecodeBatch): void {
    const size = batch.frames.length;
    const entry: Entry = { ready: [], thread: undefined, size, done: false };
    this.entries.push(entry);
    this.underWay += size;
    this.unassigned.push({ batch, entry });
    this.assign();
  }

  /** What needs no thread, between the batches before and after it. */
  text(text: string): void {
    this.entries.push({ ready: [text], thread: undefined, size: 0, done: true });
  }

  /** What is made, in order, as it comes: until there is room for more, or all of it. */
  async *made(all = false): AsyncGenerator<Piece, void> {
    for (;;) {
      if (this.failure) throw this.failure;
      const [first] = this.entries;
      if (!first) return;
      const piece = first.ready.shift();
      if (piece !== undefined) {
        yield piece;
        first.thread?.taken(piece.length);
      } else if (first.done) {
        this.entries.shift();
        this.underWay -= first.size;
      } else if (!all && this.underWay <= MOST_UNDER_WAY) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Ends the threads, also where they work. */
  dispose(): void {
    for (const thread of this.threads) thread.dispose();
  }

  private assign(): void {
    for (let least = 0; least < MOST_OF_THREAD; least++)
      for (const thread of this.threads) {
        if (thread.batches !== least) continue;
        const next = this.unassigned.shift();
        if (!next) return;
        thread.give(next.batch, next.entry);
      }
  }
}

interface ThreadEvents {
  made: () => void;
  idle: () => void;
  failed: (error: Error) => void;
}

class DecodeThread {
  private readonly worker: Worker;
  private readonly waiting = new Int32Array(new SharedArrayBuffer(4));
  private readonly entries: Entry[] = [];

  constructor(task: Omit<DecodeTask, 'waiting'>, events: ThreadEvents) {
    const workerData: DecodeTask = { ...task, waiting: this.waiting };
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MEGABYTES };
    this.worker = new Worker(WORKER, { workerData, resourceLimits });
    this.worker.on('message', ({ bytes, last }: Made) => {
      const entry = this.entries[0]!;
      entry.ready.push(bytes);
      if (last) {
        entry.done = true;
        this.entries.shift();
        if (this.entries.length === 0) this.worker.unref();
        events.idle();
      }
      events.made();
    });
    this.worker.on('error', events.failed);
    this.worker.on('exit', () => events.failed(new Error('a thread that decodes has ended')));
    // A process that has nothing else to do does not wait for a thread that has nothing to do.
    this.worker.unref();
  }

  get batches(): number {
    return this.entries.length;
  }

  give(batch: DecodeBatch, entry: Entry): void {
    entry.thread = this;
    this.entries.push(entry);
    this.worker.ref();
    this.worker.postMessage(batch, [batch.frames.buffer, batch.facts.buffer] as ArrayBuffer[]);
  }

  /** So many bytes that it made are out. */
  taken(bytes: number): void {
    Atomics.sub(this.waiting, 0, bytes);
    Atomics.notify(this.waiting, 0);
  }

  dispose(): void {
    void this.worker.terminate();
  }
}
