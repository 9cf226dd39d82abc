import { RULES } from '../../bitcoin/conversation/conversations';
import { SEVERITIES } from '../../bitcoin/conversation/finding';
import { MESSAGE_TYPES } from '../../bitcoin/messageTypes';
import { EVENT_KINDS, eventNames } from '../../shared/events/eventKinds';
import { CONNECTION_TYPES } from '../../shared/text/connectionTypes';
import { addressTest, KEYS, keyNamed, type KeyName } from './keys';
import { nearest } from './nearest';
import { tokenize, type ListItem } from './tokens';
import { globTest, isReversed, numberTest, PLAIN } from './values';
import type { Vocabulary } from './vocabulary';

/** Characters [from, to) of a filter can find nothing in what there is so far. */
export interface Hint {
  text: string;
  from: number;
  to: number;
  /** What was probably meant in their place. */
  instead: string | undefined;
}

/** More are of no use to anybody. */
const MOST = 5;

/** What of a filter that makes sense finds nothing all the same, most likely because of a slip. */
export function hintsOf(filter: string, known: Vocabulary): Hint[] {
  const hints: Hint[] = [];
  for (const token of tokenize(filter)) {
    if (hints.length === MOST) break;
    if (token.kind !== 'term' || token.key === undefined) continue;
    const name = keyNamed(token.key);
    if (!name) {
      const { key, from, valueFrom } = token;
      const near = nearest(key, Object.keys(KEYS));
      const text = `“${key}:” is searched for as a word`;
      if (near !== undefined) hints.push({ text, from, to: valueFrom, instead: `${near}:` });
      continue;
    }
    for (const item of token.items) {
      const found = hintOf(name, item, known);
      if (found) hints.push({ ...found, from: item.from, to: item.to });
    }
  }
  return hints.slice(0, MOST);
}

type Found = Pick<Hint, 'text' | 'instead'> | undefined;

function hintOf(key: KeyName, { text }: ListItem, known: Vocabulary): Found {
  switch (key) {
    case 'type': {
      const names = [...known.messageTypes.keys(), ...MESSAGE_TYPES];
      return ofNames(text, names, `No message of type “${text}” has occurred`);
    }
    case 'conn': {
      const names = [...known.connectionTypes.keys(), ...CONNECTION_TYPES];
      return ofNames(text, names, `No peer has the connection type “${text}”`);
    }
    case 'net': {
      const name = text.toLowerCase() === 'tor' ? 'onion' : text.toLowerCase();
      if (known.hasOthers || known.peers.some(({ network }) => network === name)) return undefined;
      return { text: `No peer is connected through ${text}`, instead: undefined };
    }
    case 'event':
      return ofNames(text, EVENT_KINDS.flatMap(eventNames), `There is no event “${text}”`);
    case 'finding': {
      const names = [...RULES.map(({ id }) => id), ...SEVERITIES];
      return ofNames(text, names, `There is no rule “${text}”`);
    }
    case 'peer':
      if (isReversed(text, PLAIN)) return reversed(text);
      if (known.hasOthers) return undefined;
      return ofNumbers(
        text,
        known.peers.map(({ peer }) => peer),
        `There is no peer ${text}`,
      );
    case 'node':
      if (isReversed(text, PLAIN)) return reversed(text);
      return ofNumbers(text, [...known.nodes.keys()], `There is no node with process id ${text}`);
    case 'addr': {
      const test = addressTest(text);
      if (known.hasOthers || known.peers.some(({ address }) => test(address))) return undefined;
      return { text: `No peer has the address “${text}”`, instead: undefined };
    }
    case 'size':
    case 'latency':
    case 'fee':
    case 'height':
    case 'took':
      return isReversed(text, KEYS[key].units) ? reversed(text) : undefined;
    default:
      return undefined;
  }
}

function reversed(text: string): Found {
  const [, low, separator, high] = /^(.+?)(\.\.|-)(.+)$/.exec(text)!;
  return { text: `${text} ends before it begins`, instead: `${high}${separator}${low}` };
}

function ofNames(pattern: string, names: readonly string[], text: string): Found {
  const test = globTest(pattern);
  if (names.some(test)) return undefined;
  return { text, instead: pattern.includes('*') ? undefined : nearest(pattern, names) };
}

function ofNumbers(pattern: string, numbers: readonly number[], text: string): Found {
  const test = numberTest(pattern, PLAIN);
  return !test || numbers.some(test) ? undefined : { text, instead: undefined };
}
