import type { Sink, SourceEnd } from '../../shared/source';
import { Capture, type OpenOptions } from '../capture';
import { FrameKind, HEADER } from '../../shared/frames/layout';
import type { OpenedSource, SourceKind } from './sourceKind';

/** Files that this project writes: they are indexed first, so that they can be shown where they are. */
export const captureFile: SourceKind = {
  name: 'P2P trace',
  extensions: ['p2ptrace'],
  // What is not known otherwise is taken for one, and refused with what is wrong with it.
  recognises: (_place, head) =>
    head !== undefined &&
    head.length >= HEADER.size &&
    head.readUInt16LE(HEADER.kind) === (FrameKind.Hello as number),
  open: (path, options) => CaptureFileSource.open(path, options),
};

/** A capture file being read, with its earlier segments. */
class CaptureFileSource implements OpenedSource {
  readonly ended: Promise<SourceEnd>;
  private end!: (end: SourceEnd) => void;
  private flowing = false;
  private stopped = false;

  private constructor(readonly capture: Capture) {
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  /** @throws UserError when it cannot be read, is not a capture, or is of an unknown version. */
  static async open(path: string, options: OpenOptions = {}): Promise<CaptureFileSource> {
    return new CaptureFileSource(await Capture.open(path, options));
  }

  get hello() {
    return this.capture.hello!;
  }

  get contents() {
    return this.capture;
  }

  get damagedBytes(): number {
    return this.capture.damagedBytes;
  }

  flow(sink: Sink): void {
    this.flowing = true;
    void this.read(sink).then(this.end);
  }

  stop(): Promise<SourceEnd> {
    this.stopped = true;
    if (!this.flowing) this.end({ reason: 'stopped', complete: false });
    return this.ended;
  }

  dispose(): void {
    void this.stop();
    this.capture.dispose();
  }

  private async read(sink: Sink): Promise<SourceEnd> {
    try {
      for await (const run of this.capture.runs()) {
        if (this.stopped) return { reason: 'stopped', complete: false };
        await sink(run);
      }
      return { reason: 'finished', complete: this.capture.damagedBytes === 0 };
    } catch (error) {
      return { reason: 'stopped', complete: false, error: error as Error };
    }
  }
}
