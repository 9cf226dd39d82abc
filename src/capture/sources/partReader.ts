import { close, constants, open, read } from 'node:fs';
import { promisify } from 'node:util';

// There may be tens of thousands of reads: the handles of node:fs/promises take twice the time.
const [openFile, readFile, closeFile] = [promisify(open), promisify(read), promisify(close)];

/** Reads parts of a file, one at a time. */
export class PartReader {
  private file: number | undefined;
  private closing: Promise<void> | undefined;

  constructor(private readonly path: string) {}

  /** Whether it holds its file open. */
  get isOpen(): boolean {
    return this.file !== undefined;
  }

  /**
   * @param into Is filled from its beginning on.
   * @param staysOpen Whether the next read comes soon; if not, the file is open for this one only.
   * @returns How many bytes were read: fewer than fit only where the file ends. @throws The error of the system.
   */
  async read(offset: number, into: Buffer, staysOpen: () => boolean): Promise<number> {
    // What has become a pipe meanwhile must not be waited for.
    const file =
      this.file ?? (await openFile(this.path, constants.O_RDONLY | constants.O_NONBLOCK));
    this.file = file;
    try {
      let filled = 0;
      while (filled < into.length) {
        const { bytesRead } = await readFile(
          file,
          into,
          filled,
          into.length - filled,
          offset + filled,
        );
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    } finally {
      if (!staysOpen()) await this.close();
    }
  }

  /** Not while it reads. Resolves when it is closed, also where that was begun before. */
  async close(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    if (file === undefined) {
      // Whoever began it is told of its error.
      await this.closing?.catch(() => undefined);
      return;
    }
    this.closing = closeFile(file);
    await this.closing;
  }
}
