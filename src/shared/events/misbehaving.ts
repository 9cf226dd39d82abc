import { needLength } from '../frames/frameReader';
import { readSlot } from '../frames/slots';
import { readHeader, type EventHeader, readI64 } from '../frames/header';
import { HEADER } from '../frames/layout';
import { quoted } from '../text/quoted';
import type { EventKind } from './eventKind';
import { lossCause } from './lossCause';

/** Offsets in the frame: `struct misbehaving_event`. */
export const MISBEHAVING = { peer: 40, reason: 48, end: 184 } as const;

export interface MisbehavingEvent extends EventHeader {
  kind: 'misbehaving';
  peer: number;
  /** Often empty: Core has none for most blocks that are invalid. */
  reason: string;
  /** There was a reason, and memory of the node could not be read. */
  unreadable: boolean;
}

/** Why a peer misbehaved, as far as is known; never empty. Show it through `visible`. */
export function reasonText({
  reason,
  unreadable,
}: Pick<MisbehavingEvent, 'reason' | 'unreadable'>): string {
  if (unreadable) return 'the reason could not be read';
  return reason === '' ? 'no reason given' : reason;
}

export const misbehaving: EventKind<MisbehavingEvent> = {
  kind: 8,
  provider: 'net',
  tracepoint: 'misbehaving_connection',
  arguments: '-8 8',
  about: 'a peer broke the rules, with the reason',
  direction: undefined,
  peer: { peer: MISBEHAVING.peer },
  blames: true,
  wording: {
    what: 'misbehaving',
    tone: 'warning',
    text: (event) => `misbehaving: ${reasonText(event)}`,
  },
  facts: ({ reason }) => ({ reason }),
  size: MISBEHAVING.end,
  decode(frame) {
    needLength(frame.length, MISBEHAVING.end);
    return {
      kind: 'misbehaving',
      ...readHeader(frame),
      peer: readI64(frame, MISBEHAVING.peer),
      reason: readSlot(frame, MISBEHAVING.reason, MISBEHAVING.end),
      unreadable: lossCause(frame.readUInt16LE(HEADER.flags)) === 'unreadable',
    };
  },
  json: ({ peer, reason, unreadable }) =>
    `,"peer":${peer},"reason":${quoted(reason)}${unreadable ? ',"lost":"unreadable"' : ''}`,
};
