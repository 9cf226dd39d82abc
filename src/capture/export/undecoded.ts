import type { MessageEvent } from '../../shared/events/event';
import { MESSAGE } from '../../shared/events/messages';
import { readI64, readU64 } from '../../shared/frames/header';
import { HEADER } from '../../shared/frames/layout';
import { readTypeSlot } from '../../shared/frames/slots';
import { isMessage } from '../index/eventKinds';

// Single facts of the frame of a message: to decode all of it takes most of the time of whoever passes it on.

/** What a message is of, apart from whose it is. */
export type Sent = Pick<MessageEvent, 'messageType' | 'payload' | 'size'>;

/** @returns Whose message a frame says; undefined where it says something else. */
export function messagePeerOf(frame: Buffer): Pick<MessageEvent, 'pid' | 'peer'> | undefined {
  if (!isMessage(frame.readUInt16LE(HEADER.kind))) return undefined;
  return { pid: frame.readUInt32LE(HEADER.pid), peer: readI64(frame, MESSAGE.peer) };
}

/** @param frame Of a message. @param type ASCII, shorter than its slot. */
export function isOfType(frame: Buffer, type: string): boolean {
  for (let index = 0; index < type.length; index++)
    if (frame[MESSAGE.messageType + index] !== type.charCodeAt(index)) return false;
  return frame[MESSAGE.messageType + type.length] === 0;
}

/** @param frame Of a message. @returns What was sent; the payload is a view into the frame. */
export function sentBy(frame: Buffer): Sent {
  const start = frame.readUInt32LE(MESSAGE.payloadOffset);
  return {
    messageType: readTypeSlot(frame, MESSAGE.messageType, MESSAGE.address),
    payload: frame.subarray(start, start + frame.readUInt32LE(MESSAGE.captured)),
    size: readU64(frame, MESSAGE.size),
  };
}
