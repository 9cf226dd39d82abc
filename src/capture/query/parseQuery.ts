import { FAMILIES, type Family } from '../../shared/families';
import { QueryError } from './queryError';
import { FLAGS, type Condition, type Flag, type HashPattern, type Query } from './term';
import { tokenize, type Token } from './tokens';
import { BYTES, DURATIONS, globTest, numberTest, PLAIN, type Units } from './values';

interface Key {
  /** An example of what may follow the colon. */
  example: string;
  /** What it finds, for a list of completions. */
  about: string;
  /** @returns undefined for a value that makes no sense. */
  read(value: string): Condition | undefined;
}

/** Every `key:` of the language; docs/filter-language.md says the same in words. */
export const KEYS = {
  type: {
    example: 'inv|getdata',
    about: 'message type',
    read: (value) => ({ kind: 'type', test: anyGlob(value) }),
  },
  family: {
    example: 'block|compact',
    about: 'group of message types',
    read: readFamilies,
  },
  peer: { example: '3..9', about: 'peer id', read: numbers('peer', PLAIN) },
  node: { example: '4242', about: 'process id of a node', read: numbers('node', PLAIN) },
  event: {
    example: 'evicted|misbehaving',
    about: 'what happened besides messages',
    read: (value) => ({ kind: 'event', test: anyGlob(value) }),
  },
  dir: { example: 'in', about: 'direction: in or out', read: readDirection },
  size: { example: '>32k', about: 'bytes of the payload', read: numbers('size', BYTES) },
  latency: {
    example: '>500ms',
    about: 'from a request to this answer',
    read: numbers('latency', DURATIONS),
  },
  hash: { example: '4e3a', about: 'transaction or block that is named', read: readHash },
  addr: { example: '*.onion', about: 'address of the peer', read: readAddress },
  conn: {
    example: 'outbound-*',
    about: 'connection type',
    read: (value) => ({ kind: 'connection', test: anyGlob(value) }),
  },
  text: {
    example: 'Satoshi',
    about: 'text in the payload',
    read: (value) => ({ kind: 'bytes', bytes: Buffer.from(value, 'utf8') }),
  },
  hex: { example: 'f9beb4d9', about: 'bytes in the payload', read: readHex },
} as const satisfies Record<string, Key>;

const FLAG_NAMES = Object.keys(FLAGS);

/** @throws QueryError */
export function parseQuery(text: string): Query {
  return tokenize(text).map((token) => ({
    negated: token.negated,
    condition: conditionOf(token),
  }));
}

function conditionOf(token: Token): Condition {
  const { key, value, quoted, from, to, valueFrom } = token;
  if (key === undefined) {
    if (!quoted && FLAG_NAMES.includes(value)) return { kind: 'flag', flag: value as Flag };
    return { kind: 'word', word: value.toLowerCase() };
  }
  const known: Key | undefined = Object.hasOwn(KEYS, key)
    ? KEYS[key as keyof typeof KEYS]
    : undefined;
  if (!known) {
    const names = Object.keys(KEYS).join(', ');
    const why = `There is no “${key}:” (known are ${names}); put it in quotes to search for it as a word`;
    throw new QueryError(why, from, valueFrom);
  }
  const example = `${key}:${known.example}`;
  if (value === '')
    throw new QueryError(`“${key}:” wants a value, as in ${example}`, from, Math.max(to, from + 1));
  const condition = known.read(value);
  if (!condition)
    throw new QueryError(`“${value}” makes no sense here; an example: ${example}`, valueFrom, to);
  return condition;
}

function numbers(kind: 'peer' | 'node' | 'size' | 'latency', units: Units) {
  return (value: string): Condition | undefined => {
    const test = numberTest(value, units);
    return test && { kind, test };
  };
}

function anyGlob(value: string): (text: string) => boolean {
  const tests = value.split('|').map(globTest);
  return (text) => tests.some((test) => test(text));
}

function readFamilies(value: string): Condition | undefined {
  const families = value.split('|');
  if (!families.every((name) => FAMILIES.includes(name as Family))) return undefined;
  return { kind: 'family', families: new Set(families as Family[]) };
}

function readDirection(value: string): Condition | undefined {
  if (/^in(bound)?$/.test(value)) return { kind: 'direction', direction: 'inbound' };
  if (/^out(bound)?$/.test(value)) return { kind: 'direction', direction: 'outbound' };
  return undefined;
}

/** `4e3a`, `4e3a…91c0` as summaries show it, and several with `|`. */
function readHash(value: string): Condition | undefined {
  const hashes = value.split('|').map(hashPattern);
  return hashes.every((hash) => hash !== undefined) ? { kind: 'hash', hashes } : undefined;
}

function hashPattern(text: string): HashPattern | undefined {
  const [, start = '', end = ''] = /^([0-9a-f]*)(?:(?:…|\.\.)([0-9a-f]*))?$/i.exec(text) ?? [];
  if (start.length + end.length < 2 || start.length > 64 || end.length > 64) return undefined;
  return { start: start.toLowerCase(), end: end.toLowerCase() };
}

/** A pattern with `*` has to match the whole address, with or without its port; others match a part. */
function readAddress(value: string): Condition {
  const tests = value.split('|').map((pattern) => {
    if (!pattern.includes('*')) {
      const part = pattern.toLowerCase();
      return (address: string) => address.toLowerCase().includes(part);
    }
    const glob = globTest(pattern);
    return (address: string) => glob(address) || glob(address.replace(/:\d+$/, ''));
  });
  return { kind: 'address', test: (address) => tests.some((test) => test(address)) };
}

function readHex(value: string): Condition | undefined {
  if (!/^([0-9a-f]{2})+$/i.test(value)) return undefined;
  return { kind: 'bytes', bytes: Buffer.from(value, 'hex') };
}
