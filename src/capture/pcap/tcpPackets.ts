import { IpFragments } from './ipFragments';
import { tcpIn, type IpPacket } from './ipPacket';
import { ipStart } from './linkLayer';
import type { Packet } from './packet';
import { readSegment, type Segment } from './tcpSegment';

/** Link types that are counted apart: a file of a stranger's may name any number. */
const MOST_LINK_TYPES = 64;

/** Finds the TCP segments in packets. */
export class TcpPackets {
  /** Packets of link types that are not read. */
  readonly unread = new Map<number, number>();
  private readonly fragments = new IpFragments();

  /** IP packets that were sent in parts, of which some are missing. */
  get incomplete(): number {
    return this.fragments.givenUp + this.fragments.pending;
  }

  /** Gives the segment of a packet, if there is one. */
  take(packet: Packet, give: (ip: IpPacket, segment: Segment) => void): void {
    const start = ipStart(packet);
    if (start === 'unknown') this.countUnread(packet.linkType);
    if (typeof start === 'string') return;
    let ip = tcpIn(packet.bytes, start, packet.length - start);
    if (ip?.fragment) ip = this.fragments.add(ip, ip.fragment);
    if (!ip) return;
    const { seconds, nanos, offset } = packet;
    const segment = readSegment(ip.bytes, ip.length, { seconds, nanos, offset });
    if (segment) give(ip, segment);
  }

  private countUnread(linkType: number): void {
    const { unread } = this;
    if (unread.has(linkType) || unread.size < MOST_LINK_TYPES)
      unread.set(linkType, (unread.get(linkType) ?? 0) + 1);
  }
}
