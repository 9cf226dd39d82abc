import type { IpPacket } from '../pcap/ipPacket';
import type { Side, TcpEnd, TcpOpening } from '../pcap/tcpConnections';
import { TCP, type Moment, type Segment } from '../pcap/tcpSegment';
import { chainOfPort, type Magic, type Magics } from './magics';
import { isLocal } from './tcpPeer';
import { hasChecksum, isPlausible, isVersion, payloadSize, WIRE } from './wireHeader';

/** Connections that are counted, so that memory is bounded. */
const MOST = 100_000;

/**
 * What a first look at all packets tells: which networks are spoken, and which ends are in most connections.
 * It looks at the beginning of each packet only.
 */
export class PcapSurvey {
  /** Of the first packet with TCP. */
  start: Moment | undefined;
  private readonly connections = new Set<string>();
  /** Connections that each address has, and each address with its port. */
  private readonly counts = new Map<string, number>();
  /** Addresses with ports that messages were exchanged with, and of which network. */
  private readonly speakers = new Map<string, Magic>();

  /** @param magics Is told of those that Core does not know. */
  constructor(private readonly magics: Magics) {}

  add({ source, destination, bytes: tcp }: IpPacket, segment: Segment): void {
    this.start ??= segment.moment;
    const { bytes, flags } = segment;
    const isOpening = (flags & (TCP.syn | TCP.ack)) === TCP.syn;
    const spoken = bytes.length >= WIRE.payload ? this.magicOf(bytes) : undefined;
    if (!spoken && !isOpening) return;
    const from = { address: source, port: tcp.readUInt16BE(0) };
    const to = { address: destination, port: tcp.readUInt16BE(2) };
    // An encrypted connection shows by its port at best.
    if (!spoken && !chainOfPort(to.port)) return;
    const [a, b] = [endKey(from), endKey(to)];
    const key = a < b ? a + b : b + a;
    if (spoken && this.speakers.size < MOST) this.speakers.set(a, spoken).set(b, spoken);
    if (this.connections.has(key) || this.connections.size >= MOST) return;
    this.connections.add(key);
    for (const each of [a, b, addressKey(from), addressKey(to)])
      this.counts.set(each, (this.counts.get(each) ?? 0) + 1);
  }

  /** The end of a connection that a node is: see docs/command-line.md. */
  nodeSide({ ends, initiator }: Pick<TcpOpening, 'ends' | 'initiator'>): Side {
    const [a, b] = ends;
    if (!a.address.equals(b.address)) {
      const most = this.count(addressKey(a)) - this.count(addressKey(b));
      if (most !== 0) return most > 0 ? 0 : 1;
      const isOwn = isLocal(a.address);
      if (isOwn !== isLocal(b.address)) return isOwn ? 0 : 1;
    }
    return this.acceptor({ ends, initiator });
  }

  /** The end that the other one has connected to, or probably has. */
  acceptor({ ends: [a, b], initiator }: Pick<TcpOpening, 'ends' | 'initiator'>): Side {
    if (initiator !== undefined) return initiator === 0 ? 1 : 0;
    const most = this.count(endKey(a)) - this.count(endKey(b));
    if (most !== 0) return most > 0 ? 0 : 1;
    const isUsual = chainOfPort(a.port) !== undefined;
    if (isUsual !== (chainOfPort(b.port) !== undefined)) return isUsual ? 0 : 1;
    // Ports that are given out are high.
    return a.port <= b.port ? 0 : 1;
  }

  /** The network of which somebody was heard to speak the first transport from this address and port. */
  spokenAt(end: TcpEnd): Magic | undefined {
    return this.speakers.get(endKey(end));
  }

  private magicOf(bytes: Buffer): Magic | undefined {
    const known = this.magics.of(bytes.readUInt32LE(0));
    if (known) return isPlausible(bytes, 0) ? known : undefined;
    if (!isVersion(bytes, 0)) return undefined;
    const end = WIRE.payload + payloadSize(bytes, 0);
    if (end > bytes.length) return undefined;
    if (!hasChecksum(bytes, 0, bytes.subarray(WIRE.payload, end))) return undefined;
    return this.magics.learn(bytes.subarray(0, WIRE.type));
  }

  private count(key: string): number {
    return this.counts.get(key) ?? 0;
  }
}

export function addressKey({ address }: TcpEnd): string {
  return address.toString('latin1');
}

export function endKey({ address, port }: TcpEnd): string {
  return address.toString('latin1') + String.fromCharCode(port);
}
