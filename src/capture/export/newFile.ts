import { randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import type { Piece } from './exporter';

/** A file that is written beside its name, and takes that only when it is whole. */
export class NewFile {
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly path: string,
    private readonly unfinished: string,
    private readonly file: FileHandle,
  ) {}

  /** @throws The error of the system. */
  static async create(path: string): Promise<NewFile> {
    const usual = `${path}.unfinished`;
    try {
      return new NewFile(path, usual, await openNew(usual));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const other = `${path}.${randomBytes(4).toString('hex')}.unfinished`;
    return new NewFile(path, other, await openNew(other));
  }

  /** Text is UTF-8. @throws The error of the system. */
  async write(piece: Piece): Promise<void> {
    let rest = typeof piece === 'string' ? Buffer.from(piece) : piece;
    // Whole: writeFile would cut it in two.
    while (rest.length > 0) {
      const { bytesWritten } = await this.file.write(rest);
      rest = rest.subarray(bytesWritten);
    }
  }

  /** Replaces what had its name. @throws The error of the system. */
  async keep(): Promise<void> {
    await this.close();
    await rename(this.unfinished, this.path);
  }

  /** Leaves nothing of it, unless it was kept. Never rejects. */
  async discard(): Promise<void> {
    await this.close().catch(() => undefined);
    await rm(this.unfinished, { force: true }).catch(() => undefined);
  }

  private close(): Promise<void> {
    return (this.closed ??= this.file.close());
  }
}

/** What has the name is somebody else's: a file that is being written, a link to another, or a pipe without a reader. */
function openNew(path: string): Promise<FileHandle> {
  return open(path, 'wx', 0o600);
}
