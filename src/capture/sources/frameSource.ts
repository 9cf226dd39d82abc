import { MalformedFrame } from '../../shared/frames/frameReader';
import { BadStream } from '../../shared/frames/frameSplitter';
import type { Hello } from '../../shared/frames/hello';
import type { Sink, SourceEnd } from '../../shared/source';
import type { Append, Capture, OpenOptions } from '../capture';
import { CaptureContents, type Taken } from '../store/captureContents';
import type { Contents, Damage, OpenedSource } from './sourceKind';

/** Gives runs of whole frames, the hello first, until the signal aborts. */
export type Frames = (signal: AbortSignal) => AsyncIterable<Buffer>;

/**
 * A source of frames that are made as they are asked for: an import or a service on the network has no more
 * to give than these. Without a capture it keeps itself what they say.
 */
export class FrameSource implements OpenedSource {
  readonly ended: Promise<SourceEnd>;
  private readonly own = new CaptureContents();
  private readonly cancel = new AbortController();
  private end!: (end: SourceEnd) => void;
  private flowing = false;

  /**
   * @param options Where what it gives is recorded, it keeps nothing, and tells `onAppend` of nothing.
   * @param capture Where the frames come from, if it can be shown as it is.
   * @param left What the frames leave out, where the capture does not say that; it grows as they are read.
   * @param notes What else they could not give, in whole sentences; likewise.
   */
  constructor(
    readonly hello: Hello,
    private readonly frames: Frames,
    private readonly options: OpenOptions = {},
    readonly capture?: Capture,
    private readonly left?: readonly Damage[],
    readonly notes: readonly string[] = [],
  ) {
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  get contents(): Contents {
    return this.capture ?? this.own;
  }

  /** A capture that is still being indexed has them later. */
  get damages(): readonly Damage[] {
    return this.left ?? this.capture?.damages ?? [];
  }

  get damagedBytes(): number {
    return this.capture?.damagedBytes ?? 0;
  }

  flow(sink: Sink): void {
    this.flowing = true;
    void this.read(sink).then(this.end);
  }

  stop(): Promise<SourceEnd> {
    this.cancel.abort();
    if (!this.flowing) this.end({ reason: 'stopped', complete: false });
    return this.ended;
  }

  dispose(): void {
    void this.stop();
    this.capture?.dispose();
  }

  private async read(sink: Sink): Promise<SourceEnd> {
    const { signal } = this.cancel;
    let offset = 0;
    const isKept = this.capture !== undefined || this.options.isRecorded === true;
    try {
      for await (const run of this.frames(signal)) {
        if (signal.aborted) return { reason: 'stopped', complete: false };
        const { end, error } = isKept ? { end: run.length } : this.add(run, offset);
        if (end > 0) await sink(run.subarray(0, end));
        if (error) throw new BadStream(`${error.message}, at offset ${offset + end}`);
        offset += run.length;
      }
      return { reason: 'finished', complete: this.damagedBytes === 0 };
    } catch (error) {
      const isBad = error instanceof MalformedFrame || error instanceof BadStream;
      const reason = isBad ? 'bad-stream' : 'stopped';
      return { reason, complete: false, error: error as Error };
    }
  }

  /** Takes over a run, where nobody looks back in place of those before. */
  private add(run: Buffer, offset: number): Taken {
    const { index } = this.own;
    const from = index.length;
    if (this.options.passing) index.dropBefore(from);
    const taken = this.own.add(run, offset);
    const frame: Append['frame'] = (row) => {
      const at = index.offset(row) - offset;
      return run.subarray(at, at + run.readUInt32LE(at));
    };
    if (index.length > from) this.options.onAppend?.({ index, from, to: index.length, frame });
    return taken;
  }
}
