import { DEFINITIONS } from './definitions';

/*
 * The bytes of Protocol Buffers, as far as records are found by them: a number of seven bits a byte, the lowest
 * first; a field begins with its number and its type in one, and bytes with their length.
 */

/** Where a record stands in bytes: from `start` to `end`. */
export interface Place {
  start: number;
  end: number;
}

/** The type of a field, the lowest three bits of what it begins with. */
const enum Wire {
  Varint = 0,
  Fixed64 = 1,
  Bytes = 2,
  Fixed32 = 5,
}

/** Of an Event: milliseconds. */
const TIMESTAMP = 10;
/** Of what an Event may be. */
const MOST_KINDS = 5;
/** Bytes of a number that are looked at: 2^49 is enough of milliseconds. */
const MOST_BYTES = 7;

/** A number, and where it ends; undefined where the bytes end before, or it is too long. */
export function varint(
  bytes: Buffer,
  at: number,
  end: number,
): { value: number; end: number } | undefined {
  let value = 0;
  for (let index = 0; index < MOST_BYTES && at + index < end; index++) {
    const byte = bytes[at + index]!;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return undefined;
}

/** The timestamp of a whole record; undefined where it is no Event: its fields ascend, and fill it. */
export function timestampOf(bytes: Buffer, { start, end }: Place): number | undefined {
  let timestamp: number | undefined;
  let before = 0;
  for (let at = start; at < end;) {
    const field = fieldAt(bytes, at, end);
    if (!field || field.number <= before) return undefined;
    before = field.number;
    if (field.number === TIMESTAMP && field.value !== undefined) timestamp = field.value;
    at = field.end;
  }
  return timestamp;
}

/**
 * Whether a record may begin that is what peer-observer writes today, looking at its first bytes only: one field,
 * of a kind that is known, and the timestamp.
 * @param length That it claims.
 */
export function mayBeEvent(bytes: Buffer, start: number, length: number): boolean {
  const first = bytes[start] ?? 0;
  if ((first & 7) !== (Wire.Bytes as number) || first >> 3 < 1 || first >> 3 > MOST_KINDS)
    return false;
  const inner = varint(bytes, start + 1, bytes.length);
  if (!inner) return false;
  const rest = start + length - (inner.end + inner.value);
  return rest >= 2 && rest <= MOST_BYTES + 1;
}

/** Numbers of fields: of an Event, what eBPF saw; of that, a message. */
const PATH = [1, 1];
/** Of a message: what has numbers that may be written as bytes, one a byte. */
const NUMBERS = new Set([19, 30]);

/**
 * Parts of a message within a record, of which each takes memory when it is decoded. 0 for another record,
 * Infinity for one that is not made like a record.
 */
export function countParts(bytes: Buffer, place: Place): number {
  return count(bytes, place, 0);
}

function count(bytes: Buffer, { start, end }: Place, depth: number): number {
  let parts = 0;
  for (let at = start; at < end;) {
    const field = fieldAt(bytes, at, end);
    if (!field) return Infinity;
    parts += partsOf(bytes, field, depth);
    at = field.end;
  }
  return parts;
}

function partsOf(bytes: Buffer, { number, content }: FoundField, depth: number): number {
  if (depth > PATH.length) return 1;
  if (!content) return 0;
  if (depth < PATH.length) return number === PATH[depth] ? count(bytes, content, depth + 1) : 0;
  if (NUMBERS.has(number)) return content.end - content.start;
  return MESSAGE_FIELDS.has(number) ? count(bytes, content, depth + 1) : 0;
}

const MESSAGE_FIELDS = new Set<number>(
  Object.values(DEFINITIONS.Message).map(([, , number]) => number),
);

/** Where a number of 64 bits ends. */
function longVarint(bytes: Buffer, start: number, end: number): { end: number } | undefined {
  for (let at = start; at < Math.min(end, start + 10); at++)
    if (bytes[at]! < 0x80) return { end: at + 1 };
  return undefined;
}

interface FoundField {
  number: number;
  end: number;
  /** Of a number. */
  value?: number;
  /** Of bytes. */
  content?: Place;
}

function fieldAt(bytes: Buffer, at: number, end: number): FoundField | undefined {
  const tag = varint(bytes, at, end);
  if (!tag) return undefined;
  const number = Math.floor(tag.value / 8);
  const found = contentAt(bytes, tag.end, end, tag.value % 8);
  return found && found.end <= end ? { number, ...found } : undefined;
}

function contentAt(
  bytes: Buffer,
  at: number,
  end: number,
  type: number,
): Omit<FoundField, 'number'> | undefined {
  switch (type as Wire) {
    case Wire.Varint: {
      const value = varint(bytes, at, end);
      return value ?? longVarint(bytes, at, end);
    }
    case Wire.Bytes: {
      const length = varint(bytes, at, end);
      if (!length) return undefined;
      const content = { start: length.end, end: length.end + length.value };
      return { content, end: content.end };
    }
    case Wire.Fixed64:
      return { end: at + 8 };
    case Wire.Fixed32:
      return { end: at + 4 };
    default:
      return undefined;
  }
}
