import { rm } from 'node:fs/promises';
import type { Disposable } from '../shared/disposable';
import { Emitter } from '../shared/emitter';
import {
  bookmarkNotKept,
  captureFailed,
  captureRotated,
  eventNotKept,
  fileExists,
  unreadableCapture,
} from '../shared/errors/captureErrors';
import { errnoText } from '../shared/text/errnoText';
import { decodeEvent, type ProbeEvent } from '../shared/events/event';
import { encodeBookmark } from '../shared/frames/bookmark';
import type { Hello } from '../shared/frames/hello';
import type { Statistics } from '../shared/frames/statistics';
import { appendFrame } from './store/appendFrame';
import type { Annotations } from './store/annotations';
import type { Bookmarks } from './store/bookmarks';
import { CaptureContents } from './store/captureContents';
import { CaptureFile } from './store/captureFile';
import { isMessage, type EventIndex } from './index/eventIndex';
import type { NodeTable } from './index/nodeTable';
import { RowGone } from './index/rowGone';
import type { Damage } from './store/damage';
import type { CreateOptions, Keeping } from './store/keeping';
import { Recorder } from './store/recorder';
import { framesOf, scan } from './store/scan';
import { findEarlierSegments } from './store/segmentNames';
import { BytesGone } from './store/streamMap';
import { mark, unmark } from './store/writerMarker';

export type { CreateOptions, Keeping, Rotation } from './store/keeping';

/** Rows that were just added: [from, to). Everything in it is valid during the call only. */
export interface Append {
  readonly index: EventIndex;
  readonly from: number;
  readonly to: number;
  /** The whole frame of one of these rows, a view. */
  readonly frame: (row: number) => Buffer;
}

export interface OpenOptions {
  /** As `onAppend` would, for the rows that are in the file: to build a model of them in one pass. */
  onAppend?: (append: Append) => void;
  /** All that comes is put into a capture, which says what is in it: the source need not keep that too. */
  isRecorded?: boolean;
  /**
   * Of what is no capture, nobody looks at rows but those that came last: what is kept of it does not grow
   * with what it gives.
   */
  passing?: boolean;
  /** A file is shown while it is read: see Capture.openEarly. */
  early?: boolean;
}

/** Recorded events: a file of frames (several with a limit), and an index of them in memory. */
export class Capture implements Disposable {
  /** Of opened files, the bytes at their ends that are not whole frames; they are left alone. */
  damages: readonly Damage[] = [];
  /**
   * Resolves when all that an opened file holds is in the index. Until then it is being read.
   * @throws UserError when it cannot be read any further.
   */
  whole: Promise<void> = Promise.resolve();
  /** The file is being read. */
  reading = false;

  private readonly contents = new CaptureContents();
  private readonly recorder: Recorder;
  private readonly appended = new Emitter<Append>();
  private closed: Promise<void> | undefined;
  /** Bookmarks that were made after the files were read: `runs` does not have them. */
  private readonly later: Buffer[] = [];
  private laterBytes = 0;

  private constructor(
    private readonly file: CaptureFile,
    private readonly options: CreateOptions,
  ) {
    this.recorder = new Recorder(this.contents, file, options);
  }

  /** Creates a file. @throws UserError when it cannot be written, or exists and may not be replaced. */
  static async create(path: string, options: CreateOptions = {}): Promise<Capture> {
    const { overwrite = false, limitBytes, whenFull = 'rotate' } = options;
    try {
      const earlier = await findEarlierSegments(path);
      if (earlier.length > 0 && !overwrite) throw fileExists(path);
      for (const segment of earlier) await rm(segment);
      const file = await CaptureFile.create(path, {
        overwrite,
        rotateAt: whenFull === 'rotate' ? limitBytes : undefined,
        goOn: options.whenDiskFull === 'go-on',
      });
      // Without it the capture is as good, unless this process is killed.
      if (options.recoverable) await mark(path, options.note).catch(() => undefined);
      return new Capture(file, options);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST' || code === 'file-exists') throw fileExists(path);
      throw captureFailed(error);
    }
  }

  /**
   * An existing file with its earlier segments, each up to its last whole frame, to be read. Other work
   * goes on meanwhile.
   * @throws UserError when it cannot be read, is not a capture, or is of an unknown version.
   */
  static async open(path: string, options: OpenOptions = {}): Promise<Capture> {
    const capture = await Capture.openEarly(path, options);
    try {
      await capture.whole;
      return capture;
    } catch (error) {
      capture.dispose();
      throw error;
    }
  }

