import { CHUNK_BITS, CHUNK_MASK } from '../index/columns';
import { isMessage, type EventIndex } from '../index/eventIndex';
import { MessageKind } from '../../shared/frames/layout';
import { PeerRates } from './peerRates';
import { RATE_SECONDS } from './trafficRate';
import { TrafficSeries } from './trafficSeries';
import { TypeSlots } from './typeSlots';

/** Points of a peer's sparkline. */
export const SPARK_POINTS = 60;
const SECOND_NS = 1e9;

/**
 * What went on over time, read from the columns of the index by whoever looks at it, and only then: nothing
 * is added to the work of appending. Rows that were deleted before it was first asked stay unknown.
 */
export class TrafficHistory {
  private readonly types = new TypeSlots();
  readonly whole = TrafficSeries.whole(this.types);
  readonly recent = TrafficSeries.recent(this.types);
  private readonly rates: PeerRates;
  private seen: number;
  private latestNs = 0;

  /**
   * @param isLive Peers' rates are those of the last seconds, and their sparklines cover the last minute;
   * otherwise both are of the whole capture, which must be there.
   */
  constructor(
    private readonly index: EventIndex,
    private readonly isLive: boolean,
  ) {
    this.seen = index.firstRow;
    this.rates = new PeerRates(isLive ? SECOND_NS : this.partNs, SPARK_POINTS);
  }

  /** Rows below this one are in it. */
  get known(): number {
    return this.seen;
  }

  /** CLOCK_MONOTONIC nanoseconds of the latest event; 0 before the first. */
  get endNs(): number {
    return this.latestNs;
  }

  /**
   * Takes in the rows that came since.
   * @param most Rows that are looked at, some 100 ns each.
   * @returns Whether there are more.
   */
  update(most = Infinity): boolean {
    const { index } = this;
    this.seen = Math.max(this.seen, index.firstRow);
    const end = Math.min(index.length, this.seen + most);
    for (const { row, count } of index.losses.each(this.seen, end)) {
      const timeNs = index.timeNs(row);
      this.whole.addLoss(timeNs, count);
      this.recent.addLoss(timeNs, count);
    }
    for (; this.seen < end; this.seen++) this.addRow(this.seen);
    this.rates.prune(this.latestNs);
    return end < index.length;
  }

  /** Nothing came until then: a node that has fallen silent shall be seen to be. @param nowNs As {@link endNs}. */
  advance(nowNs: number): void {
    for (const { buckets } of [this.whole, this.recent])
      if (buckets.startNs !== undefined && nowNs > this.latestNs) buckets.at(nowNs);
  }

  /** Messages a second of the peer. @param peer Of EventIndex.peers. */
  rateOf(peer: EventIndex['peers'][number], nowNs: number): number {
    return this.rates.rate(peer, nowNs, this.isLive ? RATE_SECONDS : SPARK_POINTS - 1);
  }

  /** Messages of the peer in each of SPARK_POINTS stretches of time, the oldest first. */
  sparkOf(peer: EventIndex['peers'][number], nowNs: number): number[] {
    return this.rates.history(peer, nowNs);
  }

  /** Of the capture's time, such that SPARK_POINTS of them cover it wherever they begin. */
  private get partNs(): number {
    const { index } = this;
    if (index.firstRow === index.length) return SECOND_NS;
    const spanNs = index.timeNs(index.length - 1) - index.timeNs(index.firstRow);
    return Math.max(SECOND_NS / SPARK_POINTS, spanNs / (SPARK_POINTS - 1));
  }

  private addRow(row: number): void {
    const { index } = this;
    const chunk = index.chunks[row >>> CHUNK_BITS]!;
    const i = row & CHUNK_MASK;
    const timeNs = chunk.timeNs[i]!;
    const kind = chunk.kind[i]!;
    if (timeNs > this.latestNs) this.latestNs = timeNs;
    if (!isMessage(kind)) return;
    const inbound = kind === (MessageKind.Inbound as number);
    const size = chunk.size[i]!;
    const slot = this.types.slotOf(index, chunk.messageType[i]!, row);
    this.whole.addMessage(slot, timeNs, inbound, size);
    this.recent.addMessage(slot, timeNs, inbound, size);
    this.rates.add(index.peers[chunk.peer[i]!]!, timeNs);
  }
}
