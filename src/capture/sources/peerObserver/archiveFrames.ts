import { encodeHello, type Hello } from '../../../shared/frames/hello';
import { byteStream, readFile } from '../byteStream';
import type { Damage } from '../sourceKind';
import { readHeader } from './archiveHeader';
import { type EventFrame, EventFrames } from './eventFrames';
import { observedHello, observedNode } from './observedNode';
import { type ArchiveRecord, RecordReader } from './recordReader';

/** Bytes of frames that are handed on together, unless one frame has more. */
const RUN = 1_000_000;

/** The messages and connections of an archive as frames. */
export class ArchiveFrames {
  readonly damages: Damage[] = [];
  readonly notes: string[] = [];
  private readonly reader: RecordReader;
  private readonly events = new EventFrames();
  /** What the damages are found in. */
  private name: string;

  /** @param path Compressed or not. */
  constructor(private readonly path: string) {
    this.name = path;
    this.reader = new RecordReader(this.chunks(), (offset, bytes) =>
      this.damages.push({ path: this.name, offset, bytes }),
    );
  }

  /** Reads as far as the first event. @throws UserError; the error of the system */
  async begin(): Promise<Hello> {
    const { reader, events } = this;
    const hasBytes = (await reader.peek(1)).length > 0;
    if (reader.failure && !hasBytes) throw reader.failure as Error;
    const header = await readHeader(reader, this.path);
    if (header.lowData)
      this.notes.push('It was archived without the bytes of transactions and blocks (--low-data).');
    await this.advance();
    if (reader.failure && !reader.record) throw reader.failure as Error;
    return observedHello(events.begin(reader.record?.bytes));
  }

  async *frames(hello: Hello, signal: AbortSignal): AsyncGenerator<Buffer> {
    yield Buffer.concat([encodeHello(hello), observedNode()]);
    let run: EventFrame[] = [];
    let length = 0;
    const { reader } = this;
    try {
      while (reader.record && !signal.aborted) {
        const frame = this.frame(reader.record);
        if (frame) {
          run.push(frame);
          length += frame.length;
        }
        if (length >= RUN) {
          yield joined(run, length);
          [run, length] = [[], 0];
        }
        if (!reader.next()) await this.advance();
      }
      if (length > 0) yield joined(run, length);
      this.notes.push(...this.events.tally.notes());
      if (reader.failure) throw reader.failure as Error;
    } finally {
      await reader.close();
    }
  }

  private frame({ offset, bytes, end }: ArchiveRecord): EventFrame | undefined {
    const frame = this.events.take(bytes);
    if (frame !== 'damaged') return frame;
    this.damages.push({ path: this.name, offset, bytes: end - offset });
    return undefined;
  }

  /** Goes to the next record. */
  private async advance(): Promise<void> {
    while (!this.reader.next()) await this.reader.read();
  }

  private async *chunks(): AsyncGenerator<Buffer, void> {
    const stream = await byteStream(this.path, readFile(this.path), undefined);
    if (stream.isDecompressed) this.name = `${this.path} (decompressed)`;
    yield* stream.all();
  }
}

function joined(frames: readonly EventFrame[], length: number): Buffer {
  const run = Buffer.alloc(length);
  let at = 0;
  for (const frame of frames) {
    frame.write(run, at);
    at += frame.length;
  }
  return run;
}
