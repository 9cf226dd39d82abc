import { BrokenCompression } from './brokenCompression';

/** ZSTD_WINDOWLOG_LIMIT_DEFAULT: what a decoder takes that was not told otherwise. */
const MOST_WINDOW = 128 * 1024 ** 2;
/** Block_Maximum_Size. */
const MOST_BLOCK = 128 * 1024;
const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const CHECKSUM_BYTES = 4;
/** Bytes of a Dictionary_ID and of a Frame_Content_Size by their flags. */
const DICTIONARY_BYTES = [0, 1, 2, 4];
const CONTENT_BYTES = [0, 2, 4, 8];

/** Bytes of a part at most: a block with what it begins with. */
export const MOST_PART = 3 + MOST_BLOCK;
/** Something was skipped. */
const NOTHING = Buffer.alloc(0);

/**
 * Cuts a stream into the parts of its frames (RFC 8878), whatever its chunks are: headers, blocks, each of which
 * becomes at most 128 KiB when it is decompressed, and checksums. So what comes before a broken part can be had,
 * and no frame asks for more memory than a decoder has to give.
 */
export class ZstdFrames {
  private pending: Buffer = Buffer.alloc(0);
  private state: 'frame' | 'block' | 'checksum' | 'skip' = 'frame';
  private skip = 0;
  private hasChecksum = false;

  /** Something has begun that is not whole. */
  get isAmid(): boolean {
    return this.state !== 'frame' || this.pending.length > 0;
  }

  /** @throws BrokenCompression after the parts before it. */
  *push(chunk: Buffer): Generator<Buffer, void> {
    this.pending = this.pending.length > 0 ? Buffer.concat([this.pending, chunk]) : chunk;
    for (let part = this.next(); part; part = this.next()) if (part.length > 0) yield part;
  }

  /** @returns undefined where more bytes are needed; no bytes where something was skipped. */
  private next(): Buffer | undefined {
    switch (this.state) {
      case 'frame':
        return this.header();
      case 'block':
        return this.block();
      case 'checksum':
        return this.check();
      case 'skip':
        return this.skipped();
    }
  }

  private skipped(): Buffer | undefined {
    if (this.pending.length === 0 && this.skip > 0) return undefined;
    const bytes = Math.min(this.skip, this.pending.length);
    this.pending = this.pending.subarray(bytes);
    this.skip -= bytes;
    if (this.skip === 0) this.state = 'frame';
    return NOTHING;
  }

  private header(): Buffer | undefined {
    const { pending } = this;
    if (pending.length < 5) return undefined;
    const magic = pending.readUInt32LE(0);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
      if (pending.length < 8) return undefined;
      this.skip = pending.readUInt32LE(4);
      this.state = 'skip';
      this.pending = pending.subarray(8);
      return NOTHING;
    }
    if (magic !== MAGIC) throw new BrokenCompression('what follows is not Zstandard');
    const flags = pending[4]!;
    const single = (flags & 0x20) !== 0;
    const dictionary = DICTIONARY_BYTES[flags & 3]!;
    const content = CONTENT_BYTES[flags >> 6]! || (single ? 1 : 0);
    const length = 5 + (single ? 0 : 1) + dictionary + content;
    if (pending.length < length) return undefined;
    const window = single
      ? contentSize(pending.subarray(length - content, length))
      : windowSize(pending[5]!);
    if (window > MOST_WINDOW)
      throw new BrokenCompression('it needs more than 128 MiB of memory (see --long of zstd)');
    this.hasChecksum = (flags & 4) !== 0;
    this.state = 'block';
    return this.take(length);
  }

  private block(): Buffer | undefined {
    const { pending } = this;
    if (pending.length < 3) return undefined;
    const head = pending.readUIntLE(0, 3);
    const last = (head & 1) !== 0;
    const size = head >> 3;
    if (size > MOST_BLOCK) throw new BrokenCompression('a block is too large');
    // One byte that is repeated.
    const body = ((head >> 1) & 3) === 1 ? 1 : size;
    if (pending.length < 3 + body) return undefined;
    if (last) this.state = this.hasChecksum ? 'checksum' : 'frame';
    return this.take(3 + body);
  }

  private check(): Buffer | undefined {
    if (this.pending.length < CHECKSUM_BYTES) return undefined;
    this.state = 'frame';
    return this.take(CHECKSUM_BYTES);
  }

  private take(length: number): Buffer {
    const bytes = this.pending.subarray(0, length);
    this.pending = this.pending.subarray(length);
    return bytes;
  }
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(bytes: Buffer): number {
  if (bytes.length === 8) return Number(bytes.readBigUInt64LE());
  // Those of two bytes begin where those of one end.
  return bytes.readUIntLE(0, bytes.length) + (bytes.length === 2 ? 256 : 0);
}
