import { setImmediate } from 'node:timers/promises';
import type { Disposable } from '../../shared/disposable';
import { decodeEvent, type ProbeEvent } from '../../shared/events/event';
import { eventKind } from '../../shared/events/eventKinds';
import { HEADER } from '../../shared/frames/layout';
import { LimitedMap } from '../../shared/limitedMap';
import type { Capture } from '../capture';
import { Uint32List } from '../index/columns';
import { isMessage } from '../index/eventIndex';
import { CARRIERS, CauseFinder, type Cause } from './causeFinder';
import { readFrames } from './readEvents';
import { WatchedScan } from './watchedScan';

/** Milliseconds that the event loop may be held for at a time. */
const SLICE_MS = 6;
/** Kept for an event that nothing is known to have caused; no row has it. */
const NONE = 2 ** 32 - 1;
/** Messages that the node came back to, and processes. */
const MOST_KEPT = 20_000;
/** What is told of one message that nodes came back to: who sends it to the node by RPC may do so for ever. */
const MOST_LATER = 100;
/** Events after a message that are looked at for what came of it: a block removes thousands of transactions. */
const MOST_LOOKED_AT = 20_000;

/**
 * What caused what a node did, of a whole capture: found while somebody looks at it, by reading back the messages
 * that carry transactions and blocks. A capture without probes of mempool and validation costs nothing; in others it
 * is 8 bytes of memory for each thing that a node did.
 */
export class Causes implements Disposable {
  private readonly scan: WatchedScan;
  private readonly finder = new CauseFinder();
  /** Rows of what nodes did, and of its causes. */
  private readonly rows = new Uint32List();
  private readonly causes = new Uint32List();
  /** Rows of what nodes came back to later. */
  private readonly indirect = new Uint32List();
  /** The same by the row of the message. */
  private readonly later = new LimitedMap<number, number[]>(MOST_KEPT);
  /** The last message that each process got. */
  private readonly handled = new LimitedMap<number, number>(MOST_KEPT);

  /** @param isLive More may come. @param watchers How many look at it from the beginning. */
  constructor(
    private readonly capture: Capture,
    isLive: () => boolean,
    watchers = 1,
  ) {
    const options = {
      isLive,
      scan: (from: number, to: number) => this.look(from, to),
      dropBefore: (row: number) => this.dropBefore(row),
    };
    this.scan = new WatchedScan(capture, options, watchers);
  }

  /** More rows are known. */
  get onGrow(): WatchedScan['onGrow'] {
    return this.scan.onGrow;
  }

  /** See {@link WatchedScan.known}. */
  get known(): number {
    return this.scan.known;
  }

  /** @param row Of something that a node did. */
  causeOf(row: number): Cause | undefined {
    const at = this.rows.lowerBound(row);
    const cause = this.rows.at(at) === row ? this.causes.at(at)! : NONE;
    if (cause === NONE || cause < this.capture.index.firstRow) return undefined;
    return { row: cause, direct: this.indirect.at(this.indirect.lowerBound(row)) !== row };
  }

  /** What came of a message, or of something that the node did: rows, ascending. */
  effectsOf(row: number): number[] {
    const { rows, causes } = this;
    const found = [...(this.later.get(row) ?? [])];
    const first = rows.lowerBound(row + 1);
    for (let at = first; at < rows.length && at < first + MOST_LOOKED_AT; at++) {
      const effect = rows.at(at)!;
      if (causes.at(at) === row && !found.includes(effect)) found.push(effect);
      else if (this.isOfLater(effect, causes.at(at)!, row)) break;
    }
    return found.sort((a, b) => a - b);
  }

  /** See {@link WatchedScan.until}. */
  until(end: number, signal?: AbortSignal): Promise<void> {
    return this.scan.until(end, signal);
  }

  /** See {@link WatchedScan.watch}. */
  watch(): Disposable {
    return this.scan.watch();
  }

  dispose(): void {
    this.scan.dispose();
  }

  /** The same process was handling a later message by then: nothing more came of this one at once. */
  private isOfLater(effect: number, cause: number, row: number): boolean {
    const { index } = this.capture;
    if (cause === NONE || cause <= row || !isMessage(index.kind(cause))) return false;
    return this.pidOf(effect) === this.pidOf(row);
  }

  private pidOf(row: number): number {
    const { index } = this.capture;
    return index.peers[index.peer(row)]!.pid;
  }

  private dropBefore(row: number): void {
    const at = this.rows.lowerBound(row);
    this.rows.dropBefore(at);
    this.causes.dropBefore(at);
    this.indirect.dropBefore(this.indirect.lowerBound(row));
  }

  private async look(from: number, to: number): Promise<void> {
    if (!this.hasEffects) return;
    const { index } = this.capture;
    const wanted: number[] = [];
    /** For what a node did: the message that it was handling. */
    const handling: number[] = [];
    for (let row = from; row < to; row++) {
      const kind = index.kind(row);
      if (isMessage(kind)) {
        if (index.direction(row) !== 'inbound') continue;
        if (CARRIERS.has(index.messageType(row))) wanted.push(row);
        this.handled.set(this.pidOf(row), row);
      } else if (isEffect(kind)) {
        wanted.push(row);
        handling[row - from] = this.handled.get(this.pidOf(row)) ?? -1;
      }
    }
    const bytes = (row: number): number => CARRIERS.get(index.messageType(row)) ?? 0;
    let until = performance.now() + SLICE_MS;
    for await (const frames of readFrames(this.capture, wanted, bytes)) {
      for (const { row, frame } of frames) {
        if (row < index.firstRow) continue;
        this.take(row, frame, handling[row - from] ?? -1);
        if (performance.now() < until) continue;
        await setImmediate();
        if (this.scan.disposed) return;
        until = performance.now() + SLICE_MS;
      }
    }
  }

  private take(row: number, frame: Buffer, handled: number): void {
    const { index } = this.capture;
    const tid = frame.readUInt32LE(HEADER.tid);
    if (isMessage(index.kind(row))) {
      const payload = frame.subarray(index.payloadOffset(row));
      const messageType = index.messageType(row);
      // What was cut short would have another txid.
      if (messageType === 'tx' && payload.length < index.size(row)) return;
      this.finder.message({ row, pid: this.pidOf(row), tid, messageType, payload });
      return;
    }
    const event = decodeEvent(frame) as ProbeEvent;
    const cause = this.finder.event(event, row, tid, handled);
    this.rows.push(row);
    this.causes.push(cause?.row ?? NONE);
    if (cause && !cause.direct) this.addLater(cause.row, row);
  }

  private addLater(cause: number, effect: number): void {
    this.indirect.push(effect);
    const known = this.later.get(cause) ?? [];
    if (known.length < MOST_LATER) known.push(effect);
    this.later.set(cause, known);
  }

  /** Some of what nodes do is traced. */
  private get hasEffects(): boolean {
    const named = this.capture.hello?.tracepoints ?? [];
    return named.some((name) => /^(mempool|validation):/.test(name));
  }
}

/** Something that a node did, of which there may be a cause. */
function isEffect(kind: number): boolean {
  const provider = eventKind(kind)?.provider;
  return provider === 'mempool' || provider === 'validation';
}

const ofCaptures = new WeakMap<Capture, Causes>();

/** The causes of a capture, for all who look at it and `watch` them; they live as long as it does. */
export function causesOfCapture(capture: Capture, isLive: () => boolean): Causes {
  let causes = ofCaptures.get(capture);
  if (!causes) ofCaptures.set(capture, (causes = new Causes(capture, isLive, 0)));
  return causes;
}
