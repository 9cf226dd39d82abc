import type { KeysOf, PairRole } from '../../bitcoin/messages/pairRole';
import { recordOf } from '../../bitcoin/messages/records';
import type { Direction } from '../../shared/events/event';
import { LimitedMap } from '../../shared/limitedMap';
import type { PairColumns } from '../index/pairColumns';
import { WaitingRequests } from './waitingRequests';

/** Requests that are remembered, of all peers together: about 70 bytes each. */
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
  /** What waits for an answer, by what the answer will name. */
  private readonly waiting = new WaitingRequests(MOST_WAITING);
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
    return this.waiting.waits(group);
  }

  private addByKey(
    { row, peer, direction, payload, whole }: PairedMessage,
    { bytes, answers, asks }: PairRole,
    keysOf: KeysOf,
  ): void {
    if (bytes === Infinity && !whole) return;
    const asked = answers && groupOf(peer, opposite(direction), answers.exchange);
    if (answers?.onlyIfAsked && !this.waits(asked!)) return;
    const group = asks && groupOf(peer, direction, asks.exchange);
    let count = 0;
    keysOf(payload, (bytes, start, end) => {
      count++;
      const isAnswer =
        answers !== undefined && this.answer(row, asked!, answers.keepsOpen, bytes, start, end);
      if (group !== undefined) this.waiting.ask(group, row, bytes, start, end);
      return isAnswer && answers.alternatives === true;
    });
    if (asks?.expected && count > 0) this.pairs.expect(row, count);
  }

  /** @param keepOpen Others may answer the same. @returns Whether it was asked for. */
  private answer(
    row: number,
    group: string,
    keepOpen = false,
    ...key: [bytes: Uint8Array, start: number, end: number]
  ): boolean {
    const { firstRow } = this.pairs;
    const request = this.waiting.answer(group, (asked) => !keepOpen || asked < firstRow, ...key);
    // Where it is gone, its peer's number may be another's by now.
    if (request === undefined || request < firstRow) return false;
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
