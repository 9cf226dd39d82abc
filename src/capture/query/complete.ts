import { MESSAGE_TYPES } from '../../bitcoin/messageTypes';
import { EVENT_KINDS, eventNames } from '../../shared/events/eventKinds';
import { FAMILIES } from '../../shared/families';
import { KEYS } from './parseQuery';
import { FLAGS } from './term';

export interface Completion {
  /** Takes the place of characters [from, to) of the text. */
  insert: string;
  from: number;
  to: number;
  about: string;
}

/** What is known about the capture that a filter is written for. */
export interface Vocabulary {
  messageTypes: readonly string[];
  connectionTypes: readonly string[];
  peers: readonly number[];
}

const MOST = 50;

/**
 * What may be written at the cursor.
 * @param cursor Between characters: 0 is before the first.
 */
export function complete(text: string, cursor: number, known: Vocabulary): Completion[] {
  const start = text.slice(0, cursor).search(/\S*$/);
  const written = text.slice(start, cursor);
  const minus = /^[-!]/.test(written) ? 1 : 0;
  const key = /^[-!]?([a-z]+):/.exec(written)?.[1];
  if (key === undefined) return keysAndFlags(written.slice(minus), start + minus, cursor);
  const from = start + Math.max(written.indexOf(':'), written.lastIndexOf('|')) + 1;
  const begun = text.slice(from, cursor).toLowerCase();
  return valuesOf(key, known)
    .filter(([value]) => value.toLowerCase().startsWith(begun) && value !== begun)
    .slice(0, MOST)
    .map(([insert, about]) => ({ insert, from, to: cursor, about }));
}

function keysAndFlags(begun: string, from: number, to: number): Completion[] {
  const keys = Object.entries(KEYS).map(([key, { about, example }]) => ({
    insert: `${key}:`,
    about: `${about}, as in ${key}:${example}`,
  }));
  const flags = Object.entries(FLAGS).map(([insert, about]) => ({ insert, about }));
  return [...keys, ...flags]
    .filter(({ insert }) => insert.startsWith(begun.toLowerCase()) && insert !== begun)
    .map((completion) => ({ ...completion, from, to }));
}

function valuesOf(key: string, known: Vocabulary): (readonly [value: string, about: string])[] {
  switch (key) {
    case 'type': {
      // Types that were seen come first, since those can be found.
      const types = new Set([...known.messageTypes, ...MESSAGE_TYPES]);
      return [...types].filter(isPlain).map((type) => [type, 'message type'] as const);
    }
    case 'family':
      return FAMILIES.map((family) => [family, 'group of message types'] as const);
    case 'event':
      return eventCompletions();
    case 'dir':
      return [
        ['in', 'from the peer to the node'],
        ['out', 'from the node to the peer'],
      ];
    case 'peer':
      return known.peers.map((peer) => [String(peer), 'peer'] as const);
    case 'conn':
      return known.connectionTypes.filter(isPlain).map((type) => [type, 'connection'] as const);
    default:
      return [];
  }
}

/** Each name once, with all that it finds. */
function eventCompletions(): [name: string, about: string][] {
  const abouts = new Map<string, string[]>();
  for (const kind of EVENT_KINDS)
    for (const name of eventNames(kind))
      abouts.set(name, [...(abouts.get(name) ?? []), kind.about]);
  return [...abouts].map(([name, about]) => [name, about.join('; ')]);
}

/** Whether it can be written without quotes: a peer may make up any type. */
function isPlain(value: string): boolean {
  return /^[\w-]+$/.test(value);
}
