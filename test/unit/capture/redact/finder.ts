/** Fewer may be there by chance. */
const PART = 6;

/** Looks for many byte strings at once. */
export class Finder {
  /** By their first four bytes, then by their lengths; each as latin1. */
  private readonly patterns = new Map<number, Map<number, Set<string>>>();

  get count(): number {
    return this.all.length;
  }

  get all(): Buffer[] {
    const sets = [...this.patterns.values()].flatMap((lengths) => [...lengths.values()]);
    return sets.flatMap((set) => [...set].map((text) => Buffer.from(text, 'latin1')));
  }

  /** @param pattern At least 4 bytes. */
  add(pattern: Buffer): void {
    const first = pattern.readUInt32BE(0);
    const lengths = this.patterns.get(first) ?? new Map<number, Set<string>>();
    this.patterns.set(first, lengths);
    const set = lengths.get(pattern.length) ?? new Set();
    lengths.set(pattern.length, set);
    set.add(pattern.toString('latin1'));
  }

  /** Also found in part, though not of fewer than 6 bytes. @param bytes At least 4. */
  addParts(bytes: Buffer): void {
    const length = Math.min(bytes.length, PART);
    for (let at = 0; at + length <= bytes.length; at++) this.add(bytes.subarray(at, at + length));
  }

  /** A thing as its bytes, and as text in hex. */
  addForms(bytes: Buffer): void {
    this.add(bytes);
    const hex = bytes.toString('hex');
    this.add(Buffer.from(hex));
    this.add(Buffer.from(hex.toUpperCase()));
  }

  /** @returns Where which of them are. */
  find(bytes: Buffer): { at: number; pattern: Buffer }[] {
    const found: { at: number; pattern: Buffer }[] = [];
    if (bytes.length < 4) return found;
    let first = bytes.readUInt32BE(0) >>> 8;
    for (let end = 3; end < bytes.length; end++) {
      first = ((first << 8) | bytes[end]!) >>> 0;
      const lengths = this.patterns.get(first);
      if (!lengths) continue;
      const at = end - 3;
      for (const [length, set] of lengths)
        if (set.has(bytes.toString('latin1', at, at + length)))
          found.push({ at, pattern: bytes.subarray(at, at + length) });
    }
    return found;
  }
}
