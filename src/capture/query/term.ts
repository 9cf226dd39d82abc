import type { PeerNetwork } from '../../shared/text/peerNetworks';
import type { Family } from '../../shared/families';
import type { Direction } from '../../shared/events/event';
import type { NumberTest } from './values';

/** What one term of a filter asks of a row. */
export type Condition =
  | { kind: 'type'; test: (messageType: string) => boolean }
  | { kind: 'family'; families: ReadonlySet<Family> }
  | { kind: 'peer'; test: NumberTest }
  | { kind: 'node'; test: NumberTest }
  /** One of the names of its kind. */
  | { kind: 'event'; test: (name: string) => boolean }
  | { kind: 'direction'; direction: Direction }
  | { kind: 'size'; test: NumberTest }
  /** Nanoseconds from a request to this answer. */
  | { kind: 'latency'; test: NumberTest }
  | { kind: 'address'; test: (address: string) => boolean }
  | { kind: 'network'; networks: ReadonlySet<PeerNetwork> }
  | { kind: 'connection'; test: (connectionType: string) => boolean }
  /** One of these. */
  | { kind: 'hash'; hashes: readonly HashPattern[] }
  /** Within the payload. */
  | { kind: 'bytes'; bytes: Buffer }
  /** Within the summary, in lower case. */
  | { kind: 'word'; word: string }
  /** A number that an event which is not a message has. */
  | { kind: 'fact'; of: 'feeRate' | 'height' | 'tookNs'; test: NumberTest }
  /** The id of a rule that says something about it, or how grave that is. */
  | { kind: 'finding'; test: (name: string) => boolean }
  /** Why the node did something. */
  | { kind: 'reason'; test: (reason: string) => boolean }
  | { kind: 'flag'; flag: Flag }
  /** At least one of these holds: what `OR` joins, and what a minus before parentheses excludes. */
  | { kind: 'any'; queries: readonly Query[] };

/** Hex as Bitcoin shows it: how it begins and how it ends. */
export interface HashPattern {
  start: string;
  end: string;
}

/** Words that are conditions by themselves, and what they ask for. */
export const FLAGS = {
  lost: 'events are missing before it, or a part of it is',
  cut: 'cut by the snap length',
  error: 'malformed, or punished by the node',
  reconstructed: 'made from its fields, which do not tell every byte',
  event: 'anything but a message, as a connection that opened or closed',
  accepted: 'a transaction that the node took into its mempool',
  rejected: 'a transaction that the node did not take into its mempool',
  unanswered: 'a request that got no answer within 10 s, or until the end',
} as const;

export type Flag = keyof typeof FLAGS;

export interface Term {
  negated: boolean;
  condition: Condition;
}

/** All terms must hold. Parentheses are nested to a limited depth: see parseQuery. */
export type Query = readonly Term[];

/** What the terms of a query ask for, also those within others. */
export function* conditionsOf(query: Query): Generator<Exclude<Condition, { kind: 'any' }>> {
  for (const { condition } of query)
    if (condition.kind === 'any') for (const each of condition.queries) yield* conditionsOf(each);
    else yield condition;
}
