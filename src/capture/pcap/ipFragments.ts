import { LimitedMap } from '../../shared/limitedMap';
import type { Fragment, IpPacket } from './ipPacket';

/** Packets of which parts are waited for; each has at most 64 KiB. */
const MOST_PACKETS = 256;
/** Parts of one packet. */
const MOST_PARTS = 2048;
/** Bytes of the largest packet. */
const LARGEST = 65_535;

interface Waiting {
  parts: { offset: number; bytes: Buffer }[];
  /** Bytes of all parts; and of the packet, once its last part is there. */
  filled: number;
  total: number;
}

/** Puts IP packets together that were sent in parts, in any order, some of them twice. */
export class IpFragments {
  /** Packets of which something was missing. */
  givenUp = 0;
  private readonly waiting = new LimitedMap<string, Waiting>(MOST_PACKETS, () => this.givenUp++);

  /** Packets that are not whole at the end. */
  get pending(): number {
    return this.waiting.size;
  }

  /** @returns The whole packet, with its last part. */
  add(packet: IpPacket, fragment: Fragment): IpPacket | undefined {
    const { source, destination, bytes } = packet;
    const key = `${source.toString('latin1')}${destination.toString('latin1')}${fragment.id}`;
    const waiting = this.waiting.get(key) ?? { parts: [], filled: 0, total: 0 };
    const end = fragment.offset + bytes.length;
    const isBad = bytes.length < packet.length || end > LARGEST;
    if (isBad || waiting.parts.length >= MOST_PARTS) {
      this.waiting.delete(key);
      this.givenUp++;
      return undefined;
    }
    if (!place(waiting, fragment.offset, bytes)) return undefined;
    if (fragment.isLast) waiting.total = end;
    if (waiting.total === 0 || waiting.filled < waiting.total) {
      if (!this.waiting.has(key)) this.waiting.set(key, waiting);
      return undefined;
    }
    this.waiting.delete(key);
    const whole = Buffer.concat(waiting.parts.map((part) => part.bytes));
    if (whole.length !== waiting.total) {
      this.givenUp++;
      return undefined;
    }
    return { source, destination, bytes: whole, length: whole.length, fragment: undefined };
  }
}

/** In the order of their places. @returns false for what is there, whole or in part: it was sent before. */
function place(waiting: Waiting, offset: number, bytes: Buffer): boolean {
  const { parts } = waiting;
  let at = parts.length;
  while (at > 0 && parts[at - 1]!.offset > offset) at--;
  const before = parts[at - 1];
  if (before && before.offset + before.bytes.length > offset) return false;
  if (at < parts.length && offset + bytes.length > parts[at]!.offset) return false;
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  parts.splice(at, 0, { offset, bytes: copy });
  waiting.filled += bytes.length;
  return true;
}
