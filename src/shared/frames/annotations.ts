import { packStrings, writeFrame } from './frameWriter';
import { HEADER } from './layout';

/** Kinds of frames with what whoever saved a capture added to it: see docs/capture-format.md. */
export const NAMES_KIND = 15;
export const FILTERS_KIND = 16;

/** What is read of a file at most; a stranger's may have any number, of any length. */
export const MOST_NAMES = 1000;
export const MOST_FILTERS = 100;
/** Characters. An address fits into the slot of an event. */
const LONGEST_ADDRESS = 263;
const LONGEST_NAME = 200;
const LONGEST_FILTER = 10_000;

/** A filter with the name that the user gave it; empty for one that was in force when the capture was saved. */
export interface KeptFilter {
  name: string;
  filter: string;
}

const COUNT = HEADER.size;
const STRINGS = HEADER.size + 4;

/** @param names What peers are called, by address. */
export function encodeNames(names: ReadonlyMap<string, string>): Buffer {
  return encodePairs(NAMES_KIND, [...names]);
}

export function encodeFilters(filters: readonly KeptFilter[]): Buffer {
  return encodePairs(
    FILTERS_KIND,
    filters.map(({ name, filter }) => [name, filter]),
  );
}

/** What can be read of the frame: names matter less than that the rest of the file can be read. */
export function decodeNames(frame: Buffer): Map<string, string> {
  const pairs = decodePairs(frame, MOST_NAMES).filter(
    ([address, name]) => address.length <= LONGEST_ADDRESS && name !== '',
  );
  return new Map(pairs.map(([address, name]) => [address, name.slice(0, LONGEST_NAME)]));
}

/** As {@link decodeNames}. */
export function decodeFilters(frame: Buffer): KeptFilter[] {
  // A filter that is cut would be another one.
  return decodePairs(frame, MOST_FILTERS).flatMap(([name, filter]) =>
    filter === '' || filter.length > LONGEST_FILTER
      ? []
      : { name: name.slice(0, LONGEST_NAME), filter },
  );
}

function encodePairs(
  kind: typeof NAMES_KIND | typeof FILTERS_KIND,
  pairs: readonly (readonly [string, string])[],
): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(pairs.length);
  return writeFrame(kind as never, Buffer.concat([count, packStrings(pairs.flat())]));
}

function decodePairs(frame: Buffer, most: number): [string, string][] {
  if (frame.length < STRINGS) return [];
  const count = Math.min(most, frame.readUInt32LE(COUNT));
  const pairs: [string, string][] = [];
  let at = STRINGS;
  const next = (): string | undefined => {
    if (at + 4 > frame.length) return undefined;
    const end = at + 4 + frame.readUInt32LE(at);
    if (end > frame.length) return undefined;
    const text = frame.toString('utf8', at + 4, end);
    at = end;
    return text;
  };
  while (pairs.length < count) {
    const [key, value] = [next(), next()];
    if (key === undefined || value === undefined) break;
    pairs.push([key, value]);
  }
  return pairs;
}
