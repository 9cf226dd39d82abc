import { BadStream } from '../../shared/frames/frameSplitter';
import type { FileBytes } from './fileBytes';
import {
  LONGEST_PACKET,
  NO_BYTES,
  type Block,
  type OnCut,
  type Packet,
  type PacketReader,
} from './packet';
import { Interface } from './pcapngInterface';
import { BLOCK, BYTE_ORDER_MAGIC } from './pcapngLayout';

/** Blocks that are not written any more, or seldom. */
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
/** Type, length, and the length again at the end. */
const AROUND = 12;
/** A block that is longer, bytes, is passed over without being read: it is no packet. */
const LONGEST_BLOCK = LONGEST_PACKET + 4096;
/** Of one section; a file of a stranger's may name any number. */
const MOST_INTERFACES = 4096;

/** @param head The first bytes of a file. */
export function isPcapng(head: Buffer): boolean {
  if (head.length < AROUND || head.readUInt32LE(0) !== BLOCK.section) return false;
  return head.readUInt32LE(8) === BYTE_ORDER_MAGIC || head.readUInt32BE(8) === BYTE_ORDER_MAGIC;
}

/** Reads the packets of pcapng: several sections, of either byte order, each with interfaces of its own. */
export class PcapngReader implements PacketReader {
  private isLittle = true;
  private interfaces: Interface[] = [];
  /** A block without a time has that of the packet before. */
  private seconds = 0;
  private nanos = 0;

  /** @param onBlock Is given what is neither a packet nor about an interface; the section header too. */
  constructor(
    private readonly file: FileBytes,
    private readonly onCut: OnCut,
    private readonly onBlock: (block: Block) => void = () => undefined,
  ) {}

  next(): Packet | 'more' | undefined {
    const { file } = this;
    for (;;) {
      if (file.left < AROUND) return this.orMore();
      const { view, at, offset } = file;
      const type = view.getUint32(at, this.isLittle);
      if (view.getUint32(at, true) === BLOCK.section) this.beginSection(view, at);
      const { isLittle } = this;
      const length = view.getUint32(at + 4, isLittle);
      if (length < AROUND || length % 4 !== 0)
        throw new BadStream(`a block of ${length} bytes at offset ${offset} cannot be`);
      if (length > LONGEST_BLOCK && !isPacket(type)) {
        file.skip(length);
        continue;
      }
      if (length > LONGEST_BLOCK)
        throw new BadStream(`a packet of ${length} bytes at offset ${offset} cannot be`);
      if (file.left < length) return this.orMore();
      if (view.getUint32(at + length - 4, isLittle) !== length)
        throw new BadStream(`the block at offset ${offset} ends with another length than its own`);
      file.skip(length);
      const body = file.bytes.subarray(at + 8, at + length - 4);
      const packet = this.take({ offset, type, body, isLittle });
      if (packet) return packet;
    }
  }

  read(): Promise<void> {
    return this.file.read();
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private beginSection(view: DataView, at: number): void {
    this.isLittle = view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC;
    if (view.getUint32(at + 8, this.isLittle) !== BYTE_ORDER_MAGIC)
      throw new BadStream(`the section at offset ${this.file.offset} names no byte order`);
    this.interfaces = [];
  }

  private take(block: Block): Packet | undefined {
    switch (block.type) {
      case BLOCK.interface:
        if (this.interfaces.length >= MOST_INTERFACES)
          throw new BadStream(`more than ${MOST_INTERFACES} interfaces at offset ${block.offset}`);
        this.interfaces.push(new Interface(block));
        return undefined;
      case BLOCK.packet:
        return this.packet(block, 0, 4, 20);
      case OLD_PACKET:
        return this.packet(block, undefined, 4, 20);
      case SIMPLE_PACKET:
        return this.simplePacket(block);
      default:
        this.onBlock(block);
        return undefined;
    }
  }

  /** @param id Where its interface stands as u32; undefined where that is a u16. @param time Where its time stands. */
  private packet(block: Block, id: number | undefined, time: number, start: number): Packet {
    const { body, isLittle, offset } = block;
    if (body.length < start) throw new BadStream(`the packet at offset ${offset} is too short`);
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    const number = id === undefined ? view.getUint16(0, isLittle) : view.getUint32(id, isLittle);
    const face = this.interfaceOf(number, offset);
    const captured = view.getUint32(time + 8, isLittle);
    const padded = start + ((captured + 3) & ~3);
    if (captured > body.length || padded > body.length)
      throw new BadStream(`the packet at offset ${offset} is longer than its block`);
    [this.seconds, this.nanos] = face.timeOf(
      view.getUint32(time, isLittle),
      view.getUint32(time + 4, isLittle),
    );
    const bytes = body.subarray(start, start + captured);
    const length = Math.max(captured, view.getUint32(time + 12, isLittle));
    return this.made(block, face, bytes, length, body.subarray(padded));
  }

  private simplePacket(block: Block): Packet {
    const { body, isLittle, offset } = block;
    if (body.length < 4) throw new BadStream(`the packet at offset ${offset} is too short`);
    const face = this.interfaceOf(0, offset);
    const length = isLittle ? body.readUInt32LE(0) : body.readUInt32BE(0);
    const bytes = body.subarray(4, 4 + Math.min(length, face.snapLength));
    return this.made(block, face, bytes, length, NO_BYTES);
  }

  private made(
    { offset, isLittle }: Block,
    { linkType, name }: Interface,
    bytes: Buffer,
    length: number,
    options: Buffer,
  ): Packet {
    const { seconds, nanos } = this;
    const time = { seconds, nanos };
    return { offset, linkType, ...time, bytes, length, options, interfaceName: name, isLittle };
  }

  private interfaceOf(id: number, offset: number): Interface {
    const face = this.interfaces[id];
    if (face) return face;
    throw new BadStream(`the packet at offset ${offset} is of an interface that is not described`);
  }

  private orMore(): 'more' | undefined {
    const { file } = this;
    if (!file.isRead) return 'more';
    if (file.left > 0) this.onCut(file.offset, file.left);
    file.skip(Math.max(0, file.left));
    return undefined;
  }
}

function isPacket(type: number): boolean {
  return type === BLOCK.packet || type === OLD_PACKET || type === SIMPLE_PACKET;
}
