import { viewOf } from '../../shared/text/jsonBytes';

/** Bytes that are gathered before they are given away. */
const SIZE = 1024 * 1024;
/** Pieces of memory that are kept to be used again: a frame of the longest message fills five. */
const MOST_FREE = 8;

/**
 * Gathers what is written in large pieces. Whoever writes asks for room first, and then writes at `at` what it asked
 * room for. The memory of a piece is used again, since new memory costs as much as all that is written there: a piece
 * stays as it is until others were taken and something was written after that.
 */
export class Slab {
  bytes: Buffer = Buffer.allocUnsafeSlow(SIZE);
  view = viewOf(this.bytes);
  at = 0;
  private given = 0;
  private full: Buffer[] = [];
  /** Memory of which all was given away: since the last pieces were taken, with the last, and before. */
  private left: Buffer[] = [];
  private resting: Buffer[] = [];
  private free: Buffer[] = [];

  /** Makes room for so many bytes in one place. @param size At most 262,144. */
  need(size: number): void {
    if (this.at + size <= this.bytes.length) return;
    this.cut();
    this.left.push(this.bytes);
    this.bytes = this.free.pop() ?? Buffer.allocUnsafeSlow(SIZE);
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
    if (full.length === 0) return full;
    this.free = [...this.free, ...this.resting].slice(0, MOST_FREE);
    this.resting = this.left;
    this.left = [];
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
