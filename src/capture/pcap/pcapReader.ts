import { BadStream } from '../../shared/frames/frameSplitter';
import type { FileBytes } from './fileBytes';
import { LONGEST_PACKET, NO_BYTES, type OnCut, type Packet, type PacketReader } from './packet';

/** Nanoseconds of a unit of the second number of a time, by the magic number (pcap-savefile(5)). */
const UNITS: ReadonlyMap<number, number> = new Map([
  [0xa1b2c3d4, 1000],
  [0xa1b23c4d, 1],
]);
const HEADER = { linkType: 20, end: 24 } as const;
const RECORD = { fraction: 4, captured: 8, length: 12, end: 16 } as const;

/** @param head The first bytes of a file. */
export function isPcap(head: Buffer): boolean {
  return head.length >= 4 && (UNITS.has(head.readUInt32LE(0)) || UNITS.has(head.readUInt32BE(0)));
}

/** Reads classic pcap, of either byte order and resolution. */
export class PcapReader implements PacketReader {
  private linkType = 0;
  private unit = 0;
  private isLittle = true;

  constructor(
    private readonly file: FileBytes,
    private readonly onCut: OnCut,
  ) {}

  next(): Packet | 'more' | undefined {
    const { file, isLittle, linkType } = this;
    if (this.unit === 0) {
      if (file.left < HEADER.end) return this.orMore();
      this.begin();
      return this.next();
    }
    if (file.left < RECORD.end) return this.orMore();
    const { view, at, offset } = file;
    const seconds = view.getUint32(at, isLittle);
    const fraction = view.getUint32(at + RECORD.fraction, isLittle);
    const captured = view.getUint32(at + RECORD.captured, isLittle);
    if (captured > LONGEST_PACKET)
      throw new BadStream(`a packet of ${captured} bytes at offset ${offset} cannot be`);
    if (file.left < RECORD.end + captured) return this.orMore();
    const length = Math.max(captured, view.getUint32(at + RECORD.length, isLittle));
    const bytes = file.bytes.subarray(at + RECORD.end, at + RECORD.end + captured);
    file.skip(RECORD.end + captured);
    const time = { seconds, nanos: fraction * this.unit };
    const none = { options: NO_BYTES, interfaceName: '' };
    return { offset, linkType, ...time, bytes, length, ...none, isLittle };
  }

  read(): Promise<void> {
    return this.file.read();
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private begin(): void {
    const { view, at } = this.file;
    this.isLittle = UNITS.has(view.getUint32(at, true));
    const unit = UNITS.get(view.getUint32(at, this.isLittle));
    if (unit === undefined) throw new BadStream('it does not begin as pcap does');
    this.unit = unit;
    // Above are flags, and how long the checksum of a frame is.
    this.linkType = view.getUint32(at + HEADER.linkType, this.isLittle) & 0xffff;
    this.file.skip(HEADER.end);
  }

  private orMore(): 'more' | undefined {
    const { file } = this;
    if (!file.isRead) return 'more';
    if (file.left > 0) this.onCut(file.offset, file.left);
    file.skip(file.left);
    return undefined;
  }
}
