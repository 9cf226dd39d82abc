import { MESSAGE } from '../../../shared/events/messages';
import { HEADER } from '../../../shared/frames/layout';
import { BlockWriter } from '../../pcap/blockWriter';
import {
  BLOCK,
  CUSTOM_HEAD,
  FramePiece,
  MESSAGE_HEADER,
  MOST_BLOCK,
  MOST_IN_OPTION,
  OPTION,
  PacketDirection,
  WIRE_TYPE,
} from '../../pcap/pcapngLayout';
import type { Clock } from '../eventJson';

/** What a packet says besides its frame. */
export interface Packet {
  /** Of its node. */
  interface: number;
  direction: PacketDirection;
  /** What Wireshark shows as comments, if anything. */
  comments?: readonly string[] | undefined;
  /** The tags up to that of the Info column, and from there on. */
  head: Buffer;
  tail: Buffer;
}

/** What the P2P protocol's header says of a message, and ours. */
export interface MessageFacts {
  payload: Buffer;
  magic: number;
  checksum: number;
  lost: number;
}

const NONE: readonly Buffer[] = [];

/** Bytes of a packet block that are not of the packet, its comments or its frame: what is fixed, flags, ends of options. */
const FIXED = 28 + 8 + 4 + 4 + 4;
/** Of a comment, so that a packet has room for what it is of. */
const MOST_COMMENT = 4000;

/** Writes the packets of a pcapng file, each with the frame that it is of: see docs/pcapng.md. */
export class PacketWriter extends BlockWriter {
  /** Unix nanoseconds less those of the frames' clock, as two numbers of 32 bits. */
  private offsetLow = 0;
  private offsetHigh = 0;

  setClock({ wallNs, monotonicNs }: Clock): void {
    const offset = BigInt.asUintN(64, wallNs - monotonicNs);
    this.offsetLow = Number(offset & 0xffffffffn);
    this.offsetHigh = Number(offset >> 32n);
  }

  /**
   * A message. What the packet has no room for follows it.
   * @param frame Whole, but for its padding. @param payload What it has of the message's.
   * @param lost What its header shall say of losses before it.
   */
  message(frame: Buffer, { payload, magic, checksum, lost }: MessageFacts, packet: Packet): void {
    const start = frame.readUInt32LE(MESSAGE.payloadOffset);
    const captured = payload.length;
    const size = sizeOf(frame);
    const about = packet.head.length + packet.tail.length + MESSAGE_HEADER;
    let comments = commentsOf(packet);
    const options = optionsLength(comments) + optionLength(CUSTOM_HEAD + start);
    const room = MOST_BLOCK - FIXED - about - options;
    const isWhole = captured <= room;
    if (!isWhole) comments = [...comments, commentBytes(besideText(captured, room - MOST_COMMENT))];
    const shown = isWhole ? captured : room - MOST_COMMENT;
    this.begin(BLOCK.packet, FIXED + about + shown + optionsLength(comments) + options);
    this.packetHead(packet.interface, frame, about + shown, Math.min(about + size, 0xffffffff));
    this.put(packet.head);
    this.put(packet.tail);
    this.messageHeader(frame, magic, Math.min(size, 0xffffffff), checksum);
    this.put(isWhole ? payload : payload.subarray(0, shown));
    this.pad();
    this.options(packet.direction, comments);
    const { slab } = this;
    const carried = slab.at + 4 + CUSTOM_HEAD;
    this.customOption(frame, start);
    slab.view.setUint32(carried + HEADER.lostRingFull, lost, true);
    this.endOptions();
    this.end();
    // Zeros at its end are padding; anything else is what a later release wrote there.
    const end = hasTail(frame, start + captured) ? frame.length : start + captured;
    if (start + shown < end)
      this.pieces(frame.subarray(0, end), start + shown, FramePiece.Continues);
  }

  /** A line of text. @param frame What it is of, if anything. @param time A frame of its time. */
  text(text: string, frame: Buffer | undefined, time: Buffer, packet: Packet): void {
    const bytes = Buffer.from(text).subarray(0, MOST_COMMENT);
    const length = packet.head.length + packet.tail.length + bytes.length;
    const comments = commentsOf(packet);
    const carried = Math.min(frame?.length ?? 0, MOST_IN_OPTION);
    const options = optionsLength(comments) + optionLength(CUSTOM_HEAD + carried);
    this.begin(BLOCK.packet, FIXED + length + options + 4);
    this.packetHead(packet.interface, time, length, length);
    this.put(packet.head);
    this.put(packet.tail);
    this.put(bytes);
    this.pad();
    this.options(packet.direction, comments);
    if (frame) this.customOption(frame, carried);
    this.endOptions();
    this.end();
    if (frame && carried < frame.length) this.pieces(frame, carried, FramePiece.Continues);
  }

  /** @param frame Of its time. */
  private packetHead(number: number, frame: Buffer, captured: number, size: number): void {
    const low = this.offsetLow + frame.readUInt32LE(HEADER.timeNs);
    const carry = low > 0xffffffff ? 1 : 0;
    this.u32(number);
    this.u32((this.offsetHigh + frame.readUInt32LE(HEADER.timeNs + 4) + carry) >>> 0);
    this.u32(low >>> 0);
    this.u32(captured);
    this.u32(size);
  }

  /** That of the P2P protocol. */
  private messageHeader(frame: Buffer, magic: number, size: number, checksum: number): void {
    const { slab } = this;
    this.u32(magic);
    let isName = true;
    for (let i = 0; i < WIRE_TYPE; i++) {
      const byte = frame[MESSAGE.messageType + i]!;
      isName &&= byte !== 0;
      slab.bytes[slab.at++] = isName ? byte : 0;
    }
    this.u32(size);
    this.u32(checksum);
  }

  private options(direction: PacketDirection, comments: readonly Buffer[]): void {
    if (direction !== PacketDirection.Unknown) {
      this.u16(OPTION.flags);
      this.u16(4);
      this.u32(direction);
    }
    for (const comment of comments) this.option(OPTION.comment, comment);
  }
}

function commentsOf({ comments }: Packet): readonly Buffer[] {
  return comments === undefined ? NONE : comments.map(commentBytes);
}

function commentBytes(text: string): Buffer {
  return Buffer.from(text).subarray(0, MOST_COMMENT);
}

function optionLength(bytes: number): number {
  return 4 + ((bytes + 3) & ~3);
}

function optionsLength(options: readonly Buffer[]): number {
  let sum = 0;
  for (const { length } of options) sum += optionLength(length);
  return sum;
}

function besideText(captured: number, shown: number): string {
  return `Wireshark takes ${MOST_BLOCK} bytes at once: the first ${shown} of ${captured} are here, the others beside it in this file`;
}

/** Bytes of the payload as the node has them; exact below 2^53. */
function sizeOf(frame: Buffer): number {
  return frame.readUInt32LE(MESSAGE.size) + frame.readUInt32LE(MESSAGE.size + 4) * 2 ** 32;
}

function hasTail(frame: Buffer, end: number): boolean {
  if (frame.length > ((end + 7) & ~7)) return true;
  for (let at = end; at < frame.length; at++) if (frame[at] !== 0) return true;
  return false;
}
