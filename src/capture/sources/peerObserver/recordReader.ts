import { mayBeEvent, type Place, timestampOf, varint } from './framing';

/** The longest record that is read; that of a block has three times its bytes at most. */
const MOST_RECORD = 32_000_000;
/** Bytes of the shortest record: its length, a field of nothing, and a timestamp of one byte. */
const SHORTEST = 5;
/** Bytes by which one may begin: its length, a field and the length of that. */
const LOOKED_AT = 15;
/** A record that is looked for is not further from the one before than this, milliseconds: a year. */
const FAR_MS = 365 * 86_400e3;
/** Unix milliseconds between which the first record is that is looked for: 2009 and 2100, after which none is. */
const PLAUSIBLE = { from: 1.23e12, to: 4.1e12 };

export interface ArchiveRecord {
  /** Where it begins in what is read, its length included. */
  offset: number;
  /** Without its length: a view. */
  bytes: Buffer;
  /** Where it ends in what is read. */
  end: number;
}

/** What stands at a place: a record, or why there is none. `needs`: where it would end. */
type Found = 'end' | 'nothing' | { needs: number } | Place;

/**
 * Reads Events of an archive, each after its length. They have no sign of their own: what is made like one
 * counts as one. Where nothing is, the next is looked for, and what was left out is told.
 */
export class RecordReader {
  /** The record at hand; undefined at the end, and before the first call of `next`. */
  record: ArchiveRecord | undefined;
  /** Why nothing could be read after what was. */
  failure: unknown;
  private bytes: Buffer = Buffer.alloc(0);
  private at = 0;
  /** Where `bytes` begins in what is read, and up to where of it is needed to go on. */
  private offset = 0;
  private needed = 0;
  private isRead = false;
  private lostFrom: number | undefined;
  private lastMs: number | undefined;

  /** @param onDamage Bytes that are no record, by their offset in what is read. */
  constructor(
    private readonly chunks: AsyncIterator<Buffer>,
    private readonly onDamage: (offset: number, bytes: number) => void,
  ) {}

  /** The first bytes; fewer only where there are no more. They are read again if they are not skipped. */
  async peek(length: number): Promise<Buffer> {
    this.needed = length;
    while (this.bytes.length < length && !this.isRead) await this.read();
    return this.bytes.subarray(0, length);
  }

  skip(length: number): void {
    this.at += length;
  }

  /**
   * Goes to the next record, of what is in memory.
   * @returns Whether `record` says what comes next; if not, `read` has to be called first.
   */
  next(): boolean {
    if (this.lostFrom !== undefined) return this.search();
    const found = this.find(this.at);
    if (found === 'end') {
      this.record = undefined;
      return true;
    }
    if (found === 'nothing') {
      this.lostFrom = this.offset + this.at++;
      return this.search();
    }
    if ('needs' in found) return this.wait(found.needs);
    this.take(found);
    return true;
  }

  /** Reads on. */
  async read(): Promise<void> {
    const parts: Buffer[] = [this.bytes.subarray(this.at)];
    let length = parts[0]!.length;
    this.offset += this.at;
    const wanted = Math.max(length + 1, this.needed - this.at);
    this.at = 0;
    while (length < wanted && !this.isRead) {
      const chunk = await this.nextChunk();
      if (!chunk) this.isRead = true;
      else {
        parts.push(chunk);
        length += chunk.length;
      }
    }
    this.bytes = Buffer.concat(parts, length);
  }

  /** Lets go of what is read from. */
  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  private async nextChunk(): Promise<Buffer | undefined> {
    try {
      const next = await this.chunks.next();
      return next.done ? undefined : next.value;
    } catch (error) {
      this.failure = error;
      return undefined;
    }
  }

  private wait(needs: number): false {
    this.needed = needs;
    return false;
  }

  private find(at: number): Found {
    const { bytes, isRead } = this;
    if (at === bytes.length && isRead) return 'end';
    const length = varint(bytes, at, bytes.length);
    if (!length)
      return !isRead && bytes.length - at < SHORTEST ? { needs: at + SHORTEST } : 'nothing';
    if (length.value > MOST_RECORD) return 'nothing';
    const place = { start: length.end, end: length.end + length.value };
    if (place.end > bytes.length) return isRead ? 'nothing' : { needs: place.end };
    const timestamp = timestampOf(bytes, place);
    return timestamp === undefined || timestamp > PLAUSIBLE.to ? 'nothing' : place;
  }

  private take(place: Place): void {
    this.lastMs = timestampOf(this.bytes, place);
    const bytes = this.bytes.subarray(place.start, place.end);
    const { offset, at } = this;
    this.record = { offset: offset + at, bytes, end: offset + place.end };
    this.at = place.end;
  }

  /** Goes to the next record that is surely one, and tells what is left out. */
  private search(): boolean {
    const { bytes } = this;
    const last = bytes.length - (this.isRead ? SHORTEST : LOOKED_AT);
    for (; this.at <= last; this.at++) {
      const length = varint(bytes, this.at, bytes.length);
      if (!length || length.value > MOST_RECORD) continue;
      if (!mayBeEvent(bytes, length.end, length.value)) continue;
      const found = this.find(this.at);
      if (typeof found !== 'object') continue;
      if ('needs' in found) return this.wait(found.needs);
      if (!this.isNear(timestampOf(bytes, found)!)) continue;
      this.leaveOut();
      this.take(found);
      return true;
    }
    if (!this.isRead) return this.wait(this.at + LOOKED_AT);
    this.at = bytes.length;
    this.leaveOut();
    this.record = undefined;
    return true;
  }

  private leaveOut(): void {
    const from = this.lostFrom!;
    this.onDamage(from, this.offset + this.at - from);
    this.lostFrom = undefined;
  }

  private isNear(timestamp: number): boolean {
    const { lastMs } = this;
    return lastMs === undefined
      ? timestamp > PLAUSIBLE.from && timestamp < PLAUSIBLE.to
      : Math.abs(timestamp - lastMs) < FAR_MS;
  }
}
