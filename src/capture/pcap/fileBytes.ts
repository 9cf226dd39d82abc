import { open, type FileHandle } from 'node:fs/promises';

/** Bytes that are read at a time, of a file that has as many. */
const READ = { least: 4096, most: 1 << 20 } as const;

/** A file that is read from its beginning to its end, of which the part at hand is in memory. */
export class FileBytes {
  /** A view that is good until the next `read`. */
  bytes: Buffer = Buffer.alloc(0);
  /** The same bytes. */
  view = new DataView(this.bytes.buffer, 0, 0);
  /** Where to go on in `bytes`. */
  at = 0;
  /** Nothing more follows `bytes`. */
  isRead = false;
  /** Where `bytes` begin in the file. */
  private start = 0;
  private file: FileHandle | undefined;
  /** Of the file when it was opened, bytes. */
  private size = 0;

  constructor(readonly path: string) {}

  /** Where in the file to go on. */
  get offset(): number {
    return this.start + this.at;
  }

  /** Bytes that are in memory from there on. */
  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Goes on so many bytes later, which need not be in memory. */
  skip(length: number): void {
    this.at += length;
  }

  /** Reads on, so that there are more bytes from `at` on, or it `isRead`. @throws The error of the system. */
  async read(): Promise<void> {
    this.file ??= await this.open();
    const left = Math.max(0, this.left);
    const offset = this.offset;
    const most = Math.max(READ.most, left);
    const room = Math.max(READ.least, Math.min(most, this.size - offset - left));
    const bytes = Buffer.allocUnsafeSlow(left + room);
    this.bytes.copy(bytes, 0, this.bytes.length - left);
    const { bytesRead } = await this.file.read(bytes, left, room, offset + left);
    this.start = offset;
    this.at = 0;
    this.bytes = bytes.subarray(0, left + bytesRead);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, this.bytes.length);
    this.isRead = bytesRead === 0;
  }

  private async open(): Promise<FileHandle> {
    const file = await open(this.path);
    this.size = (await file.stat()).size;
    return file;
  }

  async close(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    await file?.close();
  }
}
