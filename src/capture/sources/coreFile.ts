import { stat } from 'node:fs/promises';
import { MAX_PAYLOAD } from '../../shared/frames/layout';
import { RECORD, hasPlausibleType, lengthAt, mayBegin, timeAt } from './coreRecord';
import { PartReader } from './partReader';
import { MOST_READ, type ReadBudget } from './readBudget';
import type { Damage } from './sourceKind';

/** Bytes that are read of a file at first: they hold its first record in nearly all cases, a `version`. */
const FIRST = 4096;
/** Of a file with more than this in memory nothing is kept until its next record has its turn. */
const MOST_KEPT = 2 * MOST_READ;
/** A record, one that is looked for in it, and what follows that: more is never needed to tell what stands there. */
const MOST_WANTED = 3 * MAX_PAYLOAD;
/** A record that is looked for is not further from the one before than this, microseconds: a year. */
const FAR_US = 365 * 86_400e6;

/** What stands at a place: a record of so many bytes, or why there is none. */
type Found = 'unknown' | 'end' | 'nothing' | { length: number; isFollowed: boolean };

/**
 * Reads one of Core's capture files from its beginning, record by record. The records have no sign of their own
 * and no checksum: what may be a record counts as one. Where nothing may be, the next record is looked for that
 * is followed by another or by the end; what was left out is told.
 *
 * Of a record that is not in memory as a whole only the header is kept, until it is its turn.
 */
export class CoreFile {
  /** The record at hand: undefined where there is none, since the file has ended. */
  timeUs: number | undefined;
  /** It is in `bytes`, from `start` to `end`. */
  isWhole = false;
  start = 0;
  end = 0;
  bytes: Buffer = NOTHING;
  /** Where to go on in `bytes`, and where those begin in the file. */
  private at = 0;
  private offset = 0;
  /** `bytes` reach to the end of the file. */
  private isRead = false;
  /** Where in the file those bytes begin that make no sense, while the next record is looked for. */
  private lostFrom: number | undefined;
  private lastUs: number | undefined;
  /** Bytes that are wanted of the record that comes next, where its header was seen. */
  private wanted = FIRST;
  private reading: Promise<void> | undefined;
  /** What `bytes` are in, of the budget. */
  private memory: Buffer | undefined;
  /** Of the file, when it was opened: what a node adds meanwhile is not read. */
  private size = 0;
  private readonly reader: PartReader;

  constructor(
    readonly path: string,
    private readonly budget: ReadBudget,
    private readonly onDamage: (damage: Damage) => void,
  ) {
    this.reader = new PartReader(path);
  }

  /** Goes to the first record. @throws The error of the system. */
  async begin(): Promise<void> {
    ({ size: this.size } = await stat(this.path));
    try {
      this.beginRead(FIRST);
      await this.load();
    } finally {
      await this.close();
    }
    if (this.bytes.length > FIRST) this.putAside();
  }

  /**
   * Goes to the next record.
   * @returns Whether its time is known, or that there is none; if not, `load` has to be called.
   */
  next(): boolean {
    if (this.settle()) {
      if (this.bytes.length > MOST_KEPT) this.putAside();
      return true;
    }
    const { bytes, at } = this;
    // Damage is looked at as soon as it is met.
    if (this.lostFrom !== undefined || at + RECORD.payload > bytes.length || !mayBegin(bytes, at))
      return false;
    this.timeUs = timeAt(bytes, at);
    this.wanted = lengthAt(bytes, at) + RECORD.payload;
    this.isWhole = false;
    this.putAside();
    return true;
  }

  /** Begins to read what `load` waits for, where there is room for it. */
  readAhead(): void {
    const isWanted = !this.isWhole && this.timeUs !== undefined && !this.reading;
    if (isWanted && this.budget.hasRoom(this.wanted)) this.beginRead();
  }

  /** Has the next record in memory, if there is one: it may turn out to be another. @throws The error of the system. */
  async load(): Promise<void> {
    for (;;) {
      if (!this.reading) this.beginRead();
      await this.reading;
      this.reading = undefined;
      if (this.settle()) return;
      // What does not suffice is read again as a part of more.
      this.wanted = Math.min(2 * this.bytes.length, MOST_WANTED);
    }
  }

  /** Ends what is under way. @throws The error of the system. */
  async close(): Promise<void> {
    await this.reading?.catch(() => undefined);
    await this.budget.close(this.reader);
  }

