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
    const unfinished = `${path}.unfinished`;
    return new NewFile(path, unfinished, await open(unfinished, 'w', 0o600));
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
