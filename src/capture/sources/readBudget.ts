import type { PartReader } from './partReader';

/** Bytes that are read of a file at a time: powers of two, so that their memory is used again. */
const LEAST_READ = 2 ** 14;
export const MOST_READ = 2 ** 20;
/** A read takes this share of the room that is left: files that are read at the same time get about the same. */
const SHARE = 16;
/** Reads at a time. */
const MOST_READS = 16;
/** Files that stay open between two reads; a process may have 1024 on some machines. */
const MOST_OPEN = 256;
/** Bytes of memory that wait for the next read. */
const MOST_SPARE = 16_000_000;

/** How much of many files is in memory, and how many of them are open. */
export class ReadBudget {
  private held = 0;
  private reads = 0;
  private open = 0;
  private spareBytes = 0;
  private readonly spare = new Map<number, Buffer[]>();

  /** @param total Bytes; what has its turn is read though it is more. */
  constructor(private readonly total: number) {}

  /** Bytes of the next read. */
  share(): number {
    const share = Math.max(LEAST_READ, Math.min((this.total - this.held) / SHARE, MOST_READ));
    return 2 ** Math.floor(Math.log2(share));
  }

  /** Whether so many bytes may be read before they have their turn. */
  hasRoom(bytes: number): boolean {
    return this.reads < MOST_READS && this.held + bytes <= this.total;
  }

  /** Memory for a read, until it is given back. */
  take(size: number): Buffer {
    this.held += size;
    const bytes = this.spare.get(size)?.pop();
    if (!bytes) return Buffer.allocUnsafeSlow(size);
    this.spareBytes -= size;
    return bytes;
  }

  /** Gives back what {@link take} gave: nobody looks at it any more. */
  giveBack(bytes: Buffer): void {
    const { length } = bytes;
    this.held -= length;
    if (length < LEAST_READ || length > MOST_READ || this.spareBytes + length > MOST_SPARE) return;
    this.spareBytes += length;
    const same = this.spare.get(length);
    if (same) same.push(bytes);
    else this.spare.set(length, [bytes]);
  }

  /** @throws The error of the system. */
  async read(reader: PartReader, offset: number, into: Buffer): Promise<number> {
    this.reads++;
    const wasOpen = reader.isOpen;
    try {
      return await reader.read(offset, into, () => wasOpen || this.open < MOST_OPEN);
    } finally {
      this.reads--;
      this.open += Number(reader.isOpen) - Number(wasOpen);
    }
  }

  /** @throws The error of the system. */
  async close(reader: PartReader): Promise<void> {
    this.open -= Number(reader.isOpen);
    await reader.close();
  }
}
