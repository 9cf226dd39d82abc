import type { ByteReader } from './byteReader';
import { writeValueJson } from './compactJson';
import type { WireValues } from '../write/byteWriter';
import { type Field, NONE, type Read, readField, type Type, writeValue } from './field';
import { COMMA } from '../../shared/text/jsonBytes';
import { size } from './primitives';
import { formatCount } from '../../shared/text/quantity';

/** What Core does with a vector that is longer. */
export interface Limit {
  most: number;
  /** Ends the sentence "Core … more than `most`". */
  refusal: string;
}

/** A CompactSize, then as many elements. Named `size` and `[0]`, `[1]`, … */
export function vector(element: Type, limit?: Limit): Type {
  return sequence(
    `std::vector<${element.name}>`,
    element,
    1,
    (reader) => reader.compactSize(),
    limit,
  );
}

/** Elements whose number a member before them tells. */
export function repeated(element: Type, times: (read: Read) => number): Type {
  return sequence(`${element.name}[]`, element, 0, (_, read) => times(read));
}

/** The position of one in this many elements is remembered. */
const STRIDE = 64;

interface Elements {
  /** The first byte of every {@link STRIDE}th element. */
  places: number[];
  /** How many elements there are, including the one in which the message breaks off. */
  count: number;
}

/** @param prefix Children before the elements: the size, if there is one. */
function sequence(
  name: string,
  element: Type,
  prefix: 0 | 1,
  readCount: (reader: ByteReader, read: Read) => number,
  limit?: Limit,
): Type {
  const elements = (self: Field): Elements =>
    self.remember(() => {
      const reader = self.reader();
      if (prefix > 0) reader.compactSize();
      return locate(reader, element, self.read);
    });
  const count = (self: Field): number => (self.broken ? elements(self).count : self.read);

  return {
    name,
    isList: true,
    writeJson(reader, read, json) {
      const count = readCount(reader, read);
      json.ascii('[');
      for (let index = 0; index < count; index++) {
        if (index > 0) json.code(COMMA);
        writeValueJson(element, reader, NONE, json);
      }
      json.ascii(']');
      return count;
    },
    skip(reader, read) {
      const claimed = readCount(reader, read);
      skipElements(reader, element, claimed);
      return claimed;
    },
    write(values, into) {
      const list = values as WireValues;
      if (prefix > 0) into.compactSize(list.length);
      for (let index = 0; index < list.length && !into.ended; index++)
        writeValue(element, list[index], into);
    },
    text: (self) => `${formatCount(count(self))} × ${element.name}`,
    warning: (self) =>
      limit && self.read > limit.most
        ? `${formatCount(self.read)} are more than ${formatCount(limit.most)}: ${limit.refusal}`
        : undefined,
    count: (self) => prefix + count(self),
    children(self, from, to) {
      const fields: Field[] = [];
      const reader = self.reader();
      if (prefix > 0) {
        const field = readField('size', size, reader);
        if (field && from === 0) fields.push(field);
      }
      const first = Math.max(0, from - prefix);
      const end = Math.min(count(self), to - prefix);
      if (first >= end) return fields;
      moveTo(first, reader, element, self, elements);
      for (let index = first; index < end; index++) {
        const field = readField(`[${index}]`, element, reader);
        if (!field) break;
        fields.push(field);
      }
      return fields;
    },
  };
}

function moveTo(
  index: number,
  reader: ByteReader,
  element: Type,
  self: Field,
  elements: (self: Field) => Elements,
): void {
  if (element.size !== undefined && !self.broken) reader.offset += index * element.size;
  else if (index > 0) {
    reader.offset = elements(self).places[Math.floor(index / STRIDE)]!;
    for (let rest = index % STRIDE; rest > 0; rest--) element.skip(reader, NONE);
  }
}

/** Takes memory in proportion to the elements that are there, not to those that are claimed. */
function locate(reader: ByteReader, element: Type, claimed: number): Elements {
  const places: number[] = [];
  for (let count = 0; count < claimed; count++) {
    const start = reader.offset;
    element.skip(reader, NONE);
    if (reader.failure && reader.offset === start) return { places, count };
    if (count % STRIDE === 0) places.push(start);
    if (reader.failure) return { places, count: count + 1 };
  }
  return { places, count: claimed };
}

function skipElements(reader: ByteReader, element: Type, count: number): void {
  if (element.size === undefined) {
    for (let index = 0; index < count && !reader.failure; index++) element.skip(reader, NONE);
    return;
  }
  const whole = Math.min(count, Math.floor(reader.remaining / element.size));
  reader.take(whole * element.size);
  if (whole < count) element.skip(reader, NONE);
}
