import type { ProbeEvent } from '../../shared/events/event';
import { LimitedMap } from '../../shared/limitedMap';
import { Matcher, pairRoleOf } from '../query/matcher';
import type { Answered, RowFacts } from './exporter';

/** Rows whose time is remembered, a power of two: what was asked longer ago has no answer here. */
const ROWS = 2 ** 20;
/** Processes that are told apart. */
const MOST_NODES = 4096;

/** An event's number, and the request that it answers. */
export interface AnsweredRow {
  row: number;
  answers: Answered | undefined;
}

/** Requests and answers among events that pass one by one, in bounded memory. */
export class AnswerFinder {
  private readonly times = new Float64Array(ROWS);
  private readonly nodes = new LimitedMap<number, number>(MOST_NODES);
  /** What the event that is looked at answers: most often nothing. */
  private readonly requests: number[] = [];
  private readonly matcher = new Matcher({
    firstRow: 0,
    expect: () => undefined,
    came: () => undefined,
    join: (request) => this.requests.push(request),
  });

  /** The row of the next event, where no capture numbers it: of those that were given. */
  private next = 0;

  /**
   * @param facts Where it says which request the event answers, that counts.
   * @returns The event's row, and the request that it answers.
   */
  take(event: ProbeEvent, facts: RowFacts | undefined): AnsweredRow {
    const row = facts?.row ?? this.next;
    this.next = row + 1;
    const isKnown = facts !== undefined && 'answers' in facts;
    return { row, answers: isKnown ? facts.answers : this.find(event, row) };
  }

  private find(event: ProbeEvent, row: number): Answered | undefined {
    if (event.kind !== 'message') return undefined;
    const { messageType, payload, size, direction, timeNs } = event;
    const role = pairRoleOf(messageType);
    if (!role) return undefined;
    this.requests.length = 0;
    const whole = payload.length === size;
    const peer = this.numberOf(event);
    this.matcher.add({ row, peer, direction, messageType, payload, whole }, role);
    this.times[row & (ROWS - 1)] = timeNs;
    const request = this.requests.at(-1);
    if (request === undefined || row - request >= ROWS) return undefined;
    return { row: request, latencyNs: timeNs - this.times[request & (ROWS - 1)]! };
  }

  /** One number for each peer of each process. */
  private numberOf({ pid, peer }: { pid: number; peer: number }): number {
    let node = this.nodes.get(pid);
    if (node === undefined) this.nodes.set(pid, (node = this.nodes.size));
    return peer * (MOST_NODES + 1) + node;
  }
}
