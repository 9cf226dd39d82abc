import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';

/** One file on the disk, of whole frames: a capture without a limit has one. */
export class Segment {
  /** Bytes in the file that may be read. */
  size = 0;
  /** The same with those that are not yet on the disk. */
  planned = 0;
  /** It is deleted, or will be before anything else is written. */
  dropped = false;
  private handle: FileHandle | undefined;
  private readers = 0;
  private closing = false;

  /** @param path The file, which may not exist yet. */
  constructor(public path: string) {}

  /** An existing file, to be read. @throws What the file system says, or that it is not a regular file. */
  static async open(path: string): Promise<Segment> {
    const segment = new Segment(path);
    // Without it, opening a FIFO would wait for its other end.
    segment.handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await segment.handle.stat();
    segment.size = segment.planned = stat.size;
    if (stat.isFile()) return segment;
    await segment.handle.close();
    throw new Error('it is not a regular file');
  }

  /** Makes the file, for its owner's eyes only. @throws What the file system says: EEXIST unless `overwrite`. */
  async create(overwrite: boolean): Promise<void> {
    this.handle ??= await open(this.path, overwrite ? 'w+' : 'wx+', 0o600);
  }

  /** The file is there. */
  get created(): boolean {
    return this.handle !== undefined;
  }

  async rename(path: string): Promise<void> {
    if (this.path === path) return;
    await rename(this.path, path);
    this.path = path;
  }

  /**
   * Writes at the end, which is `size`.
   * @throws What the file system says: then `size` has grown by those buffers that are whole in the file.
   */
  async write(buffers: readonly Buffer[]): Promise<void> {
    let whole = 0;
    let partial = 0;
    while (whole < buffers.length) {
      const rest = [buffers[whole]!.subarray(partial), ...buffers.slice(whole + 1)];
      const { bytesWritten } = await this.handle!.writev(rest, this.size + partial);
      partial += bytesWritten;
      for (; whole < buffers.length && partial >= buffers[whole]!.length; whole++) {
        partial -= buffers[whole]!.length;
        this.size += buffers[whole]!.length;
      }
    }
  }

  /** Makes the file end at `size` again: a failed write may have left something after it. */
  async cut(): Promise<void> {
    await this.handle?.truncate(this.size);
  }

  /** Fills `target` from the file. @returns Bytes read; fewer at the end of the file. */
  async readInto(target: Buffer, offset: number): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const left = target.length - filled;
      const { bytesRead } = await this.handle!.read(target, filled, left, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  /** Keeps the file readable until {@link release}, even if it is removed meanwhile. */
  retain(): void {
    this.readers++;
  }

  async release(): Promise<void> {
    this.readers--;
    await this.closeIfIdle();
  }

  /** Removes the file from the disk. */
  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await this.close();
  }

  async close(): Promise<void> {
    this.closing = true;
    await this.closeIfIdle();
  }

  private async closeIfIdle(): Promise<void> {
    if (this.closing && this.readers === 0) await this.handle?.close();
  }
}
