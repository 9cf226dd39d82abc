/**
 * Offsets and sizes, in bytes, of the frames defined in native/bpf/event.h. All values are
 * little-endian. test/native/layout.test.ts compares them with what the C compiler says.
 */

export const FORMAT_VERSION = 1;

/** MAX_PROTOCOL_MESSAGE_LENGTH of Bitcoin Core's net.h. */
export const MAX_PAYLOAD = 4_000_000;

export const enum EventKind {
  Hello = 1,
  InboundMessage = 2,
  OutboundMessage = 3,
  InboundConnection = 4,
  OutboundConnection = 5,
  ClosedConnection = 6,
  EvictedInboundConnection = 7,
  MisbehavingConnection = 8,
  Statistics = 10,
  Failure = 11,
  Gap = 12,
}

export const enum EventFlag {
  /** Cut by the user's snap length. */
  Truncated = 1,
  /** Part of the payload is lost: no room in the ring buffer. */
  RingFull = 2,
  /** Part of the arguments or payload is lost: unreadable memory of the node. */
  Unreadable = 4,
  /** Of statistics: the last ones. All that the kernel held stands before them. */
  Final = 8,
}

export const HEADER = {
  length: 0,
  kind: 4,
  flags: 6,
  sequence: 8,
  timeNs: 16,
  pid: 24,
  tid: 28,
  lostRingFull: 32,
  size: 40,
} as const;

export const MESSAGE = {
  peer: 40,
  size: 48,
  captured: 56,
  payloadOffset: 60,
  connectionType: 64,
  messageType: 88,
  address: 104,
  /** Where the payload begins when the address fits the short slot … */
  shortPayload: 176,
  /** … and when it does not. */
  longPayload: 368,
} as const;

export const CONNECTION = {
  peer: 40,
  network: 48,
  existingOrEstablished: 56,
  connectionType: 64,
  address: 88,
  end: 352,
} as const;

export const MISBEHAVING = { peer: 40, reason: 48, end: 184 } as const;

export const STATISTICS = {
  events: 40,
  lostRingFull: 48,
  lostUnreadable: 56,
  truncated: 64,
  ringUsed: 72,
  ringSize: 80,
  end: 88,
} as const;

export const GAP = { row: 40, missing: 48, lostRingFull: 56, cause: 64, end: 72 } as const;

/** Why events that arrived are not in a capture file. */
export const enum GapFrameCause {
  EarlierPart = 1,
  Disk = 2,
  Limit = 3,
}

/** The longest frame: a message with a long address and MAX_PAYLOAD bytes. */
export const MAX_FRAME = 4_000_368;
