import { isMessage } from '../../src/capture/index/eventKinds';
import { FleetSource } from '../../src/fleet/reader/fleetSource';
import { eventKind } from '../../src/shared/events/eventKinds';
import { FrameKind, GAP, HEADER } from '../../src/shared/frames/layout';
import { payloadOf } from './fleetMessages';

/** What a reader has had so far. Times are milliseconds from when an event was fired to when it was given here. */
export interface Read {
  received: number;
  /** Events that it was told are missing. */
  missing: number;
  p50: number;
  p99: number;
  most: number;
  /** Of the process, bytes. */
  rss: number;
}

/** Milliseconds; what takes longer counts as this. */
const LONGEST = 120_000;

/** Reads a fleet from now on by the product's own reader, and tells its parent every second what it has had. */
export async function readNodes(url: string): Promise<void> {
  const taken = new Uint32Array(LONGEST + 1);
  let [received, missing, stamped] = [0, 0, 0];

  const take = (frame: Buffer): void => {
    const kind = frame.readUInt16LE(HEADER.kind);
    if (kind === (FrameKind.Gap as number)) missing += Number(frame.readBigUInt64LE(GAP.missing));
    if (!eventKind(kind)) return;
    received++;
    missing += frame.readUInt32LE(HEADER.lostRingFull);
    const { start, size } = payloadOf(frame);
    if (!isMessage(kind) || size < 8) return;
    const ns = process.hrtime.bigint() - frame.readBigUInt64LE(start);
    taken[Math.min(LONGEST, Number(ns / 1_000_000n))]!++;
    stamped++;
  };

  const percentile = (part: number): number => {
    let rest = Math.ceil(stamped * part);
    return Math.max(
      0,
      taken.findIndex((count) => (rest -= count) <= 0),
    );
  };

  const source = await FleetSource.open({ url }, {});
  source.flow((run) => {
    for (let at = 0; at < run.length; at += run.readUInt32LE(at))
      take(run.subarray(at, at + run.readUInt32LE(at)));
    return Promise.resolve();
  });
  process.send!('ready');
  setInterval(() => {
    const read: Read = {
      received,
      missing,
      p50: percentile(0.5),
      p99: percentile(0.99),
      most: taken.findLastIndex((count) => count > 0),
      rss: process.memoryUsage.rss(),
    };
    process.send!(read);
  }, 1000);
}
