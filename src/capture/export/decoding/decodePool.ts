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
const THREADS = Math.min(4, availableParallelism());
/** Bytes of frames that take less time than to start threads does. */
const FEW = 1_000_000;
/**
 * Bytes of frames that a thread has, with those that it works on, up to which it is given more: enough that it need not
 * wait, and so little that no thread has a second block while another has none.
 */
const MOST_OF_THREAD = 512 * 1024;
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
const hasScript = existsSync(WORKER);

/** Threads that have nothing to do yet. */
const waiting: Worker[] = [];

/** @param bytes Of frames that there are to decode. @returns Whether that takes more time than to start threads does. */
export function isWorthThreads(bytes: number): boolean {
  return hasScript && bytes > FEW;
}

/** Starts the threads of the next pool before there is anything for them to decode. */
export function startThreads(): void {
  for (let thread = 0; thread < THREADS; thread++) waiting.push(startThread());
}

function startThread(): Worker {
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MEGABYTES };
  const worker = new Worker(WORKER, { resourceLimits });
  // One that fails before it is wanted is not taken.
  worker.on('error', () => undefined);
  // A process that has nothing else to do does not wait for a thread that has nothing to do.
  worker.unref();
  return worker;
}

/** @returns One that runs. */
function takeThread(): Worker {
  let worker: Worker | undefined;
  do worker = waiting.pop();
  while (worker && worker.threadId < 0);
  return worker ?? startThread();
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
    const memory = Parts.allocate(THREADS);
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
      { length: THREADS },
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

  /** The next batch goes to whoever has the least to do. */
  private assign(): void {
    while (this.unassigned.length > 0) {
      const idlest = this.threads.reduce((least, thread) =>
        thread.bytes < least.bytes ? thread : least,
      );
      if (idlest.bytes > MOST_OF_THREAD) return;
      idlest.give(this.unassigned.shift()!);
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
  /** Of frames that it has and has not decoded. */
  bytes = 0;
  private readonly worker: Worker;
  private readonly entries: Entry[] = [];

  constructor(
    task: DecodeTask,
    private readonly events: ThreadEvents,
  ) {
    this.worker = takeThread();
    this.worker.postMessage(task);
    this.worker.on('message', (made: Made) => this.take(made));
    const fail = (detail: string) => events.failed(threadFailed('decodes', detail));
    this.worker.on('error', ({ message }) => fail(message));
    this.worker.on('exit', () => fail('it has ended'));
  }

  give(entry: Entry): void {
    this.entries.push(entry);
    this.bytes += entry.batch!.frames.length;
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
      this.bytes -= entry.batch!.frames.length;
      if (this.entries.length === 0) this.worker.unref();
      this.events.idle();
    }
    this.events.made();
  }
}
