/** CMPCTBLOCKS_VERSION of Core's net_processing.h. */
const CMPCTBLOCKS_VERSION = 2n;
/** What was under way when the other side changed its mind does not take longer, nanoseconds. */
const CROSSING_NS = 10e9;

/** The latest `sendcmpct` of a side that Core heeds (BIP152). */
export interface CompactChoice {
  /** It wants compact blocks unasked. */
  high: boolean;
  /** Until when it last did, nanoseconds; undefined where it never changed from that. */
  wasHighNs: number | undefined;
}

/** What a side has chosen after a `sendcmpct`, which Core ignores where it is of another version or not formed well. */
export function chosenAfter(
  before: CompactChoice | undefined,
  { payload, timeNs }: { payload: Uint8Array; timeNs: number },
): CompactChoice | undefined {
  if (payload.length < 9 || payload[0]! > 1) return before;
  const version = new DataView(payload.buffer, payload.byteOffset + 1, 8).getBigUint64(0, true);
  if (version !== CMPCTBLOCKS_VERSION) return before;
  const high = payload[0] === 1;
  return { high, wasHighNs: before?.high && !high ? timeNs : before?.wasHighNs };
}

/** A compact block that comes then may have been sent before the other side's choice of low bandwidth was known. */
export function hasCrossed({ wasHighNs }: CompactChoice, timeNs: number): boolean {
  return wasHighNs !== undefined && timeNs - wasHighNs < CROSSING_NS;
}
