import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Bytes that may wait for the disk before `room` makes the sender wait. */
const BACKLOG = 16 * 1024 * 1024;

interface Waiter {
  /** Bytes that must be in the file. */
  until: number;
  resolve(): void;
  reject(error: Error): void;
}

/** An append-only file: writes are asynchronous and large, reads see what was appended before. */
export class CaptureFile {
  private pending: Buffer[] = [];
  private waiters: Waiter[] = [];
  private written: number;
  private appended: number;
  private writing = false;
  private failure: Error | undefined;
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly handle: FileHandle,
    readonly path: string,
    private readonly writable: boolean,
    size: number,
  ) {
    this.written = this.appended = size;
  }

  /** A new file, for its owner's eyes only. @throws What the file system says: EEXIST unless `overwrite`. */
  static async create(path: string, overwrite: boolean): Promise<CaptureFile> {
    return new CaptureFile(await open(path, overwrite ? 'w+' : 'wx+', 0o600), path, true, 0);
  }

  /** An existing file, to be read. @throws What the file system says, or that it is no regular file. */
  static async open(path: string): Promise<CaptureFile> {
    // Without it, opening a FIFO would wait for its other end.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await handle.stat();
    if (stat.isFile()) return new CaptureFile(handle, path, false, stat.size);
    await handle.close();
    throw new Error('it is no regular file');
  }

  /** Bytes, with those that are not yet on the disk. */
  get length(): number {
    return this.appended;
  }

  /** @throws When an earlier write failed, or the file is closed or was opened to be read. */
  checkWritable(): void {
    if (this.failure) throw this.failure;
    if (!this.writable || this.closed) throw new Error(`${this.path} is not open for writing`);
  }

  /** Takes over the bytes, which must not change any more. @throws As {@link checkWritable}. */
  append(bytes: Buffer): void {
    this.checkWritable();
    this.pending.push(bytes);
    this.appended += bytes.length;
    if (!this.writing) void this.write();
  }

  /** Resolves when more may be appended. @throws When a write fails. */
  room(): Promise<void> {
    return this.reached(this.appended - BACKLOG);
  }

  /** Resolves when everything that was appended is in the file. @throws When a write fails. */
  flush(): Promise<void> {
    return this.reached(this.appended);
  }

  /**
   * @param offset Bytes from the beginning of the file.
   * @returns A buffer of its own; shorter at the end of the file.
   */
  async read(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.appended - offset)));
    return bytes.subarray(0, await this.readInto(bytes, offset));
  }

  /** Fills `target` from the file. @returns Bytes read; fewer at the end of the file. */
  async readInto(target: Buffer, offset: number): Promise<number> {
    await this.reached(Math.min(this.appended, offset + target.length));
    let filled = 0;
    while (filled < target.length) {
      const left = target.length - filled;
      const { bytesRead } = await this.handle.read(target, filled, left, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  /** Writes what is pending, then closes, whatever came of it. @throws When a write failed. */
  close(): Promise<void> {
    this.closed ??= this.flush().finally(() => this.handle.close());
    return this.closed;
  }

  private reached(until: number): Promise<void> {
    if (this.written >= until) return Promise.resolve();
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => this.waiters.push({ until, resolve, reject }));
  }

  private async write(): Promise<void> {
    this.writing = true;
    try {
      while (this.pending.length > 0) {
        const batch = this.pending;
        this.pending = [];
        await this.writeAll(batch);
      }
    } catch (error) {
      this.failure = error as Error;
      this.pending = [];
      for (const waiter of this.waiters) waiter.reject(this.failure);
      this.waiters = [];
    }
    this.writing = false;
  }

  private async writeAll(batch: Buffer[]): Promise<void> {
    let rest = batch;
    while (rest.length > 0) {
      const { bytesWritten } = await this.handle.writev(rest, this.written);
      this.written += bytesWritten;
      rest = without(rest, bytesWritten);
      const ready = this.waiters.filter((waiter) => waiter.until <= this.written);
      this.waiters = this.waiters.filter((waiter) => waiter.until > this.written);
      for (const waiter of ready) waiter.resolve();
    }
  }
}

/** What is left of the buffers after their first `length` bytes. */
function without(buffers: Buffer[], length: number): Buffer[] {
  let left = length;
  let whole = 0;
  for (; whole < buffers.length && buffers[whole]!.length <= left; whole++)
    left -= buffers[whole]!.length;
  const rest = buffers.slice(whole);
  if (left > 0) rest[0] = rest[0]!.subarray(left);
  return rest;
}
