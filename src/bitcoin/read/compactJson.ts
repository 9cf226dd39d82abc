import { quoted } from '../../shared/text/quoted';
import { hex } from '../text/hex';
import type { ByteReader } from './byteReader';
import { type Field, type FieldValue, NONE, type Read, readField, type Type } from './field';

/** Characters of a piece. */
const PIECE = 32_768;

/** JSON while it is written. */
export class JsonText {
  text = '';
  private readonly ended: string[] = [];

  /**
   * The writer is between two elements. What there is becomes a piece once it is long: text to which is added is
   * a tree for V8 until somebody reads it, and half of the time would go into keeping the tree of a block.
   */
  between(): void {
    if (this.text.length > PIECE) this.end();
  }

  /** All of it, in order. */
  get pieces(): readonly string[] {
    this.end();
    return this.ended;
  }

  private end(): void {
    // It is read, so that it is no tree any more.
    this.text.charCodeAt(0);
    this.ended.push(this.text);
    this.text = '';
  }
}

/** Writes one value that can be read whole. @returns what {@link Type.skip} returns. */
export function writeValue(type: Type, reader: ByteReader, read: Read, json: JsonText): number {
  if (type.write) return type.write(reader, read, json);
  const field = readField('', type, reader, read)!;
  writeField(field, json);
  return field.read;
}

/**
 * Writes a field: its value where it has one, else the elements of a list, else its parts by name. As far as it
 * could be read, where the message breaks within it.
 */
export function writeField(field: Field, json: JsonText): void {
  const { value, type, broken } = field;
  // What has a value is read without what was before it.
  if (value !== undefined && type.write && !broken) type.write(field.reader(), NONE, json);
  else if (value !== undefined || field.derived || field.count === 0)
    json.text += type.isList ? '[]' : valueJson(value);
  else if (type.isList) writeElements(field, json);
  else {
    json.text += '{';
    writeMembers(field.children(), json);
    json.text += '}';
  }
}

/** Writes members by name, without the braces. */
export function writeMembers(members: readonly Field[], json: JsonText): void {
  let separator = '"';
  for (const member of members) {
    json.text += `${separator}${member.name}":`;
    writeField(member, json);
    separator = ',"';
  }
}

function writeElements(field: Field, json: JsonText): void {
  let separator = '[';
  for (const element of field.children()) {
    if (!element.name.startsWith('[')) continue;
    json.between();
    json.text += separator;
    writeField(element, json);
    separator = ',';
  }
  json.text += separator === '[' ? '[]' : ']';
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
