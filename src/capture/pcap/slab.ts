/** Bytes that are gathered before they are given away. */
const SIZE = 1024 * 1024;

/**
 * Gathers what is written in large pieces, which do not change once they are given away. Whoever writes asks for
 * room first, and then writes at `at` what it asked room for.
 */
export class Slab {
  bytes = Buffer.allocUnsafeSlow(SIZE);
  view = viewOf(this.bytes);
  at = 0;
  private given = 0;
  private full: Buffer[] = [];

  /** Makes room for so many bytes in one place. @param size At most 262,144. */
  need(size: number): void {
    if (this.at + size <= this.bytes.length) return;
    this.cut();
    this.bytes = Buffer.allocUnsafeSlow(SIZE);
    this.view = viewOf(this.bytes);
    this.at = this.given = 0;
  }

  /** There are pieces that are complete. */
  get hasFull(): boolean {
    return this.full.length > 0;
  }

  /** @returns The pieces that are complete. */
  takeFull(): Buffer[] {
    const { full } = this;
    this.full = [];
    return full;
  }

  /** @returns All that was written and not given away. */
  takeAll(): Buffer[] {
    this.cut();
    return this.takeFull();
  }

  private cut(): void {
    if (this.at > this.given) this.full.push(this.bytes.subarray(this.given, this.at));
    this.given = this.at;
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
