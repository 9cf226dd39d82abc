import { decodeEvent, type StatisticsEvent } from '../../src/shared/events/event';
import { MESSAGE } from '../../src/shared/events/messages';
import { HEADER } from '../../src/shared/frames/layout';
import { EventKind } from '../unit/support/eventKind';
import type { Burst } from './generator';

const STAMP_EVERY = 4096;

/** Checks every byte of a burst (native/demo-node/burst.h) as it arrives. */
export class Verifier {
  /** Messages that arrived with all of their bytes. */
  good = 0;
  /** What was wrong first. */
  fault: string | undefined;
  statistics: StatisticsEvent | undefined;
  private readonly expected: Buffer;
  private readonly next: number[];

  constructor(private readonly burst: Burst) {
    this.expected = Buffer.from(Uint8Array.from({ length: burst.size }, (_, i) => (i * 7) % 251));
    this.next = Array.from({ length: burst.threads ?? 1 }, () => 0);
  }

  readonly sink = (run: Buffer): Promise<void> => {
    for (let at = 0; at < run.length; at += run.readUInt32LE(at + HEADER.length)) {
      const kind = run.readUInt16LE(at + HEADER.kind);
      if (kind === EventKind.InboundMessage || kind === EventKind.OutboundMessage)
        this.check(run, at, kind);
      else if (kind === EventKind.Statistics)
        this.statistics = decodeEvent(run.subarray(at)) as StatisticsEvent;
    }
    return Promise.resolve();
  };

  /** All of it arrived whole, and the kernel says the same. */
  get whole(): boolean {
    const { statistics, burst } = this;
    return (
      this.fault === undefined &&
      this.good === burst.count &&
      statistics?.events === burst.count &&
      statistics.lostRingFull + statistics.lostUnreadable + statistics.truncated === 0
    );
  }

  private check(run: Buffer, at: number, kind: number): void {
    const { size, bothDirections = false } = this.burst;
    const peer = run.readUInt32LE(at + MESSAGE.peer);
    const index = this.next[peer]!++;
    const start = at + run.readUInt32LE(at + MESSAGE.payloadOffset);
    for (let stamp = 0; stamp < size; stamp += STAMP_EVERY) this.stamp(stamp, peer, index);
    const direction =
      bothDirections && index % 2 === 1 ? EventKind.OutboundMessage : EventKind.InboundMessage;
    const same = this.expected.compare(run, start, start + size) === 0;
    if (same && kind === direction && run.readUInt32LE(at + MESSAGE.captured) === size) this.good++;
    else this.fault ??= `message ${index} of peer ${peer} differs`;
  }

  private stamp(at: number, peer: number, index: number): void {
    if (this.expected.length - at < 8) {
      const stamp = Buffer.alloc(8);
      stamp.writeUInt32LE(index, 0);
      stamp.writeUInt32LE(peer, 4);
      stamp.copy(this.expected, at);
      return;
    }
    this.expected.writeUInt32LE(index, at);
    this.expected.writeUInt32LE(peer, at + 4);
  }
}
