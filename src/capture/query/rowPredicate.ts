import type { Rule } from '../../bitcoin/conversation/finding';
import { decodeMessage } from '../../bitcoin/decodeMessage';
import { mentionedHashes } from '../../bitcoin/mentionedHashes';
import { familyOf, recordOf } from '../../bitcoin/messages/records';
import { assertNever } from '../../shared/assertNever';
import type { EventFacts, EventKind } from '../../shared/events/eventKind';
import { eventKind, eventNames, tracepointName } from '../../shared/events/eventKinds';
import { EventFlag } from '../../shared/frames/layout';
import type { PeerNetwork } from '../../shared/text/peerNetworks';
import type { EventChunk } from '../index/columns';
import { isMessage, type EventIndex } from '../index/eventIndex';
import { OTHER_TYPE } from '../index/messageTypeTable';
import type { PeerIdentity } from '../index/peerTable';
import { peerNetwork } from '../model/peerNetwork';
import { eventSummary, type ReadEvent } from './readEvent';
import type { Condition, HashPattern } from './term';

/** What the columns say of a row: they let it through, or not, or the event has to be read. */
export const enum Verdict {
  No,
  Yes,
  Read,
}

/** What requests and answers are known of; see Pairs. */
export interface Answers {
  /** Nanoseconds from the request that this row answers; undefined if it answers none. */
  latencyNs(row: number): number | undefined;
  unanswered(row: number): boolean;
}

/** What rules of the conversation say; see Findings. */
export interface KnownFindings {
  /** Below this row, what is told at rows is known. */
  readonly known: number;
  at(row: number): readonly { rule: Pick<Rule, 'id' | 'severity'> }[];
}

/** How much work it is to look at an event that was read: cheaper conditions are asked first. */
export const enum Cost {
  /** Nothing has to be read. */
  Columns,
  Bytes,
  Hashes,
  Summary,
  Decoding,
}

/** A condition, made ready for an index. `i` is the row within its chunk. */
export interface RowPredicate {
  readonly columns: (chunk: EventChunk, i: number, row: number) => Verdict;
  /** Where the peer alone decides: what `columns` says of its rows. @param peer Of EventIndex.peers. */
  readonly peer?: (peer: number) => boolean;
  /** Needed where `columns` may say Read. */
  readonly event?: (event: ReadEvent, chunk: EventChunk, i: number) => boolean;
  readonly cost: Cost;
}

/** What a peer is connected through. */
export type NetworkOf = (peer: PeerIdentity) => PeerNetwork;

const byAddress: NetworkOf = (peer) => peerNetwork(peer, undefined);

/** One term of a filter; several are put together in QueryPredicate. */
export type PlainCondition = Exclude<Condition, { kind: 'any' }>;

const verdict = (holds: boolean): Verdict => (holds ? Verdict.Yes : Verdict.No);

export function rowPredicate(
  condition: PlainCondition,
  index: EventIndex,
  answers: Answers,
  networkOf: NetworkOf = byAddress,
  findings?: KnownFindings,
): RowPredicate {
  switch (condition.kind) {
    case 'type':
      return typeTest(index, condition.test);
    case 'family':
      return typeTest(index, (type) => condition.families.has(familyOf(type)));
    case 'peer':
      return peerTest(index, ({ peer }) => Number.isFinite(peer) && condition.test(peer));
    case 'node':
      return peerTest(index, ({ pid }) => condition.test(pid));
    case 'address':
      return peerTest(index, ({ address }) => condition.test(address));
    case 'connection':
      return peerTest(index, ({ connectionType }) => condition.test(connectionType));
    case 'network':
      return peerTest(index, (peer) => condition.networks.has(networkOf(peer)));
    case 'event':
      return kindTest((kind) => eventNames(kind).some(condition.test));
    case 'direction':
      return kindTest(({ direction }) => direction === condition.direction);
    case 'size':
      return ofColumns((chunk, i) =>
        verdict(isMessage(chunk.kind[i]!) && condition.test(chunk.size[i]!)),
      );
    case 'latency':
      return ofColumns((_chunk, _i, row) => {
        const latency = answers.latencyNs(row);
        return verdict(latency !== undefined && condition.test(latency));
      });
    case 'hash':
      return hashTest(index, condition.hashes);
    case 'fact':
      return factsTest((facts) => {
        const value = facts[condition.of];
        return value !== undefined && condition.test(value);
      });
    case 'finding':
      return ofColumns((_chunk, _i, row) => {
        const told = findings?.at(row) ?? [];
        return verdict(
          told.some(({ rule }) => condition.test(rule.id) || condition.test(rule.severity)),
        );
      });
    case 'reason':
      return factsTest(({ reason }) => reason !== undefined && condition.test(reason));
    case 'bytes':
      return {
        columns: (chunk, i) =>
          chunk.captured[i]! >= condition.bytes.length && isMessage(chunk.kind[i]!)
            ? Verdict.Read
            : Verdict.No,
        event: ({ payload }) => payload.includes(condition.bytes),
        cost: Cost.Bytes,
      };
    case 'word':
      return wordTest(index, condition.word);
    case 'flag':
      return flagTest(condition.flag, index, answers);
    default:
      return assertNever(condition);
  }
}

