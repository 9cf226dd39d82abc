import { RULES } from '../../bitcoin/conversation/conversations';
import { SEVERITIES } from '../../bitcoin/conversation/finding';
import { MESSAGE_TYPES } from '../../bitcoin/messageTypes';
import { familyOf } from '../../bitcoin/messages/records';
import { EVENT_KINDS, eventNames } from '../../shared/events/eventKinds';
import { FAMILIES } from '../../shared/families';
import { CONNECTION_TYPES } from '../../shared/text/connectionTypes';
import { KEYS, keyNamed, NETWORKS, type KeyName } from './keys';
import { FLAGS } from './term';
import { tokenize } from './tokens';
import type { Vocabulary } from './vocabulary';

export interface Completion {
  /** Takes the place of characters [from, to) of the text. */
  insert: string;
  from: number;
  to: number;
  about: string;
  /** Messages in the capture; undefined where that is not known. */
  count: number | undefined;
}

type Value = Pick<Completion, 'insert' | 'about' | 'count'>;

const MOST = 50;

const OPERATORS: readonly Value[] = [
  { insert: 'OR', about: 'the terms before it, or those after it', count: undefined },
  { insert: 'NOT', about: 'excludes the term or parentheses after it', count: undefined },
  { insert: 'AND', about: 'both; terms beside each other say the same', count: undefined },
];

/**
 * What may be written at the cursor.
 * @param cursor Between characters: 0 is before the first.
 */
export function complete(text: string, cursor: number, known: Vocabulary): Completion[] {
  const tokens = tokenize(text.slice(0, cursor));
  const last = tokens.at(-1);
  const written = last?.to === cursor && last.from < cursor ? last : undefined;
  if (written?.kind === 'term') {
    if (written.unclosed !== undefined) return [];
    if (written.key !== undefined) {
      const key = keyNamed(written.key);
      const { from } = written.items.at(-1)!;
      return key ? fit(valuesOf(key, known), text, from, cursor, restOf(text, cursor)) : [];
    }
    if (written.quoted) return [];
  }
  const isWord = written !== undefined && /^[a-z]/i.test(text.slice(written.from, cursor));
  // A parenthesis that closes is followed by a space.
  if (written?.kind === ')') return [];
  const from = isWord ? written.from : cursor;
  return fit(isWord ? [...NAMES, ...OPERATORS] : NAMES, text, from, cursor, cursor);
}

const NAMES: readonly Value[] = [
  ...Object.entries(KEYS).map(([key, { about, example }]) => ({
    insert: `${key}:`,
    about: `${about}, as in ${key}:${example}`,
    count: undefined,
  })),
  ...Object.entries(FLAGS).map(([insert, about]) => ({ insert, about, count: undefined })),
];

/** Those that begin as what is written, and are not that. */
function fit(
  values: readonly Value[],
  text: string,
  from: number,
  cursor: number,
  to: number,
): Completion[] {
  const begun = text.slice(from, cursor).toLowerCase();
  return values
    .filter(
      ({ insert }) => insert.toLowerCase().startsWith(begun) && insert !== text.slice(from, to),
    )
    .slice(0, MOST)
    .map((value) => ({ ...value, from, to }));
}

/** Where the value ends that the cursor is in. */
function restOf(text: string, cursor: number): number {
  return cursor + /^[^\s,|()"]*/.exec(text.slice(cursor))![0].length;
}

function valuesOf(key: KeyName, known: Vocabulary): Value[] {
  switch (key) {
    case 'type':
      return counted(known.messageTypes, MESSAGE_TYPES, familyOf);
    case 'family':
      return counted(familiesOf(known), FAMILIES, 'group of message types');
    case 'event':
      return eventCompletions();
    case 'finding':
      return [
        ...SEVERITIES.map((insert) => ({
          insert,
          about: 'all that are as grave',
          count: undefined,
        })),
        ...RULES.map(({ id, about }) => ({ insert: id, about, count: undefined })),
      ];
    case 'dir':
      return [
        { insert: 'in', about: 'from the peer to the node', count: known.directions.inbound },
        { insert: 'out', about: 'from the node to the peer', count: known.directions.outbound },
      ];
    case 'peer':
      return peersOf(known);
    case 'net':
      return counted(sums(known, 'network'), NETWORKS, 'network');
    case 'addr':
      return counted(sums(known, 'address'), [], 'address');
    case 'node':
      return counted(known.nodes, [], 'process id of a node');
    case 'conn':
      return counted(known.connectionTypes, CONNECTION_TYPES, 'connection type');
    default:
      return [];
  }
}

/** Messages of the peers together that have the same. */
function sums({ peers }: Vocabulary, what: 'network' | 'address'): Map<string, number> {
  const counts = new Map<string, number>();
  for (const peer of peers) counts.set(peer[what], (counts.get(peer[what]) ?? 0) + peer.messages);
  return counts;
}

/** Nodes may have peers of the same id. */
function peersOf({ peers }: Vocabulary): Value[] {
  const counts = new Map<number, number>();
  const addresses = new Map<number, string>();
  for (const { peer, address, messages } of peers) {
    counts.set(peer, (counts.get(peer) ?? 0) + messages);
    addresses.set(peer, [addresses.get(peer) ?? '', address].filter(Boolean).join(', '));
  }
  return counted(counts, [], (id) => addresses.get(Number(id)) ?? '');
}

/** What occurs, most first, then what else there may be. */
function counted(
  counts: ReadonlyMap<string | number, number>,
  others: readonly string[],
  about: string | ((name: string) => string),
): Value[] {
  const occurring = [...counts].sort(([, a], [, b]) => b - a);
  const rest = others.filter((name) => !counts.has(name)).map((name) => [name, 0] as const);
  return [...occurring, ...rest]
    .map(([name, count]) => ({ insert: String(name), count }))
    .filter(({ insert }) => isPlain(insert))
    .map(({ insert, count }) => ({
      insert,
      about: typeof about === 'string' ? about : about(insert),
      count,
    }));
}

function familiesOf({ messageTypes }: Vocabulary): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [type, count] of messageTypes)
    counts.set(familyOf(type), (counts.get(familyOf(type)) ?? 0) + count);
  return counts;
}

/** Each name once, with all that it finds. */
function eventCompletions(): Value[] {
  const abouts = new Map<string, string[]>();
  for (const kind of EVENT_KINDS)
    for (const name of eventNames(kind))
      abouts.set(name, [...(abouts.get(name) ?? []), kind.about]);
  return [...abouts].map(([insert, about]) => ({
    insert,
    about: about.join('; '),
    count: undefined,
  }));
}

/** Whether it can be written without quotes: a peer may make up any type. */
function isPlain(value: string): boolean {
  return /^[\w.:[\]-]+$/.test(value);
}