  /**
   * As {@link open}, but resolves when its first events can be read, or none are there: further ones are
   * appended until `whole` resolves.
   * @throws UserError as {@link open}.
   */
  static async openEarly(path: string, options: OpenOptions = {}): Promise<Capture> {
    const capture = new Capture(CaptureFile.ofSegments(path), {});
    if (options.onAppend) capture.onAppend(options.onAppend);
    const begun = new Promise<void>((resolve) => {
      capture.whole = capture.readFiles(resolve);
    });
    // Who waits for all of it hears of a failure.
    capture.whole.catch(() => undefined);
    try {
      await Promise.race([begun, capture.whole]);
      return capture;
    } catch (error) {
      capture.dispose();
      throw error;
    }
  }

  private async readFiles(onBegun: () => void): Promise<void> {
    const { contents, file, path } = this;
    this.reading = true;
    try {
      this.damages = await scan(path, contents, file, (...run) => {
        this.announce(...run);
        if (contents.index.length > 0) onBegun();
      });
    } catch (error) {
      throw unreadableCapture(path, errnoText(error));
    } finally {
      this.reading = false;
    }
  }

  get path(): string {
    return this.file.path;
  }

  get index(): EventIndex {
    return this.contents.index;
  }

  /** Who the traced processes are; empty for a capture of version 1. */
  get nodes(): NodeTable {
    return this.contents.nodes;
  }

  /** What the user noted on events. */
  get bookmarks(): Bookmarks {
    return this.contents.bookmarks;
  }

  /** What whoever saved it added. */
  get annotations(): Annotations {
    return this.contents.annotations;
  }

  /** undefined until the first frame. */
  get hello(): Hello | undefined {
    return this.contents.hello;
  }

  /** The latest. */
  get statistics(): Statistics | undefined {
    return this.contents.statistics;
  }

