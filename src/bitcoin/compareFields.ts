import type { FieldPath } from './fieldPath';
import type { Field } from './read/field';

export interface Difference {
  path: FieldPath;
  name: string;
  /** How the other message has the field; undefined where it has none. */
  other?: string;
  /** Only the other message has the field: its path comes after all that the first one has there. */
  missing?: true;
}

export interface Comparison {
  /** Differences between innermost fields, in the order of their bytes. */
  differences: Difference[];
  /** There are more. */
  more: boolean;
  /** Bytes [from, to) of the first message that differ from those of the same field of the other. */
  bytes: { from: number; to: number }[];
  byteCount: number;
}

/** Ranges of bytes that are listed; those after them are only counted. */
const MOST_RANGES = 10_000;

/** Children that are looked at together. */
const PAGE = 256;

/**
 * What differs between two messages, field by field: a field is compared with that of the same name
 * in the same place, however many bytes came before it in either.
 * @param limit Differences at most; bytes are counted as far as the fields are listed.
 */
export function compareFields(a: Field, b: Field, limit = 1000): Comparison {
  const result: Comparison = { differences: [], more: false, bytes: [], byteCount: 0 };
  const add = (difference: Difference): boolean => {
    result.more = result.differences.length === limit;
    if (!result.more) result.differences.push(difference);
    return !result.more;
  };
  const addBytes = (from: number, to: number): void => {
    const last = result.bytes.at(-1);
    if (last?.to === from) last.to = to;
    else if (result.bytes.length < MOST_RANGES) result.bytes.push({ from, to });
    result.byteCount += to - from;
  };
  compareChildren(a, b, [], add, addBytes);
  return result;
}

/** @returns false when there is no room for more. */
function compareChildren(
  a: Field,
  b: Field,
  path: FieldPath,
  add: (difference: Difference) => boolean,
  addBytes: (from: number, to: number) => void,
): boolean {
  const most = Math.max(a.count, b.count);
  let added = 0;
  for (let from = 0; from < most; from += PAGE) {
    for (const [index, mine, others] of paired(a, b, from)) {
      if (mine && others && !mine.derived && equal(mine.bytes, others.bytes)) continue;
      const here = [...path, index ?? a.count + added++];
      if (mine && others && mine.count > 0 && others.count > 0) {
        if (!compareChildren(mine, others, here, add, addBytes)) return false;
      } else if (!mine) {
        if (!add({ path: here, name: others!.name, other: others!.text, missing: true }))
          return false;
      } else if (!others || !mine.derived || mine.text !== others.text) {
        const other = others && { other: others.text };
        if (!add({ path: here, name: mine.name, ...other })) return false;
        if (!mine.derived) differingBytes(mine, others, addBytes);
      }
    }
  }
  return true;
}

/** Pairs of fields with the same name, by their index in `a`; a field of one message only is alone, and has no index where it is the other’s. */
function* paired(
  a: Field,
  b: Field,
  from: number,
): Generator<[number | undefined, Field | undefined, Field | undefined], void> {
  const mine = a.children(from, from + PAGE);
  const rest = new Map(b.children(from, from + PAGE).map((field) => [field.name, field]));
  for (const [index, field] of mine.entries()) {
    yield [from + index, field, rest.get(field.name)];
    rest.delete(field.name);
  }
  for (const other of rest.values()) yield [undefined, undefined, other];
}

function differingBytes(
  mine: Field,
  others: Field | undefined,
  addBytes: (from: number, to: number) => void,
): void {
  const theirs = others?.bytes;
  for (const [index, byte] of mine.bytes.entries())
    if (byte !== theirs?.[index]) addBytes(mine.start + index, mine.start + index + 1);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
