/** Matches that are told; whoever has more looks for something else. */
const MOST = 10_000;

export interface Occurrences {
  /** Ascending; they may overlap. */
  offsets: number[];
  /** Bytes of each. */
  length: number;
  more: boolean;
}

/**
 * Bytes of a pattern as people write it: `f9beb4d9`, `F9 BE b4 d9`, `0xf9be`.
 * @returns undefined when it is not such a pattern.
 */
export function parseHex(query: string): Buffer | undefined {
  const digits = query.replace(/0x|[\s,:]/gi, '');
  if (!/^([0-9a-f]{2})+$/i.test(digits)) return undefined;
  return Buffer.from(digits, 'hex');
}

export function findBytes(payload: Buffer, pattern: Buffer): Occurrences {
  return occurrences(pattern.length, (from) => payload.indexOf(pattern, from));
}

/** Text in UTF-8, the case of ASCII letters aside. */
export function findText(payload: Buffer, query: string): Occurrences {
  const wanted = lowered(Buffer.from(query, 'utf8'));
  const text = lowered(payload);
  return occurrences(wanted.length, (from) => text.indexOf(wanted, from));
}

function occurrences(length: number, next: (from: number) => number): Occurrences {
  const offsets: number[] = [];
  for (let at = next(0); at >= 0; at = next(at + 1)) {
    if (offsets.length === MOST) return { offsets, length, more: true };
    offsets.push(at);
  }
  return { offsets, length, more: false };
}

function lowered(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
