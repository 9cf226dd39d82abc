/** Fewer may be there by chance. */
const PART = 6;

/** Looks for many byte strings at once. */
export class Finder {
  /** By their first four bytes. */
  private readonly patterns = new Map<number, Buffer[]>();
  count = 0;

  /** @param pattern At least 4 bytes. */
  add(pattern: Buffer): void {
    const first = pattern.readUInt32BE(0);
    const same = this.patterns.get(first);
    if (same?.some((each) => each.equals(pattern))) return;
    if (same) same.push(pattern);
    else this.patterns.set(first, [pattern]);
    this.count++;
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
      const patterns = this.patterns.get(first);
      if (!patterns) continue;
      const at = end - 3;
      for (const pattern of patterns)
        if (bytes.subarray(at, at + pattern.length).equals(pattern)) found.push({ at, pattern });
    }
    return found;
  }
}
