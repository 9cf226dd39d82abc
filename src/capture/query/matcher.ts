import type { PairRole } from '../../bitcoin/messages/pairRole';
import { recordOf } from '../../bitcoin/messages/records';
import type { Direction } from '../../shared/events/event';
import { LimitedMap } from '../../shared/limitedMap';
import type { PairColumns } from '../index/pairColumns';

/** Requests that are remembered, of all peers together: about 100 bytes each. */
const MOST_WAITING = 200_000;
/** Peers whose requests without a name are remembered. */
const MOST_QUEUES = 10_000;
/** Requests without a name of one peer that are remembered: a peer may never answer. */
const LONGEST_QUEUE = 8;

/** A message that a request or an answer may be. */
export interface PairedMessage {
  row: number;
  /** Into EventIndex.peers. */
  peer: number;
  direction: Direction;
  messageType: string;
  payload: Buffer;
  /** The whole payload was captured. */
  whole: boolean;
}

/** @returns undefined for a type that is never part of a pair. */
export function pairRoleOf(messageType: string): PairRole | undefined {
  const role = recordOf(messageType)?.pair ?? 'none';
  return role === 'none' ? undefined : role;
}

/** The requests that one side of a connection makes in an exchange. */
export function groupOf(peer: number, direction: Direction, exchange: string): string {
  return `${direction === 'inbound' ? '<' : '>'}${peer}${exchange}`;
}

export function opposite(direction: Direction): Direction {
  return direction === 'inbound' ? 'outbound' : 'inbound';
}

/**
 * Joins requests and answers, message by message in their order, by what the record of each message
 * type says of its part in pairs. Takes bounded memory: the oldest of too many requests are forgotten.
 */
export class Matcher {
  /** What waits for an answer, by what the answer will name. Insertion order is age. */
  private readonly waiting = new LimitedMap<string, number>(MOST_WAITING, (key) =>
    this.uncount(key.slice(0, key.indexOf(' '))),
  );
  /** How many wait, by group. */
  private readonly counts = new Map<string, number>();
  /** Rows of requests whose answer names nothing, by group; none is empty. */
  private readonly queues = new LimitedMap<string, number[]>(MOST_QUEUES);

  /** @param pairs Is told which messages belong together. */
  constructor(private readonly pairs: Pick<PairColumns, 'firstRow' | 'expect' | 'join' | 'came'>) {}

  /** @param role Of the message's type; given by whoever knows it, as it takes a while to look up. */
  add(message: PairedMessage, role = pairRoleOf(message.messageType)): void {
    if (!role) return;
    if (role.keys === 'in order') this.addInOrder(message, role);
    else this.addByKey(message, role, role.keys);
  }

  /** @returns Whether a request of the group waits for an answer. */
  waits(group: string): boolean {
    return this.counts.has(group);
  }

  private addByKey(
    { row, peer, direction, payload, whole }: PairedMessage,
    { bytes, answers, asks }: PairRole,
    keysOf: (payload: Buffer) => Iterable<string>,
  ): void {
    if (bytes === Infinity && !whole) return;
    const asked = answers && groupOf(peer, opposite(direction), answers.exchange);
    if (answers?.onlyIfAsked && !this.waits(asked!)) return;
    const group = asks && groupOf(peer, direction, asks.exchange);
    let count = 0;
    for (const key of keysOf(payload)) {
      count++;
      const isAnswer = answers && this.answer(row, asked!, key, answers.keepsOpen);
      if (group !== undefined) this.ask(row, group, key);
      if (isAnswer && answers.alternatives) break;
    }
    if (asks?.expected && count > 0) this.pairs.expect(row, count);
  }

  private ask(row: number, group: string, what: string): void {
    const key = `${group} ${what}`;
    this.forget(key, group);
    this.waiting.set(key, row);
    this.counts.set(group, (this.counts.get(group) ?? 0) + 1);
  }

  private forget(key: string, group: string): void {
    if (this.waiting.delete(key)) this.uncount(group);
  }

  private uncount(group: string): void {
    const left = this.counts.get(group)! - 1;
    if (left === 0) this.counts.delete(group);
    else this.counts.set(group, left);
  }

  /** @param keepOpen Others may answer the same. @returns Whether it was asked for. */
  private answer(row: number, group: string, what: string, keepOpen = false): boolean {
    const key = `${group} ${what}`;
    const request = this.waiting.get(key);
    if (request === undefined) return false;
    const isGone = request < this.pairs.firstRow;
    if (!keepOpen || isGone) this.forget(key, group);
    // Its peer's number may be another's by now.
    if (isGone) return false;
    this.pairs.join(request, row);
    this.pairs.came(request);
    return true;
  }

  private addInOrder({ row, peer, direction }: PairedMessage, { asks, answers }: PairRole): void {
    if (answers) this.unqueue(row, groupOf(peer, opposite(direction), answers.exchange));
    if (!asks) return;
    if (asks.expected) this.pairs.expect(row, 1);
    this.queue(row, groupOf(peer, direction, asks.exchange));
  }

  private queue(row: number, group: string): void {
    const queue = this.queues.get(group) ?? [];
    queue.push(row);
    if (queue.length > LONGEST_QUEUE) queue.shift();
    this.queues.set(group, queue);
  }

  private unqueue(row: number, group: string): void {
    const queue = this.queues.get(group);
    let request = queue?.shift();
    // Those that are gone may be of the peer that had the number before.
    while (request !== undefined && request < this.pairs.firstRow) request = queue?.shift();
    if (queue?.length === 0) this.queues.delete(group);
    if (request === undefined) return;
    this.pairs.join(request, row);
    this.pairs.came(request);
  }
}
