import { ZSTDDecoder } from 'zstddec/stream';
import { BrokenCompression } from './brokenCompression';
import { MOST_PART } from './zstdFrames';

/** What of the library's module is called: Zstandard's own functions, and addresses in its memory. */
interface Zstd {
  memory: { buffer: ArrayBuffer };
  malloc(size: number): number;
  ZSTD_createDCtx(): number;
  ZSTD_DStreamOutSize(): number;
  ZSTD_decompressStream(context: number, output: number, input: number): number;
}

/** TypeScript knows the browsers' only. */
const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: { Instance: new (module: object, imports: object) => { exports: object } };
};

/** ZSTD_inBuffer and ZSTD_outBuffer: an address, a size and a position. */
const BUFFER = { size: 4, position: 8, end: 12 } as const;

/**
 * Decompresses with Zstandard itself, as WebAssembly: Node has it from version 22 on. Its memory, which the window
 * of a frame needs, goes with the last reference.
 */
export async function zstdStream(): Promise<ZstdStream> {
  return new ZstdStream(await zstdModule());
}

export class ZstdStream {
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
    [this.piece, this.room] = [zstd.malloc(MOST_PART), zstd.malloc(this.roomSize)];
  }

  /** @param piece A part of ZstdFrames. @throws BrokenCompression after what came before it. */
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
      if (left < 0) throw new BrokenCompression('the compressed bytes are damaged');
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
