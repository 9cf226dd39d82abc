import { ZSTDDecoder } from 'zstddec/stream';

/** What of the library's module is called: Zstandard's own functions, and addresses in its memory. */
interface Zstd {
  memory: { buffer: ArrayBuffer };
  malloc(size: number): number;
  ZSTD_createDCtx(): number;
  ZSTD_DStreamOutSize(): number;
  ZSTD_decompressStream(context: number, output: number, input: number): number;
}

/** The compressed bytes are damaged, or end too early. */
export class BrokenZstd extends Error {}

/** TypeScript knows the browsers' only. */
const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: { Instance: new (module: object, imports: object) => { exports: object } };
};

/** Bytes that a compressed file begins with. */
const MAGIC = Buffer.of(0x28, 0xb5, 0x2f, 0xfd);
/** Compressed bytes that are taken over at a time. */
const PIECE = 16_384;
/** ZSTD_inBuffer and ZSTD_outBuffer: an address, a size and a position. */
const BUFFER = { size: 4, position: 8, end: 12 } as const;

export function isZstd(head: Buffer): boolean {
  return head.subarray(0, MAGIC.length).equals(MAGIC);
}

/**
 * What was compressed, in pieces: with a window of up to 128 MB, in memory that goes with the last reference.
 * Node has Zstandard of its own from version 22 on.
 * @throws BrokenZstd after everything that could be decompressed.
 */
export async function* unzstd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const stream = new ZstdStream(await zstdModule());
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += PIECE)
      yield* stream.take(chunk.subarray(at, at + PIECE));
  if (!stream.isWhole) throw new BrokenZstd('its end is missing');
}

class ZstdStream {
  /** What was taken ends where a frame does. */
  isWhole = false;
  private readonly zstd: Zstd;
  private readonly context: number;
  private readonly input: number;
  private readonly output: number;
  private readonly piece: number;
  private readonly room: number;
  private readonly roomSize: number;

  constructor(module: object) {
    const env = { emscripten_notify_memory_growth: () => undefined };
    const zstd = new wasm.Instance(module, { env }).exports as unknown as Zstd;
    this.zstd = zstd;
    this.context = zstd.ZSTD_createDCtx();
    this.roomSize = zstd.ZSTD_DStreamOutSize();
    [this.input, this.output] = [zstd.malloc(BUFFER.end), zstd.malloc(BUFFER.end)];
    [this.piece, this.room] = [zstd.malloc(PIECE), zstd.malloc(this.roomSize)];
  }

  *take(piece: Buffer): Generator<Buffer, void> {
    const { zstd, input, output } = this;
    this.heap.set(piece, this.piece);
    this.describe(input, this.piece, piece.length);
    let isFull = false;
    do {
      this.describe(output, this.room, this.roomSize);
      const left = zstd.ZSTD_decompressStream(this.context, output, input);
      const length = this.position(output);
      // A copy: the room is used again.
      if (length > 0) yield Buffer.from(this.heap.subarray(this.room, this.room + length));
      // A size_t near its greatest value.
      if (left < 0) throw new BrokenZstd('the compressed bytes are damaged');
      this.isWhole = left === 0;
      isFull = length === this.roomSize;
    } while (this.position(input) < piece.length || isFull);
  }

  /** The memory grows, and then is another. */
  private get heap(): Buffer {
    return Buffer.from(this.zstd.memory.buffer);
  }

  private describe(buffer: number, address: number, size: number): void {
    const { heap } = this;
    heap.writeUInt32LE(address, buffer);
    heap.writeUInt32LE(size, buffer + BUFFER.size);
    heap.writeUInt32LE(0, buffer + BUFFER.position);
  }

  private position(buffer: number): number {
    return this.heap.readUInt32LE(buffer + BUFFER.position);
  }
}

let compiled: Promise<object> | undefined;

/** The library has one instance for all, which keeps the memory of what is not read to its end. */
function zstdModule(): Promise<object> {
  return (compiled ??= new Promise((resolve, reject) => {
    const decoder = new ZSTDDecoder();
    decoder._init = ({ module }) => resolve(module as object);
    decoder.init().catch(reject);
  }));
}
