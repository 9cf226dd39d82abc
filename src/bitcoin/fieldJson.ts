import { valueJson } from './read/compactJson';
import type { Field, Type } from './read/field';
import { quoted } from '../shared/text/quoted';

/** Children that are in memory at a time. */
const PAGE = 256;
/** Bytes of a field up to which it is one piece with all that is in it. */
const MOST_AT_ONCE = 16_384;

/** Whether a field with all that is in it makes one piece. */
export function isShort({ start, end }: Field): boolean {
  return end - start <= MOST_AT_ONCE;
}

/** What childrenJson has, of a short field. */
export function shortJson(field: Field, depth = Infinity): string {
  return `[${depth > 0 ? inside(field, depth) : ''}]`;
}

/**
 * A field with all that is in it and with whole values: as JSON of printable ASCII, in pieces, as all
 * of a block may be more than one string can hold.
 * @param depth Levels of fields below it.
 */
export function* fieldJson(field: Field, depth = Infinity): Generator<string, void> {
  if (isShort(field) || depth === 0 || field.count === 0) {
    yield whole(field, depth);
    return;
  }
  yield `${head(field)},"children":`;
  yield* childrenJson(field, depth);
  yield '}';
}

/**
 * The children of a field as a JSON array, in pieces.
 * @param depth Levels of fields, theirs being the first.
 */
export function* childrenJson(field: Field, depth = Infinity): Generator<string, void> {
  // Counting them would mean reading a block again.
  if (isShort(field) || depth === 0) {
    yield shortJson(field, depth);
    return;
  }
  const { count } = field;
  let separator = '[';
  for (let from = 0; from < count && depth > 0; from += PAGE)
    for (const child of field.children(from, from + PAGE)) {
      yield separator;
      yield* fieldJson(child, depth - 1);
      separator = ',';
    }
  yield separator === '[' ? '[]' : ']';
}

function whole(field: Field, depth: number): string {
  if (depth === 0 || field.count === 0) return `${head(field)}}`;
  return `${head(field)},"children":[${inside(field, depth)}]}`;
}

function inside(field: Field, depth: number): string {
  let text = '';
  for (const child of field.children()) {
    if (text !== '') text += ',';
    text += whole(child, depth - 1);
  }
  return text;
}

/** The description of a field, less the brace at its end. */
function head(field: Field): string {
  const { type, start, end, value, hash, warning } = field;
  let text = `{"name":"${field.name}","type":${nameOf(type)}`;
  if (value !== undefined) text += `,"value":${valueJson(value)}`;
  text += `,"text":${quoted(field.text)},"start":${start},"end":${end},"count":${field.count}`;
  if (field.derived) text += ',"derived":true';
  if (hash) text += `,"hash":"${hash}"`;
  if (warning !== undefined) text += `,"warning":${quoted(warning)}`;
  if (field.broken) text += ',"broken":true';
  return text;
}

const typeNames = new WeakMap<Type, string>();

function nameOf(type: Type): string {
  let name = typeNames.get(type);
  if (name === undefined) typeNames.set(type, (name = quoted(type.name)));
  return name;
}
