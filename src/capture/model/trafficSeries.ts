import { TimeBuckets, type Sums, type WhenFull } from './timeBuckets';
import { TypeSlots } from './typeSlots';

const NS_PER_MS = 1e6;
/** Of each series: 16 kB for each message type and direction that occurs. */
const BUCKETS = 1024;
/** Doubled, it comes to whole seconds. */
const FIRST_WIDTH_NS = 125 * NS_PER_MS;
const RECENT_WIDTH_NS = 1000 * NS_PER_MS;

/** Of one message type in one direction. */
export interface TypeSeries {
  /** undefined for all types together that are too many to be told apart. */
  readonly messageType: string | undefined;
  readonly inbound: boolean;
  /** By bucket; valid until the next row is added. */
  readonly messages: Sums;
  readonly bytes: Sums;
}

/** Messages and bytes over time, by message type and direction, and what was lost when. */
export class TrafficSeries {
  readonly buckets: TimeBuckets;
  /** Events that never arrived, by bucket, whatever the cause. */
  readonly lost: Sums;
  /** By twice the slot, and one more for inbound. */
  private readonly series: (TypeSeries | undefined)[] = [];

  private constructor(
    private readonly types: TypeSlots,
    widthNs: number,
    whenFull: WhenFull,
  ) {
    this.buckets = new TimeBuckets(BUCKETS, widthNs, whenFull);
    this.lost = this.buckets.column();
  }

  /** Covers a whole capture, of any length: a bucket takes at most a 512th part of its time. */
  static whole(types: TypeSlots): TrafficSeries {
    return new TrafficSeries(types, FIRST_WIDTH_NS, 'widen');
  }

  /** Covers the last minutes, nine at least, by the second. */
  static recent(types: TypeSlots): TrafficSeries {
    return new TrafficSeries(types, RECENT_WIDTH_NS, 'slide');
  }

  /** Those that occur. */
  get all(): TypeSeries[] {
    return this.series.filter((each) => each !== undefined);
  }

  /** @param slot Of TypeSlots. */
  addMessage(slot: number, timeNs: number, inbound: boolean, size: number): void {
    const bucket = this.buckets.at(timeNs);
    if (bucket < 0) return;
    const series = this.series[slot * 2 + Number(inbound)] ?? this.create(slot, inbound);
    series.messages[bucket]!++;
    series.bytes[bucket]! += size;
  }

  addLoss(timeNs: number, count: number): void {
    const bucket = this.buckets.at(timeNs);
    if (bucket >= 0) this.lost[bucket]! += count;
  }

  private create(slot: number, inbound: boolean): TypeSeries {
    const { buckets } = this;
    const messageType = this.types.names[slot];
    const series = { messageType, inbound, messages: buckets.column(), bytes: buckets.column() };
    this.series[slot * 2 + Number(inbound)] = series;
    return series;
  }
}
