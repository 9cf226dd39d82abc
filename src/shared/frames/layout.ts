/**
 * Offsets and sizes, in bytes, of the frames that no probe causes, and of the header of all frames, as
 * native/bpf/event.h defines them. Those of events are beside their kinds: src/shared/events. All values
 * are little-endian. test/native/layout.test.ts compares them with what the C compiler says.
 */

/** What is written; a hello may also say 1, in which there were no node frames. */
export const FORMAT_VERSION = 2;
export const OLDEST_VERSION = 1;

/** MAX_PROTOCOL_MESSAGE_LENGTH of Bitcoin Core's net.h. */
export const MAX_PAYLOAD = 4_000_000;

/** Kinds of frames that no probe causes. Numbers of events are in src/shared/events. */
export const enum FrameKind {
  Hello = 1,
  Statistics = 10,
  Failure = 11,
  Gap = 12,
  Node = 13,
}

/** The kinds of messages, which the kernel's filter tells apart by direction. */
export const enum MessageKind {
  Inbound = 2,
  Outbound = 3,
}

export const enum EventFlag {
  /** Cut by the user's snap length. */
  Truncated = 1,
  /** Part of the payload is lost: no room in the ring buffer. */
  RingFull = 2,
  /** Part of the arguments or payload is lost: unreadable memory of the node. */
  Unreadable = 4,
  /** A flag of statistics: they are the last ones, after everything that the kernel held. */
  Final = 8,
  /**
   * Of a message that was made from what a recording tells of its fields: some of the bytes are not certain, or
   * the recording has only the beginning of them.
   */
  Reconstructed = 16,
}

/** Flags of a hello: what was done to the frames that follow. */
export const enum HelloFlag {
  /** Addresses and names are stand-ins. */
  Redacted = 16,
  /** All times are shifted. */
  TimesShifted = 32,
  /** Transactions and hashes of blocks are stand-ins. */
  TransactionsReplaced = 64,
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
  EarlierSegment = 1,
  Disk = 2,
  Limit = 3,
  /** What the events were read from lacks them. */
  Source = 4,
  /** Between a node and the reader of a fleet: dropped by the agent, or gone from the stream. */
  Undelivered = 5,
  /** The agent of a node was not running: how many there were is not known, and 1 stands for them. */
  Untraced = 6,
}

/** The longest frame: a message with a long address and MAX_PAYLOAD bytes. */
export const MAX_FRAME = 4_000_368;
