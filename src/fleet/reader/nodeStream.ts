import { eventKind } from '../../shared/events/eventKinds';
import { checkPayload, MESSAGE } from '../../shared/events/messages';
import { needLength } from '../../shared/frames/frameReader';
import { checkFrameLength } from '../../shared/frames/frameSplitter';
import { readU64 } from '../../shared/frames/header';
import { HEADER, MessageKind } from '../../shared/frames/layout';
import type { WholeBatch } from './assembler';

/**
 * The frames of a batch in the order in which their events happened: those of its topics, merged by their numbers.
 * What is malformed ends its topic: an agent is a stranger.
 * @returns The frames, views of the batch, and how many events of it are not among them.
 */
export function framesOf({ directory, topics }: WholeBatch): { frames: Buffer[]; missing: number } {
  const queues = [...topics].map(([topic, bytes]) => wellFormed(bytes, entryOf(topic)));
  const frames = merged(queues.map((queue) => queue.frames));
  return { frames, missing: queues.reduce((sum, { missing }) => sum + missing, 0) };

  function entryOf(topic: number): number {
    return directory.topics.find((entry) => entry.topic === topic)?.events ?? 0;
  }
}

/** @param events As many as the batch says. */
function wellFormed(bytes: Buffer, events: number): { frames: Buffer[]; missing: number } {
  const frames: Buffer[] = [];
  let read = 0;
  for (let at = 0; at < bytes.length;) {
    const frame = frameAt(bytes, at);
    if (!frame) break;
    frames.push(frame);
    if (readU64(frame, HEADER.sequence) > 0) read++;
    at += frame.length;
  }
  return { frames, missing: Math.max(0, events - read) };
}

/** @returns undefined where there is no whole frame whose fields are within it. */
function frameAt(bytes: Buffer, at: number): Buffer | undefined {
  try {
    needLength(bytes.length - at, HEADER.size);
    const length = checkFrameLength(bytes.readUInt32LE(at));
    needLength(bytes.length - at, length);
    const frame = bytes.subarray(at, at + length);
    const kind = frame.readUInt16LE(HEADER.kind);
    if (kind === (MessageKind.Inbound as number) || kind === (MessageKind.Outbound as number)) {
      needLength(length, MESSAGE.shortPayload);
      const start = frame.readUInt32LE(MESSAGE.payloadOffset);
      checkPayload(length, start, frame.readUInt32LE(MESSAGE.captured));
    } else needLength(length, eventKind(kind)?.size ?? HEADER.size);
    return frame;
  } catch {
    return undefined;
  }
}

/** Frames that no probe caused have no number, and stay after those that they came after. */
function merged(queues: Buffer[][]): Buffer[] {
  const [first = []] = queues;
  if (queues.length <= 1) return first;
  const places = queues.map(() => 0);
  const all: Buffer[] = [];
  for (;;) {
    let best = -1;
    let lowest = Infinity;
    for (const [i, queue] of queues.entries()) {
      const frame = queue[places[i]!];
      if (!frame) continue;
      const number = readU64(frame, HEADER.sequence);
      if (number >= lowest) continue;
      lowest = number;
      best = i;
    }
    if (best < 0) return all;
    all.push(queues[best]![places[best]!++]!);
  }
}
