import type { PeerIdentity } from '../index/peerTable';

/** Peers whose rate is known at a time, at most: 1 kB each. Those that were silent longest are forgotten. */
const MOST_PEERS = 10_000;

/** Of one peer: messages by bucket of time, the latest buckets of a ring. */
interface PeerRing {
  readonly counts: Uint32Array;
  /** The number of the latest bucket that something was added to. */
  last: number;
}

/** Messages a second of each peer over the last while, in a few buckets of time. */
export class PeerRates {
  private readonly rings = new Map<PeerIdentity, PeerRing>();

  /**
   * @param widthNs Nanoseconds of a bucket.
   * @param buckets How many are remembered of a peer.
   */
  constructor(
    readonly widthNs: number,
    readonly buckets: number,
  ) {}

  add(peer: PeerIdentity, timeNs: number): void {
    const bucket = Math.floor(timeNs / this.widthNs);
    const ring = this.rings.get(peer) ?? this.create(peer, bucket);
    const { counts } = ring;
    if (bucket > ring.last) {
      const from = Math.max(ring.last + 1, bucket - counts.length + 1);
      for (let each = from; each <= bucket; each++) counts[each % counts.length] = 0;
      ring.last = bucket;
    }
    if (bucket > ring.last - counts.length) counts[bucket % counts.length]!++;
  }

  /** Messages of the peer in each bucket up to that of `nowNs`, the oldest first. */
  history(peer: PeerIdentity, nowNs: number): number[] {
    const ring = this.rings.get(peer);
    const first = Math.floor(nowNs / this.widthNs) - this.buckets + 1;
    return Array.from({ length: this.buckets }, (_, i) => {
      const bucket = first + i;
      // The machine may have started a moment ago.
      const isKept =
        ring && bucket >= 0 && bucket <= ring.last && bucket > ring.last - this.buckets;
      return isKept ? ring.counts[bucket % this.buckets]! : 0;
    });
  }

  /**
   * @param whole Complete buckets that it is of, besides the one that has begun.
   * @returns Messages a second.
   */
  rate(peer: PeerIdentity, nowNs: number, whole: number): number {
    const history = this.history(peer, nowNs).slice(-whole - 1);
    const messages = history.reduce((sum, count) => sum + count, 0);
    const seconds = (whole * this.widthNs + (nowNs % this.widthNs)) / 1e9;
    return seconds > 0 ? messages / seconds : 0;
  }

  /** Forgets those that were silent for as long as it remembers. */
  prune(nowNs: number): void {
    const oldest = Math.floor(nowNs / this.widthNs) - this.buckets;
    for (const [peer, { last }] of this.rings) if (last <= oldest) this.rings.delete(peer);
  }

  private create(peer: PeerIdentity, bucket: number): PeerRing {
    if (this.rings.size >= MOST_PEERS) this.forgetHalf();
    const ring = { counts: new Uint32Array(this.buckets), last: bucket };
    this.rings.set(peer, ring);
    return ring;
  }

  private forgetHalf(): void {
    const oldest = [...this.rings].sort(([, a], [, b]) => a.last - b.last);
    for (const [peer] of oldest.slice(0, MOST_PEERS / 2)) this.rings.delete(peer);
  }
}
