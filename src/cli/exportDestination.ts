import { open, type FileHandle } from 'node:fs/promises';
import type { EventFormat } from '../capture/export/exporter';
import { lossLine } from '../capture/export/trafficLine';
import { unmark } from '../capture/store/writerMarker';
import { unwritable } from '../shared/errors/captureErrors';
import type { TraceEvent } from '../shared/events/event';
import type { Destination } from './destination';
import { EventWriter } from './eventWriter';
import { say, type Output } from './output';
import { claimFile } from './recordDestination';

/** Prints a live trace in a format, on standard output. */
export class ExportDestination implements Destination {
  readonly missed: string = 'not delivered';
  readonly waitsFor: string = 'the reader of the output';
  private readonly writer: EventWriter;
  /** What was given last is not out; at the end that means that it cannot be, or that nobody waits for it. */
  private busy = false;
  private closed: Promise<void> | undefined;

  /** @throws UserError `binary-to-terminal` */
  constructor(
    private readonly format: EventFormat,
    output?: Output,
  ) {
    this.writer = new EventWriter(format, {}, output);
  }

  get delivered(): number {
    return this.writer.delivered;
  }

  async take(frames: Buffer, events: TraceEvent[]): Promise<void> {
    this.busy = true;
    await this.writer.write(frames, undefined, events);
    this.busy = false;
  }

  close(lostAtEnd: number): Promise<void> {
    return (this.closed ??= this.finish(lostAtEnd));
  }

  protected async finish(lostAtEnd: number): Promise<void> {
    const losses = lostAtEnd > 0 ? [{ count: lostAtEnd, cause: 'ring-full' as const }] : [];
    // What other formats have at their end is for whole documents only.
    if (!this.format.frames || this.busy) {
      for (const { count } of losses) say(lossLine(count));
      return;
    }
    await this.writer.tellLosses(losses);
    await this.writer.end();
  }
}

/** The same into a file, which is created with the first frames: a start that failed leaves none. */
export class ExportFileDestination extends ExportDestination {
  override readonly missed = 'not kept';
  override readonly waitsFor = 'the disk';

  private constructor(
    format: EventFormat,
    private readonly file: NewFile,
  ) {
    super(format, file);
  }

  /**
   * Makes sure that the file can be written and that nobody else writes it, until `close`.
   * @throws UserError `file-exists` unless it may be replaced, `capture-busy`, `save-failed`
   */
  static async claim(
    name: string,
    format: EventFormat,
    overwrite: boolean,
  ): Promise<ExportFileDestination> {
    return new ExportFileDestination(format, new NewFile(await claimFile(name, overwrite)));
  }

  protected override async finish(lostAtEnd: number): Promise<void> {
    try {
      await super.finish(lostAtEnd);
    } finally {
      await this.file.close();
    }
  }
}

/** A claimed file, which is there with the first bytes. */
class NewFile implements Output {
  private handle: FileHandle | undefined;

  constructor(private readonly path: string) {}

  /** @throws UserError `save-failed` */
  readonly write: Output['write'] = async (piece, encoding, onWritten) => {
    let rest = typeof piece === 'string' ? Buffer.from(piece, encoding) : piece;
    try {
      while (rest.length > 0) {
        this.handle ??= await open(this.path, 'w', 0o600);
        const { bytesWritten } = await this.handle.write(rest);
        rest = rest.subarray(bytesWritten);
        onWritten?.(bytesWritten);
      }
    } catch (error) {
      throw unwritable(this.path, error);
    }
  };

  async close(): Promise<void> {
    try {
      await this.handle?.close();
    } finally {
      await unmark(this.path);
    }
  }
}
