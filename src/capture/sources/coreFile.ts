import { open } from 'node:fs/promises';
import { MAX_PAYLOAD } from '../../shared/frames/layout';
import type { Damage } from './sourceKind';

/**
 * A record of `msgs_recv.dat` and `msgs_sent.dat` (CaptureMessageToFile in Core's net.cpp): a time as i64,
 * microseconds, the message type in 12 bytes, the size of the payload as u32, all little-endian, and the payload.
 */
const RECORD = { type: 8, size: 20, payload: 24 } as const;

/** Microseconds from 1970: what is later was not written by Core. A test may set the clock to any time before. */
const LATEST_US = 2 ** 53;
/** What a message type is made of where a record is looked for among bytes that make no sense. */
const PLAUSIBLE_TYPE = /^[a-z0-9]{2,12}\0*$/;
/** A record that is looked for is not further from the one before than this, microseconds: a year. */
const FAR_US = 365 * 86_400e6;

export interface CoreRecord {
  timeUs: number;
  /** At most 12 bytes. */
  messageType: Buffer;
  /** A view that is good until the next record is read. */
  payload: Buffer;
}

/** What stands at a place: a record of so many bytes, or why there is none. */
type Found = 'unknown' | 'end' | 'nothing' | { length: number; isFollowed: boolean };

/**
 * Reads one of Core's capture files from its beginning, record by record. The records have no sign of their own
 * and no checksum: what may be a record counts as one. Where nothing may be, the next record is looked for that
 * is followed by another or by the end; what was left out is told.
 */
export class CoreFile {
  /** The record at hand; undefined at the end, and before the first call of `next`. */
  record: CoreRecord | undefined;
  private bytes = Buffer.alloc(0);
  /** Where to go on in `bytes`, and where those begin in the file. */
  private at = 0;
  private offset = 0;
  private isRead = false;
  /** Where in the file those bytes begin that make no sense, while the next record is looked for. */
  private lostFrom: number | undefined;
  private lastUs: number | undefined;

  /** @param readSize Bytes that are read at a time. */
  constructor(
    readonly path: string,
    private readonly readSize: number,
    private readonly onDamage: (damage: Damage) => void,
  ) {}

  /**
   * Goes to the next record, of what is in memory.
   * @returns Whether `record` says what comes next; if not, `read` has to be called first.
   */
  next(): boolean {
    if (this.lostFrom !== undefined) return this.search();
    const found = this.find(this.at);
    if (found === 'unknown') return false;
    if (found === 'end') {
      this.record = undefined;
      return true;
    }
    if (found === 'nothing') {
      this.lostFrom = this.offset + this.at++;
      return this.search();
    }
    const { length, isFollowed } = found;
    // It may have been cut, and another written after it.
    const within = isFollowed ? undefined : this.findAfter(this.at + 1, this.at + length);
    if (within === 'unknown') return false;
    if (within) this.leaveOut(this.offset + this.at, within.at);
    this.take(within?.length ?? length);
    return true;
  }

  /** Reads on. @throws The error of the system. */
  async read(): Promise<void> {
    const left = this.bytes.length - this.at;
    // A payload that is longer than what is read at a time is read at once.
    const bytes = Buffer.allocUnsafe(left + Math.max(this.readSize, Math.min(left, MAX_PAYLOAD)));
    this.bytes.copy(bytes, 0, this.at);
    this.offset += this.at;
    this.at = 0;
    // A node may have thousands of peers: files stay open no longer than they are read.
    const file = await open(this.path);
    try {
      const { bytesRead } = await file.read(bytes, left, bytes.length - left, this.offset + left);
      this.bytes = bytes.subarray(0, left + bytesRead);
      this.isRead = bytesRead === 0;
    } finally {
      await file.close();
    }
  }

  private take(length: number): void {
    const { bytes, at } = this;
    const timeUs = timeAt(bytes, at);
    const messageType = bytes.subarray(at + RECORD.type, at + RECORD.size);
    const nul = messageType.indexOf(0);
    this.record = {
      timeUs,
      messageType: nul < 0 ? messageType : messageType.subarray(0, nul),
      payload: bytes.subarray(at + RECORD.payload, at + length),
    };
    this.lastUs = timeUs;
    this.at += length;
  }

  private find(at: number): Found {
    const { bytes, isRead } = this;
    if (at === bytes.length) return isRead ? 'end' : 'unknown';
    const cut = isRead ? 'nothing' : 'unknown';
    if (at + RECORD.payload > bytes.length) return cut;
    if (!mayBegin(bytes, at)) return 'nothing';
    const length = RECORD.payload + bytes.readUInt32LE(at + RECORD.size);
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
      this.take(found.length);
      return true;
    }
    // The last bytes may be the beginning of one.
    if (!this.isRead) {
      this.at = Math.max(this.at, bytes.length - RECORD.payload + 1);
      return false;
    }
    this.leaveOut(lostFrom, bytes.length);
    this.record = undefined;
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
    return PLAUSIBLE_TYPE.test(bytes.toString('latin1', at + RECORD.type, at + RECORD.size));
  }
}

function mayBegin(bytes: Buffer, at: number): boolean {
  return bytes.readUInt32LE(at + RECORD.size) <= MAX_PAYLOAD && timeAt(bytes, at) < LATEST_US;
}

/** Microseconds; a negative one is as good as one that is far too late. */
function timeAt(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
}
