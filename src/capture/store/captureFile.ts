import { performance } from 'node:perf_hooks';
import { Emitter } from '../../shared/emitter';
import { Segment } from './segment';
import { SegmentWriter, type Piece } from './segmentWriter';
import { StreamMap, type Extent } from './streamMap';
import { WriteQueue } from './writeQueue';

/** After a failed write, milliseconds until the next is tried. */
const RETRY = 1000;
/** A capture with a limit has at most this many files, of which the oldest is deleted at a time. */
const SEGMENTS = 8;

export interface FilePolicy {
  overwrite?: boolean;
  /** Bytes on the disk: the oldest file is deleted before they become more. */
  rotateAt?: number | undefined;
  /** A failed write does not end it: what cannot be written is skipped, and tried again now and then. */
  goOn?: boolean;
}

/**
 * What has to come before the next bytes where they do not simply follow the last ones.
 * @param beginsFile They are the first of a file.
 * @param resumes Bytes before them could not be written.
 */
export type Preamble = (beginsFile: boolean, resumes: boolean) => Buffer;

/**
 * An append-only stream of bytes in one file or, with a limit, in the latest of several: writes are
 * asynchronous and large, reads see what was appended before. Offsets count from the beginning of the
 * stream; they go on where files change, and where bytes could not be written.
 */
export class CaptureFile {
  private readonly map = new StreamMap();
  private readonly writer: SegmentWriter;
  private readonly queue = new WriteQueue<Piece>((batch) => this.write(batch));
  private readonly failingChanged = new Emitter<Error | undefined>();
  private failingWith: Error | undefined;
  private retryAt = 0;
  private closed: Promise<void> | undefined;

  /** A write failed, or the first one after that succeeded (undefined). Only where `goOn` is set. */
  readonly onFailing = this.failingChanged.event;

  private constructor(
    readonly path: string,
    private readonly writable: boolean,
    private readonly policy: FilePolicy,
  ) {
    this.writer = new SegmentWriter(path);
  }

  /** A new file. @throws What the file system says: EEXIST unless `overwrite`. */
  static async create(path: string, policy: FilePolicy = {}): Promise<CaptureFile> {
    const segment = new Segment(path);
    await segment.create(policy.overwrite ?? false);
    const file = new CaptureFile(path, true, policy);
    file.map.segments.push(segment);
    return file;
  }

  /** A capture file to be read: {@link include} adds its segments. */
  static ofSegments(path: string): CaptureFile {
    return new CaptureFile(path, false, {});
  }

  /** The stream goes on with the bytes of a file, up to its `size`. */
  include(segment: Segment): void {
    this.map.include(segment, this.length);
    this.queue.skip(segment.size);
  }

  /** So many bytes more of the segment that was included last are whole frames. */
  grow(bytes: number): void {
    this.map.grow(bytes);
    this.queue.skip(bytes);
  }

  /** The end of the stream, with what is not yet on the disk. */
  get length(): number {
    return this.queue.length;
  }

  /** The first offset that was not deleted with its file. */
  get start(): number {
    return this.map.start;
  }

  /** Where the latest bytes that are in a file end. */
  get keptEnd(): number {
    return this.map.keptEnd;
  }

  /** Bytes of all files, with those that are not yet on the disk. */
  get size(): number {
    return this.map.size;
  }

  /** Bytes of the newest file that were read. */
  get newestSize(): number {
    return this.map.newest.size;
  }

  /** What is appended now is skipped, since writing failed a moment ago. */
  get skipping(): boolean {
    return this.failingWith !== undefined && this.queue.idle && performance.now() < this.retryAt;
  }

  /** @throws When an earlier write failed, or the file is closed or was opened to be read. */
  checkWritable(): void {
    if (this.queue.failure) throw this.queue.failure;
    if (!this.writable || this.closed) throw new Error(`${this.path} is not open for writing`);
  }

