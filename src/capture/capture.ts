import type { Disposable } from '../shared/disposable';
import { Emitter } from '../shared/emitter';
import { captureFailed, fileExists, unreadableCapture } from '../shared/errors';
import { decodeEvent, type ProbeEvent, type StatisticsEvent } from '../shared/event';
import { MalformedFrame } from '../shared/frameReader';
import { BadStream, checkFrameLength } from '../shared/frameSplitter';
import { decodeHello, type Hello } from '../shared/hello';
import { EventKind, HEADER } from '../shared/layout';
import { CaptureFile } from './captureFile';
import { EventIndex, isMessage } from './eventIndex';
import { readRuns } from './readRuns';

/** Rows that were just added: [from, to). Everything in it is valid during the call only. */
export interface Append {
  readonly index: EventIndex;
  readonly from: number;
  readonly to: number;
  /** The whole frame of one of these rows, a view. */
  readonly frame: (row: number) => Buffer;
}

export interface CreateOptions {
  /** Replace a file of this name. */
  overwrite?: boolean;
}

export interface OpenOptions {
  /** As `onAppend` would, for the rows that are in the file: to build a model of them in one pass. */
  onAppend?: (append: Append) => void;
}

/** Recorded events: a file of frames, and an index of them in memory. */
export class Capture implements Disposable {
  readonly index = new EventIndex();
  /** Bytes at the end of an opened file that are no whole frames; they are left alone. */
  damagedBytes = 0;

  private readonly appended = new Emitter<Append>();
  private firstHello: Hello | undefined;
  private lastStatistics: StatisticsEvent | undefined;

  private constructor(private readonly file: CaptureFile) {}

  /** A new file. @throws UserError when it cannot be written, or exists and may not be replaced. */
  static async create(path: string, options: CreateOptions = {}): Promise<Capture> {
    try {
      return new Capture(await CaptureFile.create(path, options.overwrite ?? false));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw code === 'EEXIST' ? fileExists(path) : captureFailed(message);
    }
  }

  /**
   * An existing file, up to its last whole frame, to be read. Other work goes on meanwhile.
   * @throws UserError when it cannot be read, is no capture, or is of an unknown version.
   */
  static async open(path: string, options: OpenOptions = {}): Promise<Capture> {
    let capture: Capture | undefined;
    try {
      capture = new Capture(await CaptureFile.open(path));
      if (options.onAppend) capture.onAppend(options.onAppend);
      await capture.scan();
      return capture;
    } catch (error) {
      capture?.dispose();
      throw unreadableCapture(path, (error as Error).message);
    }
  }

  get path(): string {
    return this.file.path;
  }

  /** undefined until the first frame. */
  get hello(): Hello | undefined {
    return this.firstHello;
  }

  /** The latest. */
  get statistics(): StatisticsEvent | undefined {
    return this.lastStatistics;
  }

  /** Bytes of the file, with those that are not yet on the disk. */
  get fileSize(): number {
    return this.file.length;
  }

  /** Fires within `append`. */
  readonly onAppend = this.appended.event;

  /**
   * Adds whole frames; the first of all is a hello. The index has them when this returns. The buffer
   * is kept until it is written and must not change.
   * @returns Resolves when more may be appended.
   * @throws MalformedFrame or BadStream when a frame contradicts the layout: what was before it is in
   * the capture, it and what follows is not. UserError when the file cannot be written: the capture
   * stays readable as far as it was written, and takes no more.
   */
  async append(run: Buffer): Promise<void> {
    const from = this.index.length;
    const offset = this.file.length;
    try {
      this.file.checkWritable();
    } catch (error) {
      throw captureFailed((error as Error).message);
    }
    const { end, error } = this.addFrames(run, offset);
    this.file.append(run.subarray(0, end));
    this.announce(run, from, offset);
    if (error) throw error;
    await written(this.file.room());
  }

  /** Reads one event; everything it holds is its own. @throws UserError when the file cannot be read. */
  async event(row: number): Promise<ProbeEvent> {
    const frame = await this.read(this.index.offset(row), this.index.meaningfulLength(row));
    return decodeEvent(frame) as ProbeEvent;
  }

