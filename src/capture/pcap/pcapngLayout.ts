/**
 * Numbers of the pcapng format (draft-ietf-opsawg-pcapng) as far as ours is made of it, and what
 * docs/pcapng.md adds: all of it little-endian.
 */
export const BLOCK = {
  section: 0x0a0d0d0a,
  interface: 1,
  names: 4,
  packet: 6,
  /** For local use, since its highest bit is set: Wireshark passes over it. */
  frame: 0x80703274,
} as const;

export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** LINKTYPE_WIRESHARK_UPPER_PDU: packets that say by tags what they are of. */
export const EXPORTED_PDU = 252;

export const OPTION = {
  end: 0,
  comment: 1,
  /** Of a section. */
  hardware: 2,
  system: 3,
  application: 4,
  /** Of an interface. */
  name: 2,
  description: 3,
  timeResolution: 9,
  /** Of a packet: its direction. */
  flags: 2,
  /** Binary, for whoever has the enterprise number; tools keep it with its packet. */
  custom: 2989,
} as const;

/** Kept for examples (RFC 5612), so that nobody has it: MARK tells ours. */
export const ENTERPRISE = 32473;
export const MARK = Buffer.from('p2ptrace', 'latin1');

/** What a frame block begins with. */
export const enum FramePiece {
  Begins = 1,
  Continues = 2,
}

/** Bytes of a frame or continuation block, and of a custom option, before those of the frame. */
export const PIECE_HEAD = 8 + MARK.length + 8;
export const CUSTOM_HEAD = 4 + MARK.length;

/** dumpcap takes no longer block from a pipe, and Wireshark no packet of more captured bytes. */
export const MOST_BLOCK = 262_144;
/** Bytes of a frame that an option has at most, which itself has a length of 16 bits. */
export const MOST_IN_OPTION = 32_768;

/** Tags of an exported PDU (Wireshark's wsutil/exported_pdu_tlvs.h), in big-endian. */
export const TAG = {
  end: 0,
  dissector: 12,
  ipv4Source: 20,
  ipv4Destination: 21,
  ipv6Source: 22,
  ipv6Destination: 23,
  transport: 24,
  sourcePort: 25,
  destinationPort: 26,
  protocolColumn: 33,
  infoColumn: 36,
} as const;
/** Of TAG.transport: TCP. */
export const TCP = 2;

/** Of OPTION.flags. */
export const enum PacketDirection {
  Unknown = 0,
  Inbound = 1,
  Outbound = 2,
}

/** Kinds of records in a block of names. */
export const NAME_RECORD = { end: 0, ipv4: 1, ipv6: 2 } as const;
/** Bytes of a name with its NUL that Wireshark keeps. */
export const MOST_NAME = 64;

/** magic, type, size, checksum of a message of the P2P protocol. */
export const MESSAGE_HEADER = 24;
/** Bytes of a type in it. */
export const WIRE_TYPE = 12;
