import type { ByteReader } from './byteReader';
import { type Field, readField, type Type } from './field';
import { size } from './primitives';
import { formatCount } from '../../shared/quantity';

/** What Core does with a vector that is longer. */
export interface Limit {
  most: number;
  /** Ends the sentence "Core … more than `most`". */
  refusal: string;
}

/** A CompactSize, then as many elements. Named `size` and `[0]`, `[1]`, … */
export function vector(element: Type, limit?: Limit): Type {
  return sequence(`std::vector<${element.name}>`, element, undefined, limit);
}

/** Elements whose number is told elsewhere. */
export function repeated(element: Type, times: number): Type {
  return sequence(`${element.name}[]`, element, times);
}

/** One in so many elements has its place remembered. */
const STRIDE = 64;

interface Elements {
  /** Of every {@link STRIDE}th element, its first byte. */
  places: number[];
  /** With the one that the message breaks in. */
  count: number;
}

function sequence(name: string, element: Type, times: number | undefined, limit?: Limit): Type {
  const prefix = times === undefined ? 1 : 0;
  const elements = (self: Field): Elements =>
    self.remember(() => locate(self.reader(), element, times));
  const count = (self: Field): number =>
    self.broken ? elements(self).count : (times ?? self.read);

  return {
    name,
    skip(reader) {
      const claimed = times ?? reader.compactSize();
      skipElements(reader, element, claimed);
      return claimed;
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
    for (let rest = index % STRIDE; rest > 0; rest--) element.skip(reader);
  }
}

/** Takes memory in proportion to the elements that are there, not to those that are claimed. */
function locate(reader: ByteReader, element: Type, times?: number): Elements {
  const claimed = times ?? reader.compactSize();
  const places: number[] = [];
  for (let count = 0; count < claimed; count++) {
    const start = reader.offset;
    element.skip(reader);
    if (reader.failure && reader.offset === start) return { places, count };
    if (count % STRIDE === 0) places.push(start);
    if (reader.failure) return { places, count: count + 1 };
  }
  return { places, count: claimed };
}

function skipElements(reader: ByteReader, element: Type, count: number): void {
  if (element.size === undefined) {
    for (let index = 0; index < count && !reader.failure; index++) element.skip(reader);
    return;
  }
  const whole = Math.min(count, Math.floor(reader.remaining / element.size));
  reader.take(whole * element.size);
  if (whole < count) element.skip(reader);
}
