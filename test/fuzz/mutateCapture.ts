import { MESSAGE } from '../../src/shared/events/messages';
import { HEADER, MAX_FRAME } from '../../src/shared/frames/layout';
import type { Random } from '../unit/support/random';
import { mutate } from './mutate';

/** What a claimed length or count may be to do harm. */
const CLAIMS = [
  0,
  1,
  7,
  8,
  40,
  175,
  176,
  368,
  4_000_000,
  MAX_FRAME,
  MAX_FRAME + 8,
  2 ** 31,
  2 ** 32 - 8,
  2 ** 32 - 1,
];
/** Of the header and of messages: lengths, kinds, offsets, sizes. */
const FIELDS = [
  HEADER.length,
  HEADER.kind,
  HEADER.flags,
  HEADER.sequence,
  HEADER.timeNs,
  HEADER.pid,
  HEADER.lostRingFull,
  MESSAGE.peer,
  MESSAGE.size,
  MESSAGE.captured,
  MESSAGE.payloadOffset,
];

/** A capture with a few changes: to what frames claim of themselves, to any byte, cut, or garbage. */
export function mutateCapture(random: Random, capture: Buffer, other: Buffer): Buffer {
  if (random.below(40) === 0) return random.bytes(random.below(2000));
  let bytes = Buffer.from(capture);
  for (let rest = 1 + random.below(4); rest > 0; rest--) {
    if (random.below(2) === 0) bytes = mutate(random, bytes, other) as Buffer<ArrayBuffer>;
    else claim(random, bytes);
  }
  return bytes;
}

function claim(random: Random, bytes: Buffer): void {
  const frames = frameStarts(bytes);
  const at = random.pick(frames.length > 0 ? frames : [0]) + random.pick(FIELDS);
  if (at + 4 <= bytes.length) bytes.writeUInt32LE(random.pick(CLAIMS), at);
}

function frameStarts(bytes: Buffer): number[] {
  const starts: number[] = [];
  for (let at = 0; at + HEADER.size <= bytes.length;) {
    starts.push(at);
    const length = bytes.readUInt32LE(at + HEADER.length);
    if (length < HEADER.size) break;
    at += length;
  }
  return starts;
}
