import { visible } from '../shared/text/visible';
import { ByteReader, type Failure } from './read/byteReader';
import { writeMembersJson, writeValueJson } from './read/compactJson';
import type { JsonBytes } from '../shared/text/jsonBytes';
import { Field, NONE, readField, type Type } from './read/field';
import { type Chain, Payload } from './read/payload';
import { rawBytes } from './read/primitives';
import type { Layout } from './messages/messageRecord';
import { layoutOf } from './messages/records';

export interface DecodeOptions {
  /** Of the node, for addresses and proof of work. @default 'main' */
  chain?: Chain;
  /** Bytes that the message has, where not all of them were captured. */
  size?: number;
  /** Scripts are taken apart, and shown as assembly and as address; else they are bytes. @default true */
  scripts?: boolean | undefined;
  /** The protocol version from the peer's version message, which decides how Core reads some types. */
  peerVersion?: number | undefined;
}

export interface DecodedMessage {
  messageType: string;
  /** Covers the payload; its children are the message's fields. */
  root: Field;
  /** Where Core would have thrown. */
  error?: Failure;
  /** Absent for a type that Core does not know. */
  layout?: Omit<Layout, 'type'>;
  /** Remarks on the message as a whole. */
  notes: string[];
}

/** The two leaves for bytes that no field has. */
export const TRAILING = 'trailing bytes';
export const UNDECODED = 'not decoded from here';

/**
 * A message as Core reads it. Never throws, and takes memory in proportion to what is opened: the
 * structure is walked once, a field is decoded when it is looked at.
 */
export function decodeMessage(
  messageType: string,
  bytes: Uint8Array,
  options?: DecodeOptions,
): DecodedMessage {
  return decoded(messageType, walk(messageType, bytes, options));
}

/** What {@link compactMessage} returns: the fields by name and value, and what a message says besides. */
export interface CompactMessage extends Pick<DecodedMessage, 'error' | 'notes'> {
  /** Writes the fields: a JSON object of printable ASCII. */
  write: (json: JsonBytes) => void;
}

/**
 * A message as {@link decodeMessage} has it, as compact JSON: objects of members by name, arrays, and values. What
 * can be read whole, as nearly all can, is written without a field being made, ten times as fast.
 */
export function compactMessage(
  messageType: string,
  bytes: Uint8Array,
  options?: DecodeOptions,
): CompactMessage {
  const walked = walk(messageType, bytes, options);
  const { layout, payload, error, end, notes } = walked;
  if (layout && !error && end === bytes.length) {
    const { type } = layout;
    return { write: (json) => writeValueJson(type, new ByteReader(payload), NONE, json), notes };
  }
  const write = (json: JsonBytes): void => {
    json.ascii('{');
    writeMembersJson(decoded(messageType, walked).root.children(), json);
    json.ascii('}');
  };
  return { write, notes, ...(error && { error }) };
}

/** A message whose structure was looked at once. */
interface Walked {
  payload: Payload;
  layout: Layout | undefined;
  error: Failure | undefined;
  /** Where what Core reads ends. */
  end: number;
  notes: string[];
}

function walk(
  messageType: string,
  bytes: Uint8Array,
  { chain = 'main', size = bytes.length, scripts = true, peerVersion }: DecodeOptions = {},
): Walked {
  const payload = new Payload(bytes, chain, Math.max(size, bytes.length), scripts);
  const layout = layoutOf(messageType, peerVersion);
  if (!layout) {
    const note = `Core does not know ${visible(messageType)}, and ignores it.`;
    return { payload, layout, error: undefined, end: 0, notes: [note] };
  }
  const reader = new ByteReader(payload);
  layout.type.skip(reader, NONE);
  const { failure: error, offset: end } = reader;
  const note = layout.note?.(payload.size);
  return { payload, layout, error, end, notes: note === undefined ? [] : [note] };
}

function decoded(
  messageType: string,
  { payload, layout, error, end, notes }: Walked,
): DecodedMessage {
  if (!layout) return { messageType, root: root(payload, bytesOnly(UNDECODED)), notes };
  const type = whole(layout.type, end, error, layout.trailing);
  const message = { messageType, root: root(payload, type, error !== undefined), layout, notes };
  return error ? { ...message, error } : message;
}

function root(payload: Payload, type: Type, broken = false): Field {
  return new Field('message', type, payload, 0, payload.bytes.length, 0, broken);
}

/** The fields of a message, and a leaf for the bytes after them. */
function whole(type: Type, end: number, error: Failure | undefined, trailing?: string): Type {
  const fields = (self: Field): Field[] =>
    self.remember(() => {
      const message = new Field(self.name, type, self.payload, 0, end, 0, error !== undefined);
      const members = message.children();
      const rest = restOf(self.payload, end, error, trailing);
      const at = members.findIndex(({ derived }) => derived);
      return rest ? members.toSpliced(at < 0 ? members.length : at, 0, rest) : members;
    });
  return {
    ...type,
    count: (self) => fields(self).length,
    children: (self, from, to) => fields(self).slice(from, to),
  };
}

function restOf(
  payload: Payload,
  start: number,
  error: Failure | undefined,
  trailing = 'Core ignores them',
): Field | undefined {
  const reader = new ByteReader(payload, start);
  if (reader.remaining === 0) return undefined;
  const bytes = rawBytes('unsigned char[]', reader.remaining);
  const warning = error ? error.reason : trailing;
  const type = { ...bytes, warning: () => warning };
  return readField(error ? UNDECODED : TRAILING, type, reader);
}

function bytesOnly(name: string): Type {
  const fields = (self: Field): Field[] =>
    self.end > 0
      ? [new Field(name, rawBytes('unsigned char[]', self.end), self.payload, 0, self.end)]
      : [];
  return {
    name: 'message',
    skip: () => 0,
    text: () => '',
    count: (self) => fields(self).length,
    children: (self, from, to) => fields(self).slice(from, to),
  };
}
