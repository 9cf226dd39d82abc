/**
 * Bytes of memory that are kept for later: as many as may be under way. What is thrown away of shared memory is not
 * collected soon, since V8 does not count it.
 */
const MOST_FREE = 8_000_000;

/** Shared memory for what goes to threads, used again when they are done with it. */
export class SharedMemory {
  private readonly free: SharedArrayBuffer[] = [];
  private freeBytes = 0;

  /** @param size Bytes that are wanted at least. @returns More of them, so that there are few sizes. */
  take(size: number): Uint8Array<SharedArrayBuffer> {
    const rounded = 2 ** Math.ceil(Math.log2(size));
    const at = this.free.findIndex(({ byteLength }) => byteLength === rounded);
    if (at < 0) return new Uint8Array(new SharedArrayBuffer(rounded));
    this.freeBytes -= rounded;
    return new Uint8Array(this.free.splice(at, 1)[0]!);
  }

  /** Nobody looks at it any more. @param bytes All or a part of what {@link take} returned. */
  giveBack({ buffer }: Uint8Array<SharedArrayBuffer>): void {
    if (this.freeBytes + buffer.byteLength > MOST_FREE) return;
    this.free.push(buffer);
    this.freeBytes += buffer.byteLength;
  }
}
