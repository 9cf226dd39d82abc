import { checksumOf } from '../../../bitcoin/hash';
import { summarize } from '../../../bitcoin/summarize';
import { pduTail, pduTailLength, writePduTail } from '../../pcap/pduTags';
import type { Sent } from '../undecoded';

/** What is computed of a message's payload. */
export interface Digest {
  /** The tag of the Info column, and that of the end. Valid until the next one is asked for. */
  tail: Buffer;
  /** The first four bytes of its hash, in little-endian; 0 where the payload is not whole. */
  checksum: number;
}

interface Kept extends Digest {
  messageType: string;
  /** Of the payload. */
  length: number;
}

/** Payloads that are remembered, and their bytes: 8 MB in all. */
const SLOTS = 4096;
const LONGEST = 2048;
/** Bytes of a tail that is remembered: most have half of them. */
const TAIL = 192;

/**
 * Summaries and checksums. A node tells most of its peers the same, and both take longer than everything else
 * that is done with a small message, so payloads that are small are remembered for a while.
 */
export class Digests {
  private readonly kept = new Array<Kept | undefined>(SLOTS).fill(undefined);
  /** The payload of each slot, at so many times LONGEST. */
  private readonly payloads = Buffer.allocUnsafeSlow(SLOTS * LONGEST);
  /** The tail of each slot, at so many times TAIL: memory of its own for each would take a tenth of all time. */
  private readonly tails = Buffer.allocUnsafeSlow(SLOTS * TAIL);

  of({ messageType, payload, size }: Sent): Digest {
    const { length } = payload;
    const isKept = length <= LONGEST && length === size;
    const slot = isKept ? slotOf(messageType, payload) : -1;
    const at = slot * LONGEST;
    const kept = this.kept[slot];
    if (
      kept?.messageType === messageType &&
      kept.length === length &&
      this.payloads.compare(payload, 0, length, at, at + length) === 0
    )
      return kept;
    const info = summarize(messageType, payload, size);
    const checksum = length === size ? checksumOf(payload) : 0;
    if (!isKept || pduTailLength(info) > TAIL) return { tail: pduTail(info), checksum };
    this.payloads.set(payload, at);
    const end = writePduTail(this.tails, slot * TAIL, info);
    const tail = this.tails.subarray(slot * TAIL, end);
    const made: Kept = { messageType, length, tail, checksum };
    return (this.kept[slot] = made);
  }
}

/**
 * A few of its bytes, mixed: those of a hash, a nonce, or a signature are among them. Of several types that have no
 * payload each has a slot.
 */
function slotOf(messageType: string, payload: Buffer): number {
  const { length } = payload;
  let mixed = length;
  for (let at = 0; at < messageType.length; at += 3)
    mixed = Math.imul(mixed ^ messageType.charCodeAt(at), 0x9e3779b1);
  const step = length < 64 ? 4 : length >> 4;
  for (let at = 0; at + 4 <= length; at += step)
    mixed = Math.imul(mixed ^ payload.readUInt32LE(at), 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & (SLOTS - 1);
}
