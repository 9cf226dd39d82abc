/** A packet as a file has it. Its bytes are good until the next one is read. */
export interface Packet {
  /** Where its record begins in the file. */
  offset: number;
  /** LINKTYPE_ of https://www.tcpdump.org/linktypes.html. */
  linkType: number;
  /** Unix time, in whole seconds and nanoseconds. */
  seconds: number;
  nanos: number;
  /** What was captured of it. */
  bytes: Buffer;
  /** Bytes that it had on the wire. */
  length: number;
  /** Of a pcapng block, as they stand there; empty where there are none. */
  options: Buffer;
  /** Of its interface, as the file calls it; '' where it does not. */
  interfaceName: string;
  /** The numbers of `options` are little-endian. */
  isLittle: boolean;
}

/** What a file says besides packets: a pcapng block of another kind. */
export interface Block {
  /** Where it begins in the file. */
  offset: number;
  type: number;
  /** Without type and lengths. */
  body: Buffer;
  isLittle: boolean;
}

/**
 * Reads packets of a file one after the other. `next` takes them out of memory; where it says `more`, `read` has
 * to be called first.
 */
export interface PacketReader {
  /** @throws BadStream where there is no packet, and nothing after it can be trusted. */
  next(): Packet | 'more' | undefined;
  /** @throws The error of the system. */
  read(): Promise<void>;
  close(): Promise<void>;
}

/** Bytes at the end of a file that are no whole record. */
export type OnCut = (offset: number, bytes: number) => void;

/** No packet is longer, bytes: Wireshark's and libpcap's limit is 256 KiB, of most link types. */
export const LONGEST_PACKET = 16 << 20;

export const NO_BYTES = Buffer.alloc(0);
