import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Chain } from '../../../bitcoin/read/payload';
import { threadFailed } from '../../../shared/errors/captureErrors';
import type { UserError } from '../../../shared/errors/userError';
import { MESSAGE } from '../../../shared/events/messages';
import { HEADER } from '../../../shared/frames/layout';
import { isMessage } from '../../index/eventKinds';
import type { Gap } from '../../index/losses';
import type { ExportOptions, FrameExporter, FrameFacts, GivenFrame } from '../exporter';
import { type Made, Parts } from '../threads/parts';
import { type FrameBatch, FrameBatchBuilder, writeBatch } from './frameBatch';
import { PcapngExporter } from './pcapngExporter';

/** Beside the bundle that this is in. */
const WORKER = join(__dirname, 'pcapngWorker.js');
/** Bytes of frames that wait for the thread or are worked on, above which no more are taken. */
const MOST_UNDER_WAY = 4_000_000;

const NOTHING: readonly Uint8Array[] = [];

/**
 * Writes what {@link PcapngExporter} writes in a thread of its own, so that this one can read on. What is less than
 * one batch is written here, as is everything where this is not bundled.
 */
export class PcapngThread implements FrameExporter {
  private readonly batch = new FrameBatchBuilder();
  private readonly chainOf: NonNullable<ExportOptions['chainOf']>;
  private local: PcapngExporter | undefined;
  private worker: Worker | undefined;
  /** What the exporter was told of processes, and for which of them it is not told again. */
  private readonly chains = new Map<number, Chain | undefined>();
  private readonly told = new Set<number>();
  /** What is made and not yet written, the oldest first. */
  private readonly ready: (Made | Uint8Array)[] = [];
  private readonly memory = Parts.allocate(1);
  private readonly parts = new Parts(this.memory);
  /** What the thread has, the oldest first; undefined is the end. */
  private readonly given: (FrameBatch | undefined)[] = [];
  /** Bytes of frames in it. */
  private underWay = 0;
  private failure: UserError | undefined;
  private wake: () => void = () => undefined;

  constructor({ chainOf = () => undefined }: ExportOptions = {}) {
    this.chainOf = chainOf;
    if (!existsSync(WORKER)) this.writeHere();
  }

  gap(gap: Gap): void {
    this.batch.aside({ gap: { ...gap } });
  }

  leaveOut(): void {
    this.batch.aside({ leftOut: true });
  }

  frame({ frame }: GivenFrame, facts?: FrameFacts): readonly Uint8Array[] {
    const { batch } = this;
    if (!batch.hasRoom(frame)) this.give();
    if (isMessage(frame.readUInt16LE(HEADER.kind))) this.tellChain(frame);
    // What a frame says of its process may change what is known of it.
    else this.told.clear();
    if (facts && !saysAddress(frame)) {
      const { address } = facts;
      if (address !== '') batch.aside({ address });
    }
    batch.add(frame, facts?.row);
    return NOTHING;
  }

  /** Nothing: {@link made} has it. */
  flush(): readonly Uint8Array[] {
    return NOTHING;
  }

  async *made(all = false): AsyncGenerator<Uint8Array, void> {
    // Whoever waits for so little waits for what comes next, too.
    if (all && !this.worker) this.writeHere();
    if (all || this.local) this.give();
    for (;;) {
      if (this.failure) throw this.failure;
      const piece = this.ready.shift();
      if (piece instanceof Uint8Array) yield piece;
      else if (piece) {
        if (piece.length > 0) yield this.parts.at(piece.place, piece.length);
        this.parts.giveBack(piece.place);
      } else if (all ? this.given.length > 0 : this.underWay > MOST_UNDER_WAY)
        await new Promise<void>((resolve) => (this.wake = resolve));
      else return;
    }
  }

  async *finish(): AsyncGenerator<Uint8Array, void> {
    yield* this.made(true);
    if (this.local) yield* this.local.end();
    else {
      this.post();
      yield* this.made(true);
    }
    this.dispose();
  }

  /** Nothing: {@link finish} has it. */
  end(): readonly Uint8Array[] {
    return NOTHING;
  }

  dispose(): void {
    void this.worker?.terminate();
  }

  private tellChain(frame: Buffer): void {
    const pid = frame.readUInt32LE(HEADER.pid);
    if (this.told.has(pid)) return;
    this.told.add(pid);
    this.batch.aside({ pid, chain: this.chainOf(pid) });
  }

  private writeHere(): void {
    this.local ??= new PcapngExporter({ chainOf: (pid) => this.chains.get(pid) });
  }

  private give(): void {
    if (this.batch.isEmpty) return;
    const batch = this.batch.take();
    if (!this.local) {
      this.post(batch);
      return;
    }
    writeBatch(batch, this.local, this.chains, (pieces) => {
      // Their memory is used again.
      for (const piece of pieces) this.ready.push(Uint8Array.from(piece));
    });
    this.batch.reuse(batch);
  }

  /** @param batch undefined at the end. */
  private post(batch?: FrameBatch): void {
    const worker = (this.worker ??= this.start());
    this.given.push(batch);
    this.underWay += batch?.frames.length ?? 0;
    worker.ref();
    worker.postMessage(batch ?? 'end', batch ? [batch.rows.buffer] : []);
  }

  private start(): Worker {
    const worker = new Worker(WORKER);
    worker.postMessage(this.memory);
    worker.on('message', (made: Made) => this.take(made, worker));
    const fail = (detail: string): void => {
      this.failure ??= threadFailed('writes pcapng', detail);
      this.wake();
    };
    worker.on('error', ({ message }) => fail(message));
    worker.on('exit', () => fail('it has ended'));
    return worker;
  }

  private take(made: Made, worker: Worker): void {
    this.ready.push(made);
    if (made.last) {
      const batch = this.given.shift();
      this.underWay -= batch?.frames.length ?? 0;
      if (batch) this.batch.reuse(batch);
      if (this.given.length === 0) worker.unref();
    }
    this.wake();
  }
}

function saysAddress(frame: Buffer): boolean {
  return isMessage(frame.readUInt16LE(HEADER.kind)) && frame[MESSAGE.address] !== 0;
}
