import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeEvent } from '../../../src/shared/events/event';

export interface SessionMessage {
  messageType: string;
  payload: Buffer;
}

/** Of the recorded session of a real Bitcoin Core node (regtest), in its order. */
export function sessionMessages(): SessionMessage[] {
  const packed = resolve('native/demo-node/session.p2ptrace.gz');
  const frames = gunzipSync(readFileSync(packed));
  const messages: SessionMessage[] = [];
  for (let at = 0; at < frames.length;) {
    const frame = frames.subarray(at, at + frames.readUInt32LE(at));
    at += frame.length;
    const event = decodeEvent(frame);
    if (event?.kind !== 'message') continue;
    messages.push({ messageType: event.messageType, payload: event.payload });
  }
  return messages;
}