  /** Bytes at the ends of opened files that are not whole frames. */
  get damagedBytes(): number {
    return this.damages.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Bytes of all its segments, with those that are not yet on the disk. */
  get fileSize(): number {
    return this.file.size + this.damagedBytes;
  }

  /** Rows below this one are in the file. Others are too, soon, unless writing has failed. */
  get keptRows(): number {
    return this.index.rowAt(this.file.keptEnd);
  }

  /** What happens to that which is appended now. */
  get keeping(): Keeping {
    return this.recorder.keeping;
  }

  /** Fires within `append`. */
  readonly onAppend = this.appended.event;

  /** Fires within `append`, before `onAppend`: the oldest events are gone. */
  get onRotate(): Recorder['onRotate'] {
    return this.recorder.onRotate;
  }

  /** Fires when `keeping` has changed. */
  get onKeeping(): Recorder['onKeeping'] {
    return this.recorder.onKeeping;
  }

  /**
   * Adds whole frames; the first of all is a hello. The index has them when this returns, unless the
   * capture is full. The buffer is kept until it is written and must not change.
   * @returns Resolves when more may be appended.
   * @throws MalformedFrame or BadStream when a frame contradicts the layout: what was before it is in
   * the capture, it and what follows is not. UserError when the file cannot be written (see
   * CreateOptions.whenDiskFull): the capture stays readable as far as it was written, and takes no more.
   */
  async append(run: Buffer): Promise<void> {
    const from = this.index.length;
    const offset = this.file.length;
    try {
      this.file.checkWritable();
    } catch (error) {
      throw captureFailed(error);
    }
    const { error } = this.recorder.take(run);
    this.announce(run, from, offset);
    if (error) throw error;
    await written(this.file.room());
  }

  /**
   * Notes something on an event, in the file too, where that is possible.
   * @param text Empty to take a bookmark away.
   * @throws UserError `bookmark-not-kept` where the file does not have it: what reads this capture has.
   */
  async bookmark(row: number, text: string): Promise<void> {
    await this.whole;
    this.checkRow(row);
    const frame = encodeBookmark({ row, eventNs: this.index.timeNs(row), text });
    if (this.isWritable) {
      await this.append(frame);
      const { kind } = this.keeping;
      if (kind !== 'all') throw bookmarkNotKept(this.path, 'it takes nothing more');
      return;
    }
    this.addBookmark(frame);
    try {
      if (this.damagedBytes > 0) throw new Error('its end is damaged');
      const size = this.file.newestSize + this.laterBytes;
      // Of its size after the last bookmark it was written by nobody else.
      const complete = this.contents.complete || this.laterBytes > 0;
      await appendFrame(this.path, frame, { size, complete });
      this.laterBytes += frame.length;
    } catch (error) {
      throw bookmarkNotKept(this.path, (error as Error).message);
    }
  }

  /** Takes over a bookmark that the file does not have. @param frame Is kept, and must not change any more. */
  addBookmark(frame: Buffer): void {
    this.later.push(frame);
    this.contents.bookmarks.add(frame);
  }

  /**
   * Reads one event; everything it holds is its own.
   * @throws UserError when the file cannot be read; `capture-rotated` when the event is gone,
   * `event-not-kept` when it could not be written.
   */
  async event(row: number): Promise<ProbeEvent> {
    this.checkRow(row);
    const frame = await this.read(this.index.offset(row), this.index.meaningfulLength(row));
    return decodeEvent(frame) as ProbeEvent;
  }

  /**
   * Captured payload bytes of a message, from `offset` on, at most `length`; empty for other events.
   * @throws UserError as `event`.
   */
  async payload(row: number, offset = 0, length = Infinity): Promise<Buffer> {
    this.checkRow(row);
    if (!isMessage(this.index.kind(row))) return Buffer.alloc(0);
    const left = Math.max(0, this.index.captured(row) - offset);
    const start = this.index.offset(row) + this.index.payloadOffset(row) + offset;
    return this.read(start, Math.min(left, length));
  }

  /**
   * Bytes as they stand in the capture, for whoever reads many events at once.
   * @param offset As EventIndex.offset says.
   * @returns Fewer where what follows is in another file, but whole events; none where they were deleted.
   * @throws UserError when the file cannot be read.
   */
  async bytes(offset: number, length: number): Promise<Buffer> {
    try {
      return await this.file.read(offset, length);
    } catch (error) {
      if (error instanceof BytesGone) return Buffer.alloc(0);
      throw unreadableCapture(this.path, errnoText(error));
    }
  }

  /** All frames that are there now, in order, in runs; each is valid until the next is asked for. */
  async *runs(): AsyncGenerator<Buffer, void> {
    await this.whole;
    yield* framesOf(await this.file.segments());
    if (this.later.length > 0) yield Buffer.concat(this.later);
  }

  /**
   * Resolves when everything is in the file that will ever be.
   * @throws UserError when it cannot be written, as `append`.
   */
  flush(): Promise<void> {
    return written(this.file.flush());
  }

  /** Writes what is left, then closes the file; the index stays. @throws UserError as `flush`. */
  close(): Promise<void> {
    this.appended.dispose();
    this.closed ??= written(this.finish());
    return this.closed;
  }

  dispose(): void {
    // Nobody is left to hear of it; who wants to know awaits close.
    this.close().catch(() => undefined);
  }

  /** It is recorded here. */
  private get isWritable(): boolean {
    try {
      this.file.checkWritable();
      return true;
    } catch {
      return false;
    }
  }

  private async finish(): Promise<void> {
    try {
      await this.recorder.close();
    } finally {
      if (this.options.recoverable) await unmark(this.path);
    }
  }

  private announce(run: Buffer, earlierLength: number, offset: number): void {
    const { index } = this;
    // A later segment of a capture begins with a higher row.
    const from = Math.max(earlierLength, index.firstRow);
    const to = index.length;
    if (from === to) return;
    const frame = (row: number): Buffer => {
      if (row < from || row >= to) throw new RangeError(`row ${row} is not in [${from}, ${to})`);
      const at = index.offset(row) - offset;
      return run.subarray(at, at + run.readUInt32LE(at));
    };
    this.appended.fire({ index, from, to, frame });
  }

  private checkRow(row: number): void {
    if (row < this.index.firstRow) throw captureRotated();
  }

  private async read(offset: number, length: number): Promise<Buffer> {
    let bytes: Buffer;
    try {
      bytes = await this.file.read(offset, length);
    } catch (error) {
      if (!(error instanceof BytesGone)) throw unreadableCapture(this.path, errnoText(error));
      throw error.why === 'rotated' ? captureRotated() : eventNotKept(this.recorder.failure);
    }
    if (bytes.length < length)
      throw unreadableCapture(this.path, `it ends before byte ${offset + length}`);
    return bytes;
  }
}

/** What to say of an error that the index may throw; any other is left as it is. */
export function explained(error: unknown): unknown {
  return error instanceof RowGone ? captureRotated() : error;
}

async function written(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw captureFailed(error);
  }
}
