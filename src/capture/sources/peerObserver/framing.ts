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
  const first = bytes[start]!;
  if ((first & 7) !== (Wire.Bytes as number) || first >> 3 < 1 || first >> 3 > MOST_KINDS)
    return false;
  const inner = varint(bytes, start + 1, bytes.length);
  if (!inner) return false;
  const rest = start + length - (inner.end + inner.value);
  return rest >= 2 && rest <= MOST_BYTES + 1;
}

/**
 * Fields of fields within a record: what is decoded takes memory for each of them.
 * @param depth Levels of fields to go down.
 */
export function countFields(bytes: Buffer, { start, end }: Place, depth: number): number {
  let count = 0;
  for (let at = start; at < end;) {
    const field = fieldAt(bytes, at, end);
    if (!field) return count;
    const { content } = field;
    count += depth > 0 && content ? countFields(bytes, content, depth - 1) : 1;
    at = field.end;
  }
  return count;
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
      return value && { value: value.value, end: value.end };
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
