import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { threadFailed } from '../../../shared/errors/captureErrors';
import type { Piece } from '../exporter';
import type { DecodeBatch } from './decodeBatch';
import type { DecodeTask, Made } from './decodeTask';
import { Parts } from './parts';

/** Beside the bundle that this is in. */
const WORKER = join(__dirname, 'decodeWorker.js');
const MOST_THREADS = 4;
/** Batches that a thread has, with the one that it works on. */
const MOST_OF_THREAD = 3;
/** Bytes of frames that wait or are worked on, above which no more are wanted. */
const MOST_UNDER_WAY = 8_000_000;
/** What a thread throws away is most of what it has: with little room it would be looked through too often. */
const YOUNG_MEGABYTES = 12;

/** Where a text belongs, which is or will be made. */
interface Entry {
  ready: (Made | string)[];
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
  private readonly parts: Parts;
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
    const memory = Parts.allocate(count);
    this.parts = new Parts(memory);
    const events = {
      made: () => this.wake(),
      idle: () => this.assign(),
      failed: (error: Error) => {
        this.failure ??= error;
        this.wake();
      },
    };
    this.threads = Array.from(
      { length: count },
      (_, thread) => new DecodeThread({ ...task, parts: memory, thread }, events),
    );
  }

  give(batch: DecodeBatch): void {
    const entry: Entry = { ready: [], batch, done: false };
    this.entries.push(entry);
    this.underWay += batch.frames.length;
    this.unassigned.push(entry);
    this.assign();
  }

  /** What needs no thread, between the batches before and after it. */
  text(text: string): void {
    this.entries.push({ ready: [text], batch: undefined, done: true });
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
        if (typeof piece === 'string') yield piece;
        else {
          yield this.parts.at(piece.place, piece.length);
          this.parts.giveBack(piece.place);
        }
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

type Task = Omit<DecodeTask, 'parts' | 'thread'>;

interface ThreadEvents {
  made: () => void;
  idle: () => void;
  failed: (error: Error) => void;
}

class DecodeThread {
  private readonly worker: Worker;
  private readonly entries: Entry[] = [];

  constructor(
    workerData: DecodeTask,
    private readonly events: ThreadEvents,
  ) {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MEGABYTES };
    this.worker = new Worker(WORKER, { workerData, resourceLimits });
    this.worker.on('message', (made: Made) => this.take(made));
    const fail = (detail: string) => events.failed(threadFailed('decodes', detail));
    this.worker.on('error', ({ message }) => fail(message));
    this.worker.on('exit', () => fail('it has ended'));
    // A process that has nothing else to do does not wait for a thread that has nothing to do.
    this.worker.unref();
  }

  get batches(): number {
    return this.entries.length;
  }

  give(entry: Entry): void {
    this.entries.push(entry);
    this.worker.ref();
    const { facts } = entry.batch!;
    this.worker.postMessage(entry.batch, [facts.buffer as ArrayBuffer]);
  }

  dispose(): void {
    void this.worker.terminate();
  }

  private take(made: Made): void {
    const entry = this.entries[0]!;
    if (made.length > 0) entry.ready.push(made);
    if (made.last) {
      entry.done = true;
      this.entries.shift();
      if (this.entries.length === 0) this.worker.unref();
      this.events.idle();
    }
    this.events.made();
  }
}
