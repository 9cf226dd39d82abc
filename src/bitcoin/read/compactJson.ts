import { quoted } from '../../shared/text/quoted';
import { hex } from '../text/hex';
import type { ByteReader } from './byteReader';
import type { JsonBytes } from '../../shared/text/jsonBytes';
import { type Field, type FieldValue, NONE, type Read, readField, type Type } from './field';

/** Writes one value that can be read whole. @returns what {@link Type.skip} returns. */
export function writeValueJson(
  type: Type,
  reader: ByteReader,
  read: Read,
  json: JsonBytes,
): number {
  if (type.writeJson) return type.writeJson(reader, read, json);
  const field = readField('', type, reader, read)!;
  writeFieldJson(field, json);
  return field.read;
}

/**
 * Writes a field: its value where it has one, else the elements of a list, else its parts by name. As far as it
 * could be read, where the message breaks within it.
 */
export function writeFieldJson(field: Field, json: JsonBytes): void {
  const { value, type, broken } = field;
  // What has a value is read without what was before it.
  if (value !== undefined && type.writeJson && !broken) type.writeJson(field.reader(), NONE, json);
  else if (value !== undefined || field.derived || field.count === 0)
    json.ascii(type.isList ? '[]' : valueJson(value));
  else if (type.isList) writeElementsJson(field, json);
  else {
    json.ascii('{');
    writeMembersJson(field.children(), json);
    json.ascii('}');
  }
}

/** Writes members by name, without the braces. */
export function writeMembersJson(members: readonly Field[], json: JsonBytes): void {
  let separator = '"';
  for (const member of members) {
    json.ascii(`${separator}${member.name}":`);
    writeFieldJson(member, json);
    separator = ',"';
  }
}

function writeElementsJson(field: Field, json: JsonBytes): void {
  let separator = '[';
  for (const element of field.children()) {
    if (!element.name.startsWith('[')) continue;
    json.ascii(separator);
    writeFieldJson(element, json);
    separator = ',';
  }
  json.ascii(separator === '[' ? '[]' : ']');
}

/** 64-bit numbers as decimal text, bytes as hex. */
export function valueJson(value: FieldValue): string {
  switch (typeof value) {
    case 'undefined':
      return 'null';
    case 'string':
      return quoted(value);
    case 'bigint':
      return `"${value}"`;
    case 'object':
      return `"${hex(value)}"`;
    default:
      return JSON.stringify(value);
  }
}
