import { MOST_ERROR_US, type NodeClock } from '../../shared/frames/nodeClock';
import { BadPart, MOST_PIECES } from './part';
import { TOPICS } from './topics';

/** What a batch has of one topic. */
export interface TopicEntry {
  topic: number;
  pieces: number;
  /** Events of probes. */
  events: number;
  /** Of all its frames. */
  bytes: number;
  /** What they say was lost before them to a full ring buffer. */
  lost: number;
}

/**
 * Says what a batch consists of. It stands before the frames of the node topic, which is sent last. All values are
 * little-endian.
 *
 * | Offset | Type |                                                                                     |
 * | -----: | ---- | ----------------------------------------------------------------------------------- |
 * |      0 | u64  | unix nanoseconds …                                                                  |
 * |      8 | u64  | … and CLOCK_MONOTONIC of the node's machine at the same moment: when it was closed  |
 * |     16 | u64  | events of the session in earlier batches, those that the agent dropped included     |
 * |     24 | u64  | events that the agent dropped since the batch before                                |
 * |     32 | u64  | what those said was lost to a full ring buffer                                      |
 * |     40 | u32  | flags: 1 the session ends with this batch, in order                                 |
 * |     44 | u32  | topics                                                                               |
 * |     48 | u64  | by how many µs the clock may be wrong at most; 2^64 − 1: not known                  |
 * |     56 | u64  | the same for all agents of one boot of one machine; 0: not known                    |
 * |     64 |      | for each of them u8 topic, u8, u16 pieces, u32 events, u32 bytes, u32 lost           |
 *
 * A batch that has nothing of a topic does not list it; the node topic is listed always.
 */
export interface Directory {
  wallNs: bigint;
  monotonicNs: bigint;
  before: number;
  dropped: number;
  droppedLost: number;
  isLast: boolean;
  clock: NodeClock;
  topics: TopicEntry[];
}

const FIXED = 64;
const ENTRY = 16;
const LAST = 1;
const NOT_KNOWN = 2n ** 64n - 1n;

export const directorySize = (topics: number): number => FIXED + ENTRY * topics;

export function encodeDirectory(directory: Directory): Buffer {
  const bytes = Buffer.alloc(directorySize(directory.topics.length));
  bytes.writeBigUInt64LE(directory.wallNs, 0);
  bytes.writeBigUInt64LE(directory.monotonicNs, 8);
  bytes.writeBigUInt64LE(BigInt(directory.before), 16);
  bytes.writeBigUInt64LE(BigInt(directory.dropped), 24);
  bytes.writeBigUInt64LE(BigInt(directory.droppedLost), 32);
  bytes.writeUInt32LE(directory.isLast ? LAST : 0, 40);
  bytes.writeUInt32LE(directory.topics.length, 44);
  const { errorUs, boot } = directory.clock;
  bytes.writeBigUInt64LE(errorUs === undefined ? NOT_KNOWN : BigInt(errorUs), 48);
  bytes.write(boot ?? '', 56, 'hex');
  for (const [i, { topic, pieces, events, bytes: size, lost }] of directory.topics.entries()) {
    const at = FIXED + ENTRY * i;
    bytes.writeUInt8(topic, at);
    bytes.writeUInt16LE(pieces, at + 2);
    bytes.writeUInt32LE(events, at + 4);
    bytes.writeUInt32LE(size, at + 8);
    bytes.writeUInt32LE(lost, at + 12);
  }
  return bytes;
}

/**
 * @param body Of the node topic, whole.
 * @returns The directory, and the frames after it. @throws BadPart
 */
export function decodeDirectory(body: Buffer): { directory: Directory; frames: Buffer } {
  if (body.length < FIXED) throw new BadPart('it does not say what the batch has');
  const count = body.readUInt32LE(44);
  if (count === 0 || count > TOPICS.length || body.length < directorySize(count))
    throw new BadPart(`a batch cannot have ${count} topics`);
  const topics = Array.from({ length: count }, (_, i) => readEntry(body, FIXED + ENTRY * i));
  if (new Set(topics.map(({ topic }) => topic)).size !== count)
    throw new BadPart('a batch lists a topic twice');
  const directory = {
    wallNs: body.readBigUInt64LE(0),
    monotonicNs: body.readBigUInt64LE(8),
    before: readCount(body, 16),
    dropped: readCount(body, 24),
    droppedLost: readCount(body, 32),
    isLast: (body.readUInt32LE(40) & LAST) !== 0,
    clock: readClock(body),
    topics,
  };
  return { directory, frames: body.subarray(directorySize(count)) };
}

/** A stranger may say anything: what is no number that can be reckoned with is not known. */
function readClock(body: Buffer): NodeClock {
  const errorUs = Number(body.readBigUInt64LE(48));
  const isBootKnown = body.readBigUInt64LE(56) !== 0n;
  return {
    ...(errorUs <= MOST_ERROR_US && { errorUs }),
    ...(isBootKnown && { boot: body.toString('hex', 56, 64) }),
  };
}

function readEntry(body: Buffer, at: number): TopicEntry {
  const entry = {
    topic: body.readUInt8(at),
    pieces: body.readUInt16LE(at + 2),
    events: body.readUInt32LE(at + 4),
    bytes: body.readUInt32LE(at + 8),
    lost: body.readUInt32LE(at + 12),
  };
  if (entry.topic >= TOPICS.length) throw new BadPart(`topic ${entry.topic} is not known`);
  if (entry.pieces === 0 || entry.pieces > MOST_PIECES)
    throw new BadPart(`${entry.pieces} pieces are not possible`);
  return entry;
}

/** A stranger's number, which others are added to. */
function readCount(body: Buffer, at: number): number {
  const count = Number(body.readBigUInt64LE(at));
  if (count > Number.MAX_SAFE_INTEGER / 1024) throw new BadPart('a count is not possible');
  return count;
}
