import { quoted } from '../shared/text/quoted';
import type { Field, FieldValue } from './read/field';
import { hex } from './text/hex';

/** Children that are in memory at a time. */
const PAGE = 256;

/**
 * The values of a message's fields as one JSON object of printable ASCII, for what queries them by name: an object for
 * what has members, an array for a vector, and otherwise the value. Bytes are hex; integers are numbers, also those
 * that JavaScript has not exactly. What follows from the fields (a txid) stands beside them.
 * @param root Of a message that is decoded. @returns It in pieces.
 */
export function* plainJson(root: Field): Generator<string, void> {
  let text = '{';
  let separator = '';
  for (const child of root.children()) {
    text += `${separator}${quoted(child.name)}:`;
    separator = ',';
    if (isPlain(child)) {
      text += plain(child);
      continue;
    }
    yield text;
    yield* inside(child);
    text = '';
  }
  yield `${text}}`;
}

/** Whether it is a value, without anything that is looked at in it. */
function isPlain(field: Field): boolean {
  return field.value !== undefined || field.count === 0;
}

function plain(field: Field): string {
  if (isList(field)) return '[]';
  return valueJson(field.value) ?? quoted(field.text);
}

function* inside(field: Field): Generator<string, void> {
  const list = isList(field);
  const { count } = field;
  let text = list ? '[' : '{';
  let separator = '';
  for (let from = 0; from < count; from += PAGE)
    for (const child of field.children(from, from + PAGE)) {
      // How many there are, is told by the array.
      if (list && !child.name.startsWith('[')) continue;
      text += list ? separator : `${separator}${quoted(child.name)}:`;
      separator = ',';
      if (isPlain(child)) text += plain(child);
      else {
        yield text;
        yield* inside(child);
        text = '';
      }
    }
  yield `${text}${list ? ']' : '}'}`;
}

/** Of a vector the children are its size, if it says that, and the elements: `[0]`, `[1]`, … */
function isList(field: Field): boolean {
  if (field.value !== undefined) return false;
  const { count } = field;
  if (count === 0) return field.type.name.endsWith('[]');
  const [first, second] = field.children(0, 2);
  if (first?.name === 'size') return second === undefined || second.name === '[0]';
  return first?.name === '[0]';
}

function valueJson(value: FieldValue): string | undefined {
  switch (typeof value) {
    case 'undefined':
      return undefined;
    case 'string':
      return quoted(value);
    case 'object':
      return `"${hex(value)}"`;
    case 'number':
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    default:
      return String(value);
  }
}
