import { MalformedFrame } from '../../shared/frames/frameReader';
import type { Hello } from '../../shared/frames/hello';
import type { Sink, SourceEnd } from '../../shared/source';
import type { Append, OpenOptions } from '../capture';
import { CaptureContents } from '../store/captureContents';
import type { OpenedSource } from './sourceKind';

/** A source that makes its frames as it goes along: what an import or a service on the network needs to give. */
export class FrameSource implements OpenedSource {
  readonly contents = new CaptureContents();
  readonly ended: Promise<SourceEnd>;
  damagedBytes = 0;
  private end!: (end: SourceEnd) => void;
  private flowing = false;
  private readonly cancel = new AbortController();

  /**
   * @param frames Gives runs of whole frames, the hello first, until the signal aborts.
   */
  constructor(
    readonly hello: Hello,
    private readonly frames: (signal: AbortSignal) => AsyncIterable<Buffer>,
    private readonly options: OpenOptions = {},
  ) {
    this.ended = new Promise((resolve) => (this.end = resolve));
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
  }

  private async read(sink: Sink): Promise<SourceEnd> {
    let offset = 0;
    try {
      for await (const run of this.frames(this.cancel.signal)) {
        if (this.cancel.signal.aborted) return { reason: 'stopped', complete: false };
        this.add(run, offset);
        offset += run.length;
        await sink(run);
      }
      return { reason: 'finished', complete: true };
    } catch (error) {
      const reason = error instanceof MalformedFrame ? 'bad-stream' : 'stopped';
      return { reason, complete: false, error: error as Error };
    }
  }

  private add(run: Buffer, offset: number): void {
    const { index } = this.contents;
    const from = index.length;
    const { error } = this.contents.add(run, offset);
    if (error) throw error;
    const frame: Append['frame'] = (row) => {
      const at = index.offset(row) - offset;
      return run.subarray(at, at + run.readUInt32LE(at));
    };
    if (index.length > from) this.options.onAppend?.({ index, from, to: index.length, frame });
  }
}
