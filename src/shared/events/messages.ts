import { MalformedFrame, needLength } from '../frames/frameReader';
import { readSlot, readTypeSlot } from '../frames/slots';
import { type EventHeader, readI64, readU64 } from '../frames/header';
import { EventFlag, HEADER, MessageKind } from '../frames/layout';
import { asciiOf, type JsonBytes } from '../text/jsonBytes';
import type { Direction, EventKind } from './eventKind';
import { lossCause, type LossCause } from './lossCause';

/** Offsets in the frame of a message: `struct message_event`. */
export const MESSAGE = {
  peer: 40,
  size: 48,
  captured: 56,
  payloadOffset: 60,
  connectionType: 64,
  messageType: 88,
  address: 104,
  /** Where the payload begins when the address fits the short slot … */
  shortPayload: 176,
  /** … and when it does not. */
  longPayload: 368,
} as const;

export interface MessageEvent extends EventHeader {
  kind: 'message';
  direction: Direction;
  peer: number;
  address: string;
  connectionType: string;
  messageType: string;
  /** Payload bytes as the node has them. */
  size: number;
  /** What was captured of them: a view into the frame, valid as long as the frame is. */
  payload: Buffer;
  /** Cut by the user's snap length. */
  truncated: boolean;
  /** Why part of the message is lost; undefined when it is whole or cut by snap length. */
  lost: LossCause | undefined;
  /** Made from its fields, which do not tell every byte: some are likely only, or those after the payload are missing. */
  reconstructed: boolean;
}

/**
 * Looks whether the fields of a message keep within its frame; all in bytes.
 * @param length Of the frame, at least MESSAGE.shortPayload.
 * @param start What it says of where its payload begins.
 * @param captured What it says of how long that is.
 * @throws MalformedFrame
 */
export function checkPayload(length: number, start: number, captured: number): void {
  if (start !== MESSAGE.shortPayload && start !== MESSAGE.longPayload)
    throw new MalformedFrame(`a payload cannot begin at ${start}`);
  needLength(length, start + captured);
}

function message(direction: Direction, kind: MessageKind, about: string): EventKind<MessageEvent> {
  return {
    kind,
    provider: 'net',
    tracepoint: `${direction}_message`,
    arguments: '-8 8 8 8 8 8',
    about,
    direction,
    // The address has a longer slot in some frames, which the index looks at by itself.
    peer: { peer: MESSAGE.peer, connectionType: [MESSAGE.connectionType, MESSAGE.messageType] },
    wording: undefined,
    size: MESSAGE.shortPayload,
    decode: (frame) => decode(frame, direction),
    json,
  };
}

function decode(frame: Buffer, direction: Direction): MessageEvent {
  needLength(frame.length, MESSAGE.shortPayload);
  const start = frame.readUInt32LE(MESSAGE.payloadOffset);
  const captured = frame.readUInt32LE(MESSAGE.captured);
  checkPayload(frame.length, start, captured);
  const flags = frame.readUInt16LE(HEADER.flags);
  // Without readHeader: its object takes a tenth of the time of all this.
  return {
    kind: 'message',
    kindNumber: frame.readUInt16LE(HEADER.kind),
    sequence: readU64(frame, HEADER.sequence),
    timeNs: readU64(frame, HEADER.timeNs),
    pid: frame.readUInt32LE(HEADER.pid),
    lostRingFull: frame.readUInt32LE(HEADER.lostRingFull),
    direction,
    peer: readI64(frame, MESSAGE.peer),
    address: readSlot(frame, MESSAGE.address, start),
    connectionType: readSlot(frame, MESSAGE.connectionType, MESSAGE.messageType),
    messageType: readTypeSlot(frame, MESSAGE.messageType, MESSAGE.address),
    size: readU64(frame, MESSAGE.size),
    payload: frame.subarray(start, start + captured),
    truncated: (flags & EventFlag.Truncated) !== 0,
    lost: lossCause(flags),
    reconstructed: (flags & EventFlag.Reconstructed) !== 0,
  };
}

function json(event: MessageEvent): string {
  const head = asciiOf((text) => writeMessageHead(event, text));
  return `${head}${event.payload.toString('hex')}"`;
}

/** Writes what the JSON of a message says up to the digits of its bytes, which a quotation mark ends. */
export function writeMessageHead(event: MessageEvent, json: JsonBytes): void {
  json.ascii(',"peer":');
  json.number(event.peer);
  json.ascii(',"direction":"');
  json.ascii(event.direction);
  json.ascii('","address":');
  json.quoted(event.address);
  json.ascii(',"connection_type":');
  json.quoted(event.connectionType);
  json.ascii(',"message_type":');
  json.quoted(event.messageType);
  json.ascii(',"size":');
  json.number(event.size);
  if (event.truncated) json.ascii(',"truncated":true');
  if (event.lost) json.ascii(`,"lost":"${event.lost}"`);
  if (event.reconstructed) json.ascii(',"reconstructed":true');
  json.ascii(',"bytes":"');
}

export const inboundMessage = message(
  'inbound',
  MessageKind.Inbound,
  'a message from a peer to the node, whole',
);
export const outboundMessage = message(
  'outbound',
  MessageKind.Outbound,
  'a message from the node to a peer, whole',
);
