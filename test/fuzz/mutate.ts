import type { Random } from '../unit/support/random';

/** What breaks readers of lengths: the borders of a CompactSize and of the integers. */
const NASTY = [
  '00',
  'ff',
  'fc',
  'fdfd00',
  'fdfc00',
  'fdffff',
  'feffff0000',
  'fe00000100',
  'fe00000002',
  'fe01000002',
  'ffffffffff00000000',
  'ff0000000001000000',
  'ffffffffffffffffff',
  '00000080',
  'ffffff7f',
].map((hex) => Buffer.from(hex, 'hex'));

/** A payload with one to four changes: bits, lengths, cuts, repetitions, parts of another. */
export function mutate(random: Random, payload: Buffer, other: Buffer): Buffer {
  let bytes = payload;
  for (let rest = 1 + random.below(4); rest > 0; rest--) bytes = change(random, bytes, other);
  return bytes;
}

function change(random: Random, bytes: Buffer, other: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + random.below(64));
  switch (random.below(8)) {
    case 0:
      return replaced(bytes, at, at + 1, Buffer.of((bytes[at] ?? 0) ^ (1 << random.below(8))));
    case 1:
      return replaced(bytes, at, at + 1, Buffer.of(random.below(256)));
    case 2: {
      const nasty = random.pick(NASTY);
      return replaced(bytes, at, at + nasty.length, nasty);
    }
    case 3:
      return replaced(bytes, at, at, random.pick(NASTY));
    case 4:
      return bytes.subarray(0, at);
    case 5:
      return replaced(bytes, at, end, Buffer.alloc(0));
    case 6:
      return replaced(bytes, at, at, bytes.subarray(at, end));
    default: {
      const from = random.below(other.length + 1);
      return replaced(bytes, at, end, other.subarray(from, from + random.below(128)));
    }
  }
}

function replaced(bytes: Buffer, start: number, end: number, by: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(end)]);
}
