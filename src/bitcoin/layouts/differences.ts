import { Field, type Type } from '../read/field';
import { size } from '../read/primitives';
import { vector } from '../read/vector';

/** Positions in a block are of 16 bits (blockencodings.h). */
export const MAX_INDEX = 0xffff;

/**
 * A vector whose elements tell how many transactions lie between the one before and their own.
 * @param distance What an element tells.
 * @param place The element, which knows the position of its transaction in the block, and its own index.
 */
export function placed(
  elements: Type,
  distance: (element: Field) => number,
  place: (type: Type, position: number, nth: number) => Type,
): Type {
  const after = (position: number, element: Field): number => position + distance(element) + 1;
  return {
    ...elements,
    writeJson: undefined,
    children(self, from, to) {
      const before = from > 1 ? elements.children!(self, 1, from) : [];
      let position = before.reduce(after, -1);
      let nth = before.length;
      return elements.children!(self, from, to).map((element) => {
        if (element.name === 'size') return element;
        position = after(position, element);
        return retyped(element, place(element.type, position, nth++));
      });
    },
  };
}

/** std::vector<uint16_t> with DifferenceFormatter: blockencodings.h */
export const differences: Type = {
  ...placed(vector(size), readSize, (type, position) => ({
    ...type,
    name: 'uint16_t',
    writeJson: undefined,
    value: () => position,
    text: (self) => `${position} (sent as ${readSize(self)} more than the least)`,
  })),
  name: 'std::vector<uint16_t>',
  skip(reader) {
    const count = reader.compactSize();
    let position = -1;
    for (let index = 0; index < count && !reader.failure; index++) {
      position += reader.compactSize() + 1;
      if (position > MAX_INDEX) reader.fail('differential value overflow');
    }
    return count;
  },
  /** @param positions Of the transactions in the block. */
  write(positions, into) {
    const list = positions as readonly number[];
    into.compactSize(list.length);
    let before = -1;
    for (const position of list) {
      if (position > before) into.compactSize(position - before - 1);
      else into.end();
      before = position;
    }
  },
};

/** The CompactSize that a field begins with. */
export function readSize(field: Field): number {
  return field.reader().compactSize();
}

function retyped(field: Field, type: Type): Field {
  const { name, payload, start, end, read, broken } = field;
  return new Field(name, type, payload, start, end, read, broken);
}
