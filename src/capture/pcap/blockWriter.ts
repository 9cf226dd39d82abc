import {
  BLOCK,
  BYTE_ORDER_MAGIC,
  CUSTOM_HEAD,
  ENTERPRISE,
  EXPORTED_PDU,
  FramePiece,
  MARK,
  MOST_BLOCK,
  NAME_RECORD,
  OPTION,
  PIECE_HEAD,
} from './pcapngLayout';
import { Slab } from './slab';

/** An address and what it is called. */
export interface Name {
  /** 4 bytes, or 16. */
  address: Uint8Array;
  /** Without NUL. */
  name: string;
}

/** Frames that wait for the first interface, bytes. */
const MOST_EARLY = 1 << 20;

/** Writes the blocks of a pcapng file, each to its end, into a slab. */
export class BlockWriter {
  readonly slab = new Slab();
  private begun = 0;
  private earlyBytes = 0;
  /** Frames that came before the first interface; undefined after it. */
  private early: { frame: Buffer; from: number; first: FramePiece }[] | undefined = [];

  section(options: readonly (readonly [code: number, text: string])[]): void {
    this.begin(BLOCK.section, MOST_BLOCK);
    this.u32(BYTE_ORDER_MAGIC);
    this.u32(1);
    // Of unknown length.
    this.u32(0xffffffff);
    this.u32(0xffffffff);
    for (const [code, text] of options) this.textOption(code, text);
    this.endOptions();
    this.end();
  }

  /** One whose packets are exported PDUs, with timestamps in nanoseconds. */
  interface(name: string, description: string): void {
    this.begin(BLOCK.interface, MOST_BLOCK);
    this.u32(EXPORTED_PDU);
    this.u32(0);
    this.textOption(OPTION.name, name);
    if (description !== '') this.textOption(OPTION.description, description);
    this.option(OPTION.timeResolution, Uint8Array.of(9));
    this.endOptions();
    this.end();
    this.writeEarly();
  }

  /** What waits for an interface, where there is none to come. */
  writeEarly(): void {
    const early = this.early ?? [];
    this.early = undefined;
    for (const { frame, from, first } of early) this.pieces(frame, from, first);
  }

  names(names: readonly Name[]): void {
    this.begin(BLOCK.names, MOST_BLOCK);
    for (const { address, name } of names) {
      const text = Buffer.from(`${name}\0`);
      this.u16(address.length === 4 ? NAME_RECORD.ipv4 : NAME_RECORD.ipv6);
      this.u16(address.length + text.length);
      this.put(address);
      this.put(text);
      this.pad();
    }
    this.u32(NAME_RECORD.end);
    this.end();
  }

  /**
   * Bytes of a frame, from its beginning or where the one before it ended, in as many blocks as they take. The
   * first interface comes before them: editcap and mergecap take no file that has something else before it.
   */
  pieces(frame: Uint8Array, from: number, first: FramePiece): void {
    if (this.early) {
      this.early.push({ frame: Buffer.from(frame), from, first });
      this.earlyBytes += frame.length;
      if (this.earlyBytes > MOST_EARLY) this.writeEarly();
      return;
    }
    let piece = first;
    for (let at = from; at < frame.length; piece = FramePiece.Continues) {
      const size = Math.min(frame.length - at, MOST_BLOCK - PIECE_HEAD - 4);
      this.begin(BLOCK.frame, PIECE_HEAD + size + 8);
      this.put(MARK);
      this.u32(piece);
      this.u32(size);
      this.put(frame.subarray(at, at + size));
      this.pad();
      this.end();
      at += size;
    }
  }

  /** @param most Bytes that it will have, at most. */
  begin(type: number, most: number): void {
    this.slab.need(most);
    this.begun = this.slab.at;
    this.u32(type);
    this.u32(0);
  }

  end(): void {
    const { slab, begun } = this;
    const length = slab.at + 4 - begun;
    this.u32(length);
    slab.view.setUint32(begun + 4, length, true);
  }

  u16(value: number): void {
    this.slab.view.setUint16(this.slab.at, value, true);
    this.slab.at += 2;
  }

  u32(value: number): void {
    this.slab.view.setUint32(this.slab.at, value, true);
    this.slab.at += 4;
  }

  put(bytes: Uint8Array): void {
    this.slab.bytes.set(bytes, this.slab.at);
    this.slab.at += bytes.length;
  }

  /** Zeros up to a multiple of 4 bytes from the beginning of the block. */
  pad(): void {
    const { slab, begun } = this;
    while ((slab.at - begun) % 4 !== 0) slab.bytes[slab.at++] = 0;
  }

  option(code: number, value: Uint8Array): void {
    this.u16(code);
    this.u16(value.length);
    this.put(value);
    this.pad();
  }

  textOption(code: number, text: string): void {
    this.option(code, Buffer.from(text).subarray(0, 0xfffc));
  }

  /** The custom option that carries the bytes [0, length) of a frame. */
  customOption(frame: Uint8Array, length: number): void {
    this.u16(OPTION.custom);
    this.u16(CUSTOM_HEAD + length);
    this.u32(ENTERPRISE);
    this.put(MARK);
    this.put(length === frame.length ? frame : frame.subarray(0, length));
    this.pad();
  }

  endOptions(): void {
    this.u32(OPTION.end);
  }
}
