import { isMessage } from '../../src/capture/index/eventKinds';
import { MESSAGE } from '../../src/shared/events/messages';
import { HEADER } from '../../src/shared/frames/layout';

/** A frame of a message, whose payload has room for when it was fired. */
export interface Stamped {
  frame: Buffer;
  /** Where in the frame a u64 of CLOCK_MONOTONIC goes; undefined where the payload is too short. */
  stamp: number | undefined;
  /** Of the payload. */
  size: number;
}

/** The messages of a capture, in their order. */
export function messageEvents(capture: Buffer): Stamped[] {
  const messages: Stamped[] = [];
  for (let at = 0; at < capture.length; at += capture.readUInt32LE(at)) {
    const frame = capture.subarray(at, at + capture.readUInt32LE(at));
    if (!isMessage(frame.readUInt16LE(HEADER.kind))) continue;
    const { start, size } = payloadOf(frame);
    messages.push({ frame, stamp: size < 8 ? undefined : start, size });
  }
  return messages;
}

/** Where the payload stands in a frame of a message, and how much of it there is. */
export function payloadOf(frame: Buffer): { start: number; size: number } {
  return {
    start: frame.readUInt32LE(MESSAGE.payloadOffset),
    size: frame.readUInt32LE(MESSAGE.captured),
  };
}
