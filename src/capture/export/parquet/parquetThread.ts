import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { threadFailed } from '../../../shared/errors/captureErrors';
import type { UserError } from '../../../shared/errors/userError';
import type { ColumnBatch, RowGroup } from './columnBatch';
import { ParquetEncoder } from './parquetEncoder';
import type { RowsOf } from './schema';

/** Beside the bundle that this is in. */
const WORKER = join(__dirname, 'parquetWorker.js');
/** Row groups that wait for the thread, with the one that it works on. */
const MOST_UNDER_WAY = 2;

/**
 * Encodes row groups in another thread, in their order, so that this one can gather the next. Where this is not
 * bundled there is no script to start it with, and it is done here.
 */
export class ParquetThread {
  private readonly local: ParquetEncoder | undefined;
  private readonly worker: Worker | undefined;
  private ready: Uint8Array[] = [];
  private underWay = 0;
  private failure: UserError | undefined;
  private wake: () => void = () => undefined;

  constructor(rowsOf: RowsOf) {
    if (!existsSync(WORKER)) {
      this.local = new ParquetEncoder(rowsOf);
      return;
    }
    this.worker = new Worker(WORKER, {
      workerData: rowsOf,
      // What it makes is large, or is gone at once: more takes 50 MB and no less time.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    this.worker.on('message', (bytes: Uint8Array) => this.take(bytes));
    this.worker.on('error', ({ message }) => this.fail(message));
    this.worker.on('exit', () => this.fail('it has ended'));
    // A process that has nothing else to do does not wait for a thread that has nothing to do.
    this.worker.unref();
  }

  give(group: RowGroup): void {
    if (this.local) this.ready.push(this.local.encode(group));
    else this.post(group, group.columns.flatMap(memoryOf));
  }

  /** @returns What is made by now; waits for room for one more row group, or for all that was given. */
  async made(all = false): Promise<Uint8Array[]> {
    const most = all ? 0 : MOST_UNDER_WAY - 1;
    while (this.underWay > most && !this.failure)
      await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.failure) throw this.failure;
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  /** @returns What is left, the footer being the last. */
  end(): Promise<Uint8Array[]> {
    if (this.local) this.ready.push(this.local.finish());
    else this.post('end');
    return this.made(true);
  }

  /** Ends the thread, also where it works. */
  dispose(): void {
    void this.worker?.terminate();
  }

  private post(group: RowGroup | 'end', memory: ArrayBuffer[] = []): void {
    this.underWay++;
    this.worker!.ref();
    this.worker!.postMessage(group, memory);
  }

  private take(bytes: Uint8Array): void {
    this.ready.push(bytes);
    this.underWay--;
    if (this.underWay === 0) this.worker!.unref();
    this.wake();
  }

  private fail(detail: string): void {
    this.failure ??= threadFailed('writes Parquet', detail);
    this.wake();
  }
}

/** What goes to the other thread without a copy. */
function memoryOf(batch: ColumnBatch): ArrayBuffer[] {
  switch (batch.kind) {
    case 'integers':
    case 'times':
    case 'booleans':
      return [batch.values.buffer as ArrayBuffer];
    case 'texts':
      return [batch.codes.buffer as ArrayBuffer];
    case 'lists':
      return [batch.ends.buffer as ArrayBuffer];
    case 'bytes':
      return [batch.ends, batch.present, batch.bytes].map(({ buffer }) => buffer as ArrayBuffer);
  }
}