  /**
   * Takes over the bytes, which must not change any more. `start` moves where older ones are deleted
   * for them.
   * @throws As {@link checkWritable}.
   */
  append(bytes: Buffer, preamble: Preamble = () => Buffer.alloc(0)): void {
    this.checkWritable();
    if (this.skipping) {
      this.queue.skip(bytes.length);
      return;
    }
    const extent = this.extentFor(bytes.length, preamble);
    extent.segment.planned += bytes.length;
    this.queue.push({ bytes, extent });
  }

  /** Resolves when more may be appended. @throws When a write fails, unless `goOn` is set. */
  room(): Promise<void> {
    return this.queue.room();
  }

  /** Resolves when everything is in the file, or never will be. @throws As {@link room}. */
  flush(): Promise<void> {
    return this.queue.flush();
  }

  /**
   * @param offset Where in the stream.
   * @returns A buffer of its own; shorter at the end of the stream, and where what follows is in
   * another place: what was appended together is not torn.
   * @throws BytesGone, or what the file system says.
   */
  async read(offset: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.length - offset));
    if (wanted === 0) return Buffer.alloc(0);
    await this.queue.settled(offset + wanted);
    const { segment, start, at, end } = this.map.find(offset);
    const bytes = Buffer.allocUnsafe(Math.min(wanted, end - offset));
    try {
      return bytes.subarray(0, await segment.readInto(bytes, at! + offset - start));
    } catch (error) {
      // Meanwhile the file may have been deleted, and closed with that.
      this.map.find(offset);
      throw error;
    }
  }

  /** The files as they are now, oldest first, with all that was appended. */
  async segments(): Promise<readonly Segment[]> {
    // Who appends hears of a failure.
    await this.flush().catch(() => undefined);
    return this.map.segments.filter(({ created }) => created);
  }

  /**
   * Writes what is pending, then closes, whatever came of it.
   * @param preamble Stands at the end where the last bytes could not be written.
   * @throws When a write failed, unless `goOn` is set.
   */
  close(preamble?: Preamble): Promise<void> {
    this.closed ??= this.finish(preamble);
    return this.closed;
  }

  private async finish(preamble: Preamble | undefined): Promise<void> {
    try {
      await this.flush();
      if (this.failingWith && preamble)
        await this.write([{ bytes: Buffer.alloc(0), extent: this.extentFor(0, preamble) }]);
    } finally {
      this.failingChanged.dispose();
      await this.writer.close();
      for (const segment of this.map.segments) await segment.close();
    }
  }

  private extentFor(length: number, preamble: Preamble): Extent {
    const { map, policy } = this;
    const resumes = this.failingWith !== undefined;
    const { planned } = map.newest;
    const share = policy.rotateAt === undefined ? Infinity : policy.rotateAt / SEGMENTS;
    const rotates = !resumes && planned > 0 && planned + length > share;
    if (rotates) this.rotate(Math.max(share, length));
    if (!rotates && map.current) return map.current;
    return map.begin(this.length, preamble(map.newest.planned === 0, resumes));
  }

  /** @param room Bytes that the new file may need. */
  private rotate(room: number): void {
    const { map } = this;
    while (map.segments.length > 0 && map.size + room > this.policy.rotateAt!)
      this.writer.remove(map.dropOldest());
    map.segments.push(new Segment(this.path));
  }

  private async write(batch: Piece[]): Promise<void> {
    try {
      await this.writer.write(batch);
    } catch (error) {
      this.queue.discard();
      this.map.abandon();
      // What is left after the end is overwritten, or is damage that a reader leaves out.
      await this.map.newest.cut().catch(() => undefined);
      if (!this.policy.goOn) throw error;
      this.fails(error as Error);
      return;
    }
    if (this.failingWith) this.fails(undefined);
  }

  private fails(error: Error | undefined): void {
    const first = !this.failingWith;
    this.failingWith = error;
    this.retryAt = performance.now() + RETRY;
    if (first || !error) this.failingChanged.fire(error);
  }
}
