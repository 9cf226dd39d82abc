import type { ByteReader } from './byteReader';
import type { Field, FieldValue, HashKind, Type } from './field';
import { QUOTE } from '../../shared/text/jsonBytes';
import type { ByteWriter, WireValue } from '../write/byteWriter';
import { formatCount } from '../../shared/text/quantity';
import { reversedHex, toHex } from '../text/hex';
import { valueJson } from './compactJson';

/**
 * A value with this many bytes.
 * @param put Writes it; what `get` then does not read as the same cannot be written.
 */
export function fixed<T extends number | bigint | boolean>(
  name: string,
  size: number,
  get: (view: DataView, at: number) => T,
  put: (view: DataView, at: number, value: T) => void,
  text: (value: T, field: Field) => string = String,
): Type {
  const value = (field: Field): T => get(field.payload.view, field.start);
  return {
    name,
    size,
    skip(reader) {
      const at = reader.take(size);
      // Nothing is asked of a number of more bytes while a message is walked.
      return at < 0 || size > 1 ? 0 : reader.payload.bytes[at]!;
    },
    writeJson(reader, _, json) {
      const at = reader.take(size);
      const got = get(reader.payload.view, at);
      if (typeof got === 'number') json.number(got);
      else json.ascii(valueJson(got));
      return size > 1 ? 0 : reader.payload.bytes[at]!;
    },
    write(given, into) {
      into.fixed(size, (view, at) => {
        put(view, at, given as T);
        return get(view, at) === given;
      });
    },
    value,
    text: (field) => text(value(field), field),
  };
}

/** The same bytes, read as something more particular. */
export function as<T extends FieldValue>(
  type: Type,
  text: (value: T, field: Field) => string,
  warning?: (value: T, field: Field) => string | undefined,
): Type {
  const get = (field: Field): T => type.value!(field) as T;
  return {
    ...type,
    text: (field) => text(get(field), field),
    ...(warning && { warning: (field: Field) => warning(get(field), field) }),
  };
}

export const uint8 = fixed(
  'uint8_t',
  1,
  (view, at) => view.getUint8(at),
  (view, at, value) => view.setUint8(at, value),
);
export const uint16be = fixed(
  'uint16_t',
  2,
  (view, at) => view.getUint16(at),
  (view, at, value) => view.setUint16(at, value),
);
export const int32 = fixed(
  'int32_t',
  4,
  (view, at) => view.getInt32(at, true),
  (view, at, value) => view.setInt32(at, value, true),
);
export const uint32 = fixed(
  'uint32_t',
  4,
  (view, at) => view.getUint32(at, true),
  (view, at, value) => view.setUint32(at, value, true),
);
export const int64 = wide(
  fixed(
    'int64_t',
    8,
    (view, at) => view.getBigInt64(at, true),
    (view, at, value) => view.setBigInt64(at, value, true),
  ),
  true,
);
export const uint64 = wide(
  fixed(
    'uint64_t',
    8,
    (view, at) => view.getBigUint64(at, true),
    (view, at, value) => view.setBigUint64(at, value, true),
  ),
  false,
);
export const bool = fixed(
  'bool',
  1,
  (view, at) => view.getUint8(at) !== 0,
  (view, at, value) => view.setUint8(at, Number(value)),
);

/** The same JSON as of the value, without a bigint that is made and thrown away. */
function wide(type: Type, isSigned: boolean): Type {
  return {
    ...type,
    writeJson(reader, _, json) {
      const at = reader.take(8);
      json.code(QUOTE);
      json.integer64(reader.payload.view, at, isSigned);
      json.code(QUOTE);
      return 0;
    },
  };
}

/** `size` bytes as they are, in hex. */
export function rawBytes(name: string, size: number, text?: (bytes: Uint8Array) => string): Type {
  return {
    name,
    size,
    skip(reader) {
      reader.take(size);
      return 0;
    },
    writeJson(reader, _, json) {
      const at = reader.take(size);
      json.code(QUOTE);
      json.hex(reader.payload.bytes, at, at + size);
      json.code(QUOTE);
      return 0;
    },
    write: (bytes, into) => writeBytes(bytes, size, into),
    value: (field) => field.bytes,
    text: (field) => (text ? text(field.bytes) : toHex(field.bytes)),
  };
}

/** A hash as Bitcoin shows it: its bytes reversed. */
export function hash256(kind?: HashKind): Type {
  return {
    name: 'uint256',
    size: 32,
    // A null hash means "none".
    hash: ({ bytes }) => (bytes.some((byte) => byte !== 0) ? kind : undefined),
    skip(reader) {
      reader.take(32);
      return 0;
    },
    writeJson(reader, _, json) {
      const at = reader.take(32);
      json.code(QUOTE);
      json.reversedHex(reader.payload.bytes, at, at + 32);
      json.code(QUOTE);
      return 0;
    },
    write: (bytes, into) => writeBytes(bytes, 32, into),
    value: (field) => reversedHex(field.bytes),
    text: (field) => reversedHex(field.bytes),
  };
}

/** Bytes as they are, if they are so many. */
function writeBytes(bytes: WireValue, size: number, into: ByteWriter): void {
  if (bytes instanceof Uint8Array && bytes.length === size) into.bytes(bytes);
  else into.end();
}

export const uint256 = hash256();
export const txid = hash256('txid');
export const blockHash = hash256('block');

function compactSizeType(read: (reader: ByteReader) => number): Type {
  return {
    name: 'CompactSize',
    skip: read,
    writeJson(reader, _, json) {
      const at = reader.offset;
      const value = read(reader);
      if (reader.offset - at <= 5) json.number(value);
      else {
        json.code(QUOTE);
        json.integer64(reader.payload.view, at + 1, false);
        json.code(QUOTE);
      }
      return value;
    },
    write: (value, into) => into.compactSize(value as number | bigint),
    value: compactSizeValue,
    text: (field) => formatCount(compactSizeValue(field)),
  };
}

/** What counts something: at most MAX_SIZE (serialize.h). */
export const size = compactSizeType((reader) => reader.compactSize());
/** CompactSizeFormatter<false>: 64 bits. */
export const looseCompactSize = compactSizeType((reader) => reader.looseCompactSize());

function compactSizeValue(field: Field): number | bigint {
  const { view } = field.payload;
  switch (field.end - field.start) {
    case 1:
      return view.getUint8(field.start);
    case 3:
      return view.getUint16(field.start + 1, true);
    case 5:
      return view.getUint32(field.start + 1, true);
    default:
      return view.getBigUint64(field.start + 1, true);
  }
}
