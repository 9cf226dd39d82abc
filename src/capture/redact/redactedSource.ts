import type { Hello } from '../../shared/frames/hello';
import type { Sink, SourceEnd } from '../../shared/source';
import type { Append, OpenOptions } from '../capture';
import type { Contents, Damage, OpenedSource } from '../sources/sourceKind';
import { CaptureContents } from '../store/captureContents';
import { Redactor } from './redactor';
import type { RedactOptions } from './tools';

/**
 * What another source gives, redacted: whatever is behind it sees nothing else. What the frames say is known as
 * far as they have been given, as with an import.
 */
export class RedactedSource implements OpenedSource {
  readonly ended: Promise<SourceEnd>;
  readonly redactor: Redactor;
  private readonly own = new CaptureContents();
  private offset = 0;

  /** @param source Is disposed of with this. */
  constructor(
    private readonly source: OpenedSource,
    redaction: RedactOptions = {},
    private readonly options: OpenOptions = {},
  ) {
    this.redactor = new Redactor(source.hello, redaction);
    this.ended = source.ended;
  }

  get hello(): Hello {
    return this.redactor.hello;
  }

  get contents(): Contents {
    return this.own;
  }

  get damagedBytes(): number {
    return this.source.damagedBytes;
  }

  /** They tell names of files, and how much there was, no more. */
  get notes(): readonly string[] {
    return this.source.notes;
  }

  /** Where something was left out; they name files as they are. */
  get damages(): readonly Damage[] {
    return this.source.damages;
  }

  flow(sink: Sink): void {
    this.source.flow(async (run) => {
      const redacted = this.redactor.run(run);
      if (redacted.length === 0) return;
      this.add(redacted);
      await sink(redacted);
    });
  }

  stop(reason?: 'stopped' | 'node-ended'): Promise<SourceEnd> {
    return this.source.stop(reason);
  }

  dispose(): void {
    this.source.dispose();
  }

  private add(run: Buffer): void {
    const { index } = this.own;
    const { offset } = this;
    const from = index.length;
    const { error } = this.own.add(run, offset);
    this.offset += run.length;
    if (error) throw error;
    const frame: Append['frame'] = (row) => {
      const at = index.offset(row) - offset;
      return run.subarray(at, at + run.readUInt32LE(at));
    };
    if (index.length > from) this.options.onAppend?.({ index, from, to: index.length, frame });
  }
}
