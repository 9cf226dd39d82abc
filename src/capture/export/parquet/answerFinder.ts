import type { ProbeEvent } from '../../../shared/events/event';
import { LimitedMap } from '../../../shared/limitedMap';
import { Matcher, pairRoleOf } from '../../query/matcher';
import type { Answered } from '../exporter';

/** Requests whose time is remembered; the oldest of too many are forgotten. */
const MOST_REQUESTS = 400_000;
/** Processes that are told apart. */
const MOST_NODES = 4096;

/** Requests and answers among events that pass one by one, in bounded memory. */
export class AnswerFinder {
  private readonly times = new LimitedMap<number, number>(MOST_REQUESTS);
  private readonly nodes = new LimitedMap<number, number>(MOST_NODES);
  private request: number | undefined;
  private readonly matcher = new Matcher({
    firstRow: 0,
    expect: () => undefined,
    came: () => undefined,
    join: (request) => (this.request = request),
  });

  /** @returns The request that this event answers. */
  take(event: ProbeEvent, row: number): Answered | undefined {
    if (event.kind !== 'message') return undefined;
    const { messageType, payload, size, direction, timeNs } = event;
    const role = pairRoleOf(messageType);
    if (!role) return undefined;
    this.request = undefined;
    const whole = payload.length === size;
    const peer = this.numberOf(event);
    this.matcher.add({ row, peer, direction, messageType, payload, whole }, role);
    if (role.asks) this.times.set(row, timeNs);
    const { request } = this;
    const asked = request === undefined ? undefined : this.times.get(request);
    return asked === undefined ? undefined : { row: request!, latencyNs: timeNs - asked };
  }

  /** One number for each peer of each process. */
  private numberOf({ pid, peer }: { pid: number; peer: number }): number {
    let node = this.nodes.get(pid);
    if (node === undefined) this.nodes.set(pid, (node = this.nodes.size));
    return peer * (MOST_NODES + 1) + node;
  }
}