  /**
   * Captured payload bytes of a message, from `offset` on, at most `length`; empty for other events.
   * @throws UserError when the file cannot be read.
   */
  async payload(row: number, offset = 0, length = Infinity): Promise<Buffer> {
    if (!isMessage(this.index.kind(row))) return Buffer.alloc(0);
    const left = Math.max(0, this.index.captured(row) - offset);
    const start = this.index.offset(row) + this.index.payloadOffset(row) + offset;
    return this.read(start, Math.min(left, length));
  }

  /** All frames in order, in runs as `append` took them; each is valid until the next is asked for. */
  async *runs(): AsyncGenerator<Buffer, void> {
    for await (const { frames, offset } of readRuns(this.file)) {
      const whole = this.file.length - this.damagedBytes - offset;
      yield frames.subarray(0, whole);
      if (whole <= frames.length) return;
    }
  }

  /** Resolves when everything is in the file. @throws UserError when it cannot be written. */
  flush(): Promise<void> {
    return written(this.file.flush());
  }

  /** Writes what is left, then closes the file; the index stays. @throws UserError as `flush`. */
  close(): Promise<void> {
    this.appended.dispose();
    return written(this.file.close());
  }

  dispose(): void {
    // Nobody is left to hear of it; who wants to know awaits close.
    this.close().catch(() => undefined);
  }

  private async scan(): Promise<void> {
    let end = 0;
    let error: Error | undefined;
    for await (const { frames, offset } of readRuns(this.file)) {
      const from = this.index.length;
      const added = this.addFrames(frames, offset);
      this.announce(frames, from, offset);
      end = offset + added.end;
      error = added.error;
      if (error) break;
    }
    if (!this.firstHello) throw error ?? new MalformedFrame('it does not begin with a whole hello');
    this.damagedBytes = this.file.length - end;
  }

  /** @returns How far the run is well-formed, and what is wrong there. */
  private addFrames(run: Buffer, fileOffset: number): { end: number; error?: Error } {
    const view = new DataView(run.buffer, run.byteOffset, run.length);
    let at = 0;
    try {
      while (at < run.length) {
        const length = wholeFrame(view, at);
        const kind = view.getUint16(at + HEADER.kind, true) as EventKind;
        if (!this.firstHello && kind !== EventKind.Hello)
          throw new MalformedFrame('it does not begin with a hello');
        if (isProbeKind(kind)) this.index.add(view, at, length, fileOffset + at);
        else this.addOther(run.subarray(at, at + length));
        at += length;
      }
    } catch (error) {
      if (error instanceof MalformedFrame || error instanceof BadStream) return { end: at, error };
      throw error;
    }
    return { end: at };
  }

  /** Frames without a row; kinds that this version does not know are kept in the file. */
  private addOther(frame: Buffer): void {
    const event = decodeEvent(frame);
    if (event?.kind === 'hello') this.firstHello ??= decodeHello(frame);
    if (event?.kind === 'statistics') this.lastStatistics = event;
  }

  private announce(run: Buffer, from: number, fileOffset: number): void {
    const { index } = this;
    const to = index.length;
    if (from === to) return;
    const frame = (row: number): Buffer => {
      if (row < from || row >= to) throw new RangeError(`row ${row} is not in [${from}, ${to})`);
      const at = index.offset(row) - fileOffset;
      return run.subarray(at, at + run.readUInt32LE(at));
    };
    this.appended.fire({ index, from, to, frame });
  }

  private async read(offset: number, length: number): Promise<Buffer> {
    let bytes: Buffer;
    try {
      bytes = await this.file.read(offset, length);
    } catch (error) {
      throw unreadableCapture(this.path, (error as Error).message);
    }
    if (bytes.length < length)
      throw unreadableCapture(this.path, `it ends before byte ${offset + length}`);
    return bytes;
  }
}

async function written(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw captureFailed((error as Error).message);
  }
}

function wholeFrame(view: DataView, at: number): number {
  const left = view.byteLength - at;
  const length = left < HEADER.size ? left : view.getUint32(at, true);
  if (length > left) throw new MalformedFrame(`a frame of ${length} bytes where ${left} are left`);
  return checkFrameLength(length);
}

function isProbeKind(kind: EventKind): boolean {
  return kind >= EventKind.InboundMessage && kind <= EventKind.MisbehavingConnection;
}
