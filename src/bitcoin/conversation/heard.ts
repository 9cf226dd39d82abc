/** A message of a connection, as the rules are given it. */
export interface Heard {
  readonly row: number;
  /** Nanoseconds of a clock that never goes back. */
  readonly timeNs: number;
  /** From the peer to the node. */
  readonly inbound: boolean;
  readonly messageType: string;
  /** What was captured, or as much of that as rules look at; valid while the message is looked at. */
  readonly payload: Uint8Array;
  /** Bytes that the message has. */
  readonly size: number;
  /** All of it was captured, byte by byte as it was sent. */
  readonly whole: boolean;
}
