import { appendFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of a file: it is read whole, and goes when all of it was sent. */
const SEGMENT = 8 * 1024 ** 2;
const NAME = /^([0-9]{9})\.parts$/;
/** There is room before the first for what was in memory when an agent ended. */
const FIRST = 500_000_000;

interface Segment {
  number: number;
  bytes: number;
}

/**
 * Parts on the disk while the server is away, the oldest first: files of parts, each after its length as a u32. What
 * an agent left there is sent by the next one.
 */
export class Spool {
  private bytesHeld = 0;
  private readonly segments: Segment[] = [];
  /** The one that is being sent. */
  private reading: Segment | undefined;
  /** One operation at a time touches the files. */
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly directory: string,
    private readonly mostBytes: number,
  ) {}

  /** @throws The error of the system. */
  static async open(directory: string, mostBytes: number): Promise<Spool> {
    const spool = new Spool(directory, mostBytes);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    for (const name of (await readdir(directory)).sort()) {
      const [, number] = NAME.exec(name) ?? [];
      if (number === undefined) continue;
      const { size } = await stat(join(directory, name));
      spool.segments.push({ number: Number(number), bytes: size });
      spool.bytesHeld += size;
    }
    return spool;
  }

  /** What is on the disk. */
  get bytes(): number {
    return this.bytesHeld;
  }

  get isEmpty(): boolean {
    return this.segments.length === 0;
  }

  /** @returns false where there is no room for them all: then none is kept. @throws The error of the system. */
  append(parts: readonly Buffer[]): Promise<boolean> {
    return this.inTurn(async () => {
      const record = recordOf(parts);
      if (this.bytesHeld + record.length > this.mostBytes) return false;
      let last = this.segments.at(-1);
      if (!last || last === this.reading || last.bytes >= SEGMENT)
        this.segments.push((last = { number: (last?.number ?? FIRST - 1) + 1, bytes: 0 }));
      await this.write(last, record);
      return true;
    });
  }

  /** Keeps parts that are older than all that are here. @throws The error of the system. */
  prepend(parts: readonly Buffer[]): Promise<void> {
    return this.inTurn(async () => {
      if (parts.length === 0) return;
      const first = { number: (this.segments[0]?.number ?? FIRST) - 1, bytes: 0 };
      this.segments.unshift(first);
      await this.write(first, recordOf(parts));
    });
  }

  /** @returns The parts of the oldest file, which stays until `done`; undefined where there is none. */
  read(): Promise<Buffer[] | undefined> {
    return this.inTurn(async () => {
      const [first] = this.segments;
      if (!first) return undefined;
      this.reading = first;
      return partsOf(await readFile(this.pathOf(first)));
    });
  }

  /** All that was read has been sent. */
  done(): Promise<void> {
    return this.inTurn(async () => {
      const { reading } = this;
      if (!reading) return;
      this.reading = undefined;
      this.segments.shift();
      this.bytesHeld -= reading.bytes;
      await rm(this.pathOf(reading), { force: true });
    });
  }

  /** What was read has not been sent. */
  putBack(): void {
    this.reading = undefined;
  }

  private inTurn<T>(operation: () => Promise<T>): Promise<T> {
    const turn = this.last.then(operation, operation);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async write(segment: Segment, record: Buffer): Promise<void> {
    const path = this.pathOf(segment);
    try {
      await appendFile(path, record, { mode: 0o600 });
      segment.bytes += record.length;
      this.bytesHeld += record.length;
    } catch (error) {
      await this.cutTo(path, segment);
      throw error;
    }
  }

  /** A record that was written in part would end the reading of the file. */
  private async cutTo(path: string, segment: Segment): Promise<void> {
    if (segment.bytes === 0) {
      this.segments.splice(this.segments.indexOf(segment), 1);
      await rm(path, { force: true });
      return;
    }
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, segment.bytes), { mode: 0o600 });
  }

  private pathOf({ number }: Segment): string {
    return join(this.directory, `${String(number).padStart(9, '0')}.parts`);
  }
}

function recordOf(parts: readonly Buffer[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(part.length);
      return [length, part];
    }),
  );
}

/** As far as they are whole: an agent that was killed may have written only the beginning of the last. */
function partsOf(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const end = at + 4 + bytes.readUInt32LE(at);
    if (end > bytes.length) break;
    parts.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return parts;
}
