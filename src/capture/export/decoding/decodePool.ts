import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Piece } from '../exporter';
import type { DecodeBatch } from './decodeBatch';
import { PART, PARTS, type DecodeTask, type Made } from './decodeTask';

/** Beside the bundle that this is in. */
const WORKER = join(__dirname, 'decodeWorker.js');
const MOST_THREADS = 4;
/** Batches that a thread has, with the one that it works on. */
const MOST_OF_THREAD = 3;
/** Bytes of frames that wait or are worked on, above which no more are wanted. */
const MOST_UNDER_WAY = 12_000_000;
/** What a thread throws away is most of what it has: with little room it would be looked through too often. */
const YOUNG_MEGABYTES = 32;

/** Where a text belongs, which is or will be made. */
interface Entry {
  ready: Piece[];
  /** That has it, once one does. */
  thread: DecodeThread | undefined;
  batch: DecodeBatch | undefined;
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
  private readonly unassigned: Entry[] = [];
  private underWay = 0;
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  /** @param onDone Is told of each batch that is decoded: its memory is free. */
  constructor(
    task: Task,
    private readonly onDone: (batch: DecodeBatch) => void,
  ) {
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
    const entry: Entry = { ready: [], thread: undefined, batch, done: false };
    this.entries.push(entry);
    this.underWay += batch.frames.length;
    this.unassigned.push(entry);
    this.assign();
  }

  /** What needs no thread, between the batches before and after it. */
  text(text: string): void {
    this.entries.push({ ready: [text], thread: undefined, batch: undefined, done: true });
  }

  /**
   * What is made, in order, as it comes: until there is room for more, or all of it. Bytes are valid until the next
   * piece is asked for.
   */
  async *made(all = false): AsyncGenerator<Piece, void> {
    for (;;) {
      if (this.failure) throw this.failure;
      const [first] = this.entries;
      if (!first) return;
      const piece = first.ready.shift();
      if (piece !== undefined) {
        yield piece;
        first.thread?.free();
      } else if (first.done) {
        this.entries.shift();
        if (!first.batch) continue;
        this.underWay -= first.batch.frames.length;
        this.onDone(first.batch);
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
        thread.give(next);
      }
  }
}

type Task = Omit<DecodeTask, 'parts' | 'free'>;

interface ThreadEvents {
  made: () => void;
  idle: () => void;
  failed: (error: Error) => void;
}

class DecodeThread {
  private readonly worker: Worker;
  private readonly parts = new SharedArrayBuffer(PARTS * PART);
  private readonly freeParts = new Int32Array(new SharedArrayBuffer(4)).fill(PARTS - 1);
  private readonly entries: Entry[] = [];
  private place = 0;

  constructor(
    task: Task,
    private readonly events: ThreadEvents,
  ) {
    const workerData: DecodeTask = { ...task, parts: this.parts, free: this.freeParts };
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MEGABYTES };
    this.worker = new Worker(WORKER, { workerData, resourceLimits });
    this.worker.on('message', (made: Made) => this.take(made));
    this.worker.on('error', events.failed);
    this.worker.on('exit', () => events.failed(new Error('a thread that decodes has ended')));
    // A process that has nothing else to do does not wait for a thread that has nothing to do.
    this.worker.unref();
  }

  get batches(): number {
    return this.entries.length;
  }

  give(entry: Entry): void {
    entry.thread = this;
    this.entries.push(entry);
    this.worker.ref();
    const { facts } = entry.batch!;
    this.worker.postMessage(entry.batch, [facts.buffer as ArrayBuffer]);
  }

  /** The oldest part is out. */
  free(): void {
    Atomics.add(this.freeParts, 0, 1);
    Atomics.notify(this.freeParts, 0);
  }

  dispose(): void {
    void this.worker.terminate();
  }

  private take({ length, last }: Made): void {
    const entry = this.entries[0]!;
    // What ends with a full part has nothing left for another.
    if (length > 0) {
      entry.ready.push(new Uint8Array(this.parts, this.place * PART, length));
      this.place = (this.place + 1) % PARTS;
    }
    if (last) {
      entry.done = true;
      this.entries.shift();
      if (this.entries.length === 0) this.worker.unref();
      this.events.idle();
    }
    this.events.made();
  }
}