  /** Looks for the record that comes next. @returns Whether what is in memory suffices to tell. */
  private settle(): boolean {
    const { bytes, at } = this;
    if (this.lostFrom !== undefined) return this.search();
    // Nearly always it is whole, and followed by another.
    if (at + RECORD.payload <= bytes.length && mayBegin(bytes, at)) {
      const end = at + lengthAt(bytes, at);
      if (end + RECORD.payload <= bytes.length && mayBegin(bytes, end)) {
        this.take(end);
        return true;
      }
    }
    const found = this.find(at);
    if (found === 'unknown') return false;
    if (found === 'end') {
      this.finish();
      return true;
    }
    if (found === 'nothing') {
      this.lostFrom = this.offset + this.at++;
      return this.search();
    }
    const { length, isFollowed } = found;
    // It may have been cut, and another written after it.
    const within = isFollowed ? undefined : this.findAfter(at + 1, at + length);
    if (within === 'unknown') return false;
    if (within) this.leaveOut(this.offset + at, within.at);
    this.take(this.at + (within?.length ?? length));
    return true;
  }

  private take(end: number): void {
    this.start = this.at;
    this.at = this.end = end;
    this.isWhole = true;
    this.lastUs = this.timeUs = timeAt(this.bytes, this.start);
  }

  private finish(): void {
    this.drop();
    this.timeUs = undefined;
    this.isWhole = false;
    // It was only read, so that nothing is lost where closing it fails.
    void this.close().catch(() => undefined);
  }

  /** Keeps nothing in memory from the record at hand on. */
  private putAside(): void {
    if (this.timeUs === undefined) return;
    if (this.isWhole) {
      this.wanted = this.end - this.start + RECORD.payload;
      this.at = this.start;
      this.isWhole = false;
    }
    this.drop();
  }

  private drop(): void {
    this.offset += this.at;
    this.at = 0;
    this.bytes = NOTHING;
    this.isRead = false;
    if (this.memory) this.budget.giveBack(this.memory);
    this.memory = undefined;
  }

  private find(at: number): Found {
    const { bytes, isRead } = this;
    if (at === bytes.length) return isRead ? 'end' : 'unknown';
    const cut = isRead ? 'nothing' : 'unknown';
    if (at + RECORD.payload > bytes.length) return cut;
    if (!mayBegin(bytes, at)) return 'nothing';
    const length = lengthAt(bytes, at);
    const end = at + length;
    if (end > bytes.length) return cut;
    if (end === bytes.length) return isRead ? { length, isFollowed: true } : 'unknown';
    if (end + RECORD.payload > bytes.length && !isRead) return 'unknown';
    const isFollowed = end + RECORD.payload <= bytes.length && mayBegin(bytes, end);
    return { length, isFollowed };
  }

  /** Goes to the next record that is surely one, and tells what is left out. */
  private search(): boolean {
    const { bytes, lostFrom = 0 } = this;
    const found = this.findAfter(this.at, bytes.length);
    if (found === 'unknown') return false;
    if (found) {
      this.leaveOut(lostFrom, found.at);
      this.take(found.at + found.length);
      return true;
    }
    // The last bytes may be the beginning of one.
    if (!this.isRead) {
      this.at = Math.max(this.at, bytes.length - RECORD.payload + 1);
      return false;
    }
    this.leaveOut(lostFrom, bytes.length);
    this.finish();
    return true;
  }

  /** @returns The first record in [from, end) of `bytes` that is surely one. */
  private findAfter(
    from: number,
    end: number,
  ): { at: number; length: number } | 'unknown' | undefined {
    for (let at = from; at + RECORD.payload <= end; at++) {
      if (!this.looksLikeOne(at)) continue;
      const found = this.find(at);
      if (found === 'unknown') {
        if (this.lostFrom !== undefined) this.at = at;
        return 'unknown';
      }
      if (typeof found === 'object' && found.isFollowed) return { at, length: found.length };
    }
    return undefined;
  }

  /** @param from In the file. @param to In `bytes`. */
  private leaveOut(from: number, to: number): void {
    this.onDamage({ path: this.path, offset: from, bytes: this.offset + to - from });
    this.lostFrom = undefined;
    this.at = to;
  }

  /** Stricter than what follows a record that made sense. */
  private looksLikeOne(at: number): boolean {
    const { bytes, lastUs } = this;
    if (!mayBegin(bytes, at)) return false;
    if (lastUs !== undefined && Math.abs(timeAt(bytes, at) - lastUs) > FAR_US) return false;
    return hasPlausibleType(bytes, at);
  }

  /** Begins to read from where to go on. */
  private beginRead(size = Math.max(this.wanted, this.budget.share())): void {
    this.drop();
    const left = Math.max(0, this.size - this.offset);
    this.memory = this.budget.take(left < size / 2 ? left : size);
    this.reading = this.read(this.memory.subarray(0, left));
    // Whoever waits for it gets the failure.
    this.reading.catch(() => undefined);
  }

  private async read(into: Buffer): Promise<void> {
    const read = await this.budget.read(this.reader, this.offset, into);
    this.bytes = into.subarray(0, read);
    this.isRead = read < into.length || this.offset + read >= this.size;
  }
}

const NOTHING = Buffer.alloc(0);
