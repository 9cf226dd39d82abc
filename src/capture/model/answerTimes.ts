import { isMessage, type EventIndex } from '../index/eventIndex';
import type { PeerIdentity } from '../index/peerTable';
import { LogHistogram } from './logHistogram';
import { TypeSlots } from './typeSlots';

const NS_PER_US = 1000;

/** Of Pairs, what is needed here. */
export interface KnownPairs {
  /** Rows below this one are known. */
  readonly known: number;
  /** Rows below this one have waited long enough for an answer. */
  readonly settled: number;
  requestOf(row: number): number | undefined;
  missing(row: number): number;
}

/** How the requests of a message type were answered. */
export interface Answers {
  /** undefined for all types together that are too many to be told apart. */
  readonly messageType: string | undefined;
  /** From a request to each of its answers, microseconds. */
  readonly latency: LogHistogram;
  /** Requests of which something did not come while it was waited for. */
  unanswered: number;
}

/**
 * Latencies and unanswered requests of a whole capture by the message type of the request, from its
 * pairs of request and answer as far as they are known. Each row is looked at twice, once.
 */
export class AnswerTimes {
  private readonly types = new TypeSlots();
  private readonly list: (Answers | undefined)[] = [];
  private readonly byPeer = new WeakMap<PeerIdentity, number>();
  private seen = 0;
  private waited = 0;

  constructor(
    private readonly index: EventIndex,
    private readonly pairs: KnownPairs,
  ) {}

  /** By message type; those without an answer or a question are absent. */
  get all(): Answers[] {
    return this.list.filter((each) => each !== undefined);
  }

  /** Unanswered requests to a peer, or of it. @param peer Of EventIndex.peers. */
  unansweredOf(peer: PeerIdentity): number {
    return this.byPeer.get(peer) ?? 0;
  }

  /**
   * Takes in what is known since.
   * @param isLive An answer that is not there may be on its way.
   * @param most Rows that are looked at.
   * @returns Whether more is known than was looked at.
   */
  update(isLive: boolean, most = Infinity): boolean {
    const { index, pairs } = this;
    this.seen = Math.max(this.seen, index.firstRow);
    const end = Math.min(pairs.known, this.seen + most);
    for (; this.seen < end; this.seen++) this.addAnswer(this.seen);
    // In a capture that is still being read, what answers may be among the rows to come.
    const settled = isLive || pairs.known === index.length ? pairs.settled : 0;
    this.waited = Math.max(this.waited, index.firstRow);
    const last = Math.min(settled, this.waited + most);
    for (; this.waited < last; this.waited++)
      if (pairs.missing(this.waited) > 0) this.addUnanswered(this.waited);
    return this.seen < pairs.known || this.waited < settled;
  }

  private addAnswer(row: number): void {
    const { index } = this;
    if (!isMessage(index.kind(row))) return;
    const request = this.pairs.requestOf(row);
    if (request === undefined) return;
    const latencyNs = index.timeNs(row) - index.timeNs(request);
    this.answersTo(request).latency.add(latencyNs / NS_PER_US);
  }

  private addUnanswered(row: number): void {
    this.answersTo(row).unanswered++;
    const peer = this.index.peers[this.index.peer(row)]!;
    this.byPeer.set(peer, this.unansweredOf(peer) + 1);
  }

  private answersTo(request: number): Answers {
    const { index } = this;
    const slot = this.types.slotOf(index, index.messageTypeId(request), request);
    return (this.list[slot] ??= {
      messageType: this.types.names[slot],
      latency: new LogHistogram(),
      unanswered: 0,
    });
  }
}