function ofColumns(columns: RowPredicate['columns']): RowPredicate {
  return { columns, cost: Cost.Columns };
}

/** Asks once for each type, and answers No for what is not a message. */
function typeVerdicts(index: EventIndex, ask: (messageType: string) => Verdict) {
  const known = new Uint8Array(OTHER_TYPE + 1);
  return (chunk: EventChunk, i: number, row: number): Verdict => {
    if (!isMessage(chunk.kind[i]!)) return Verdict.No;
    const id = chunk.messageType[i]!;
    if (id === OTHER_TYPE) return ask(index.messageType(row));
    known[id] ||= 1 + ask(index.messageType(row));
    return known[id] - 1;
  };
}

function typeTest(index: EventIndex, test: (messageType: string) => boolean): RowPredicate {
  return ofColumns(typeVerdicts(index, (type) => verdict(test(type))));
}

function hashTest(index: EventIndex, patterns: readonly HashPattern[]): RowPredicate {
  const types = typeVerdicts(index, (type) =>
    recordOf(type)?.namesHashes ? Verdict.Read : Verdict.No,
  );
  const isWanted = (hash: string): boolean =>
    patterns.some(({ start, end }) => hash.startsWith(start) && hash.endsWith(end));
  const others = factsTest(({ hashes }) => hashes?.some(isWanted) ?? false);
  return {
    columns: (chunk, i, row) =>
      isMessage(chunk.kind[i]!) ? types(chunk, i, row) : others.columns(chunk, i, row),
    event: (event, chunk, i) =>
      event.note
        ? others.event!(event, chunk, i)
        : mentionedHashes(event.messageType, event.payload).some(({ hash }) => isWanted(hash)),
    cost: Cost.Hashes,
  };
}

/** What the facts of an event that is not a message say. */
function factsTest(test: (facts: EventFacts) => boolean): RowPredicate {
  return {
    columns: (chunk, i) => (eventKind(chunk.kind[i]!)?.facts ? Verdict.Read : Verdict.No),
    event: ({ kind, note }) => note !== undefined && test(kind.facts?.(note) ?? {}),
    cost: Cost.Bytes,
  };
}

/** Looks at a peer again when more is known about it, or when another peer has its number. */
function peerTest(index: EventIndex, test: (peer: PeerIdentity) => boolean): RowPredicate {
  const known: { of: PeerIdentity; address: string; connectionType: string; said: boolean }[] = [];
  const ask = (number: number): boolean => {
    const peer = index.peers[number]!;
    const { address, connectionType } = peer;
    const before = known[number];
    const isSame = before?.of === peer && before.address === address;
    if (isSame && before.connectionType === connectionType) return before.said;
    const said = test(peer);
    known[number] = { of: peer, address, connectionType, said };
    return said;
  };
  return { columns: (chunk, i) => verdict(ask(chunk.peer[i]!)), peer: ask, cost: Cost.Columns };
}

/** Each kind is asked for once. */
function kindTest(test: (kind: EventKind) => boolean): RowPredicate {
  const said: (Verdict | undefined)[] = [];
  return ofColumns((chunk, i) => {
    const kind = chunk.kind[i]!;
    return (said[kind] ??= verdict(test(eventKind(kind)!)));
  });
}

function wordTest(index: EventIndex, word: string): RowPredicate {
  const types = typeVerdicts(index, (type) =>
    type.toLowerCase().includes(word) ? Verdict.Yes : Verdict.Read,
  );
  return {
    columns: (chunk, i, row) => (isMessage(chunk.kind[i]!) ? types(chunk, i, row) : Verdict.Read),
    event: (event) => eventSummary(event).toLowerCase().includes(word),
    cost: Cost.Summary,
  };
}

function flagTest(
  flag: Extract<Condition, { kind: 'flag' }>['flag'],
  index: EventIndex,
  answers: Answers,
): RowPredicate {
  const partly = EventFlag.RingFull | EventFlag.Unreadable;
  switch (flag) {
    case 'lost':
      return ofColumns((chunk, i, row) =>
        verdict((chunk.flags[i]! & partly) !== 0 || index.losses.before(row).length > 0),
      );
    case 'reconstructed':
      return ofColumns((chunk, i) => verdict((chunk.flags[i]! & EventFlag.Reconstructed) !== 0));
    case 'cut':
      return ofColumns((chunk, i) => verdict((chunk.flags[i]! & EventFlag.Truncated) !== 0));
    case 'event':
      return kindTest(({ kind }) => !isMessage(kind));
    case 'accepted':
      return kindTest((kind) => tracepointName(kind) === 'mempool:added');
    case 'rejected':
      return kindTest((kind) => tracepointName(kind) === 'mempool:rejected');
    case 'error':
      return {
        columns: (chunk, i) => {
          if (eventKind(chunk.kind[i]!)?.blames) return Verdict.Yes;
          const whole = chunk.captured[i] === chunk.size[i];
          return isMessage(chunk.kind[i]!) && whole ? Verdict.Read : Verdict.No;
        },
        event: ({ messageType, payload }) =>
          decodeMessage(messageType, payload).error !== undefined,
        cost: Cost.Decoding,
      };
    case 'unanswered':
      return ofColumns((_chunk, _i, row) => verdict(answers.unanswered(row)));
    default:
      return assertNever(flag);
  }
}
