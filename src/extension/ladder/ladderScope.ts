import { setImmediate } from 'node:timers/promises';
import { isMessage } from '../../capture/index/eventIndex';
import { lowerBound } from '../../capture/index/lowerBound';
import type { PeerIdentity } from '../../capture/index/peerTable';
import { eventKind } from '../../shared/events/eventKinds';
import type { Disposable } from '../../shared/disposable';
import { Emitter } from '../../shared/emitter';
import type { Recording } from '../captures/recording';
import type { Lifelines } from './lifelines';

/** Milliseconds that the event loop may be held for at a time. */
const SLICE_MS = 6;

/**
 * All that a ladder could show, whatever its query: how many messages its peers have, and which rows say
 * that something is amiss. Found in slices while somebody looks, as it is of no use to anybody else.
 */
export class LadderScope implements Disposable {
  private readonly grown = new Emitter<void>();
  /** Rows, ascending. */
  private readonly warnings: number[] = [];
  /** By EventIndex.peer: who had the number when the lifelines were asked, and what they said. */
  private readonly identities: PeerIdentity[] = [];
  private readonly peers: boolean[] = [];
  private count = 0;
  /** Rows below this one were looked at, and those from this one on are there. */
  private seen = 0;
  private first = 0;
  private running = false;
  private disposed = false;

  /** Not fired within `update`. */
  readonly onGrow = this.grown.event;

  constructor(
    private readonly recording: Recording,
    private readonly lifelines: Pick<Lifelines, 'has'>,
  ) {}

  /** Messages of the ladder's peers; what was seen at both ends of a connection is one. */
  get messages(): number {
    return this.count;
  }

  /** How many of the rows [from, to) say that something is amiss. */
  findings(from: number, to: number): number {
    return lowerBound(this.warnings, to) - lowerBound(this.warnings, from);
  }

  /** Looks at new rows: at once as far as that is quick, the rest soon. */
  update(): void {
    if (this.running || this.disposed || this.pass()) return;
    this.running = true;
    void this.goOn();
  }

  dispose(): void {
    this.disposed = true;
    this.grown.dispose();
  }

  private async goOn(): Promise<void> {
    for (let done = false; !done && !this.disposed;) {
      await setImmediate();
      done = this.pass();
    }
    this.running = false;
    this.grown.fire();
  }

  /** @returns Whether all rows were looked at. */
  private pass(): boolean {
    const { index } = this.recording.capture;
    const until = performance.now() + SLICE_MS;
    if (index.firstRow !== this.first) this.restart(index.firstRow);
    while (this.seen < index.length && performance.now() < until) {
      const stop = Math.min(index.length, this.seen + 4096);
      for (; this.seen < stop; this.seen++) this.look(this.seen);
    }
    return this.seen >= index.length;
  }

  /** What rotation deleted cannot be asked any more, so all is counted anew. */
  private restart(firstRow: number): void {
    this.first = this.seen = firstRow;
    this.count = 0;
    this.warnings.length = 0;
  }

  private look(row: number): void {
    const { index } = this.recording.capture;
    if (!this.has(index.peer(row))) return;
    const kind = index.kind(row);
    if (!isMessage(kind)) {
      if (eventKind(kind)?.wording?.tone === 'warning') this.warnings.push(row);
      return;
    }
    const departure = this.recording.peers.transits.departureOf(row);
    if (departure === undefined || !this.has(index.peer(departure))) this.count++;
  }

  private has(number: number): boolean {
    const identity = this.recording.capture.index.peers[number]!;
    if (this.identities[number] !== identity) {
      this.identities[number] = identity;
      this.peers[number] = this.lifelines.has(number);
    }
    return this.peers[number]!;
  }
}
