import { checksumOf } from '../../../bitcoin/hash';
import { summarize } from '../../../bitcoin/summarize';
import type { MessageEvent } from '../../../shared/events/event';
import { pduTail } from '../../pcap/pduTags';

/** What is computed of a message's payload. */
export interface Digest {
  /** The tag of the Info column, and that of the end. */
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

/**
 * Summaries and checksums. A node tells most of its peers the same, and both take longer than everything else
 * that is done with a small message, so payloads that are small are remembered for a while.
 */
export class Digests {
  private readonly kept = new Array<Kept | undefined>(SLOTS).fill(undefined);
  /** The payload of each slot, at so many times LONGEST. */
  private readonly payloads = Buffer.allocUnsafeSlow(SLOTS * LONGEST);

  of(event: MessageEvent): Digest {
    const { messageType, payload, size } = event;
    const { length } = payload;
    if (length > LONGEST || length !== size) return digest(event);
    const slot = slotOf(payload);
    const at = slot * LONGEST;
    const kept = this.kept[slot];
    if (
      kept?.messageType === messageType &&
      kept.length === length &&
      this.payloads.compare(payload, 0, length, at, at + length) === 0
    )
      return kept;
    this.payloads.set(payload, at);
    const { tail, checksum } = digest(event);
    const made: Kept = { messageType, length, tail, checksum };
    return (this.kept[slot] = made);
  }
}

function digest({ messageType, payload, size }: MessageEvent): Digest {
  const tail = pduTail(summarize(messageType, payload, size));
  const checksum = payload.length === size ? checksumOf(payload) : 0;
  return { tail, checksum };
}

/** A few of its bytes, mixed: those of a hash, a nonce, or a signature are among them. */
function slotOf(payload: Buffer): number {
  const { length } = payload;
  let mixed = length;
  const step = length < 64 ? 4 : length >> 4;
  for (let at = 0; at + 4 <= length; at += step)
    mixed = Math.imul(mixed ^ payload.readUInt32LE(at), 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & (SLOTS - 1);
}
