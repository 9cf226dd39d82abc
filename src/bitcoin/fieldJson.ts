import { describeField } from './describeField';
import type { Field } from './read/field';

/** Children that are in memory at a time. */
const PAGE = 256;

/**
 * A field with all that is in it and with whole values as JSON, in pieces: all of a block may be more
 * than one string can hold.
 */
export function* fieldJson(field: Field): Generator<string, void> {
  const description = JSON.stringify(describeField(field, { longestValue: Infinity }));
  if (field.count === 0) {
    yield description;
    return;
  }
  yield `${description.slice(0, -1)},"children":`;
  yield* childrenJson(field);
  yield '}';
}

/** The children of a field as a JSON array, in pieces. */
export function* childrenJson(field: Field): Generator<string, void> {
  const { count } = field;
  let separator = '[';
  for (let from = 0; from < count; from += PAGE)
    for (const child of field.children(from, from + PAGE)) {
      yield separator;
      yield* fieldJson(child);
      separator = ',';
    }
  yield separator === '[' ? '[]' : ']';
}
