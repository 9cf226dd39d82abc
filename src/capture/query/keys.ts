import { FAMILIES, type Family } from '../../shared/families';
import { PEER_NETWORKS, type PeerNetwork } from '../../shared/text/peerNetworks';
import type { Condition, HashPattern } from './term';
import type { ListItem, TermToken } from './tokens';
import { BYTES, DURATIONS, globTest, numberTest, PLAIN, type Units } from './values';

/** Says that a part of a value makes no sense. */
type Refuse = (item: ListItem) => never;

export interface Key {
  /** An example of what may follow the colon. */
  example: string;
  /** What it finds, for a list of completions. */
  about: string;
  /** Everything that may follow, where that is a fixed set. */
  values?: readonly string[];
  /** Of the numbers that may follow. */
  units?: Units;
  read(token: TermToken, refuse: Refuse): Condition;
}

/** Those that are connected through; '' is none of them. */
export const NETWORKS = PEER_NETWORKS.map(({ id }) => id).filter((id) => id !== '');

const DIRECTIONS = { in: 'inbound', out: 'outbound' } as const;

/** Every `key:` of the language; docs/filter-language.md says the same in words. */
export const KEYS = {
  type: {
    example: 'inv,getdata',
    about: 'message type',
    read: list(globTest, (tests) => ({ kind: 'type', test: oneOf(tests) })),
  },
  family: {
    example: 'block,compact',
    about: 'group of message types',
    values: FAMILIES,
    read: list(
      (text) => FAMILIES.find((family) => family === text.toLowerCase()),
      (families) => ({ kind: 'family', families: new Set<Family>(families) }),
    ),
  },
  peer: { example: '3,7..9', about: 'peer id', ...numbers('peer', PLAIN) },
  node: { example: '4242', about: 'process id of a node', ...numbers('node', PLAIN) },
  event: {
    example: 'evicted,misbehaving',
    about: 'what happened besides messages',
    read: list(globTest, (tests) => ({ kind: 'event', test: oneOf(tests) })),
  },
  dir: {
    example: 'in',
    about: 'direction: in or out',
    values: Object.keys(DIRECTIONS),
    read: list(readDirection, ([first, ...others]) => {
      const either = [first!, ...others].map((direction): Condition => ({
        kind: 'direction',
        direction,
      }));
      return anyOf(either);
    }),
  },
  size: { example: '>32k', about: 'bytes of the payload', ...numbers('size', BYTES) },
  latency: {
    example: '>500ms',
    about: 'from a request to this answer',
    ...numbers('latency', DURATIONS),
  },
  hash: {
    example: '4e3a',
    about: 'transaction or block that is named',
    read: list(readHash, (hashes) => ({ kind: 'hash', hashes })),
  },
  addr: {
    example: '*.onion',
    about: 'address of the peer',
    read: list(addressTest, (tests) => ({ kind: 'address', test: oneOf(tests) })),
  },
  net: {
    example: 'onion,i2p',
    about: 'what the peer is connected through',
    values: NETWORKS,
    read: list(readNetwork, (networks) => ({ kind: 'network', networks: new Set(networks) })),
  },
  conn: {
    example: 'outbound-*',
    about: 'connection type',
    read: list(globTest, (tests) => ({ kind: 'connection', test: oneOf(tests) })),
  },
  fee: {
    example: '>10',
    about: 'fee rate of a transaction in the mempool, sat/vB',
    ...facts('feeRate', PLAIN),
  },
  finding: {
    example: 'error,tx-*',
    about: 'what breaks a rule or is remarkable, by the rule or how grave it is',
    read: list(globTest, (tests) => ({ kind: 'finding', test: oneOf(tests) })),
  },
  reason: {
    example: 'expiry',
    about: 'why the node refused or removed a transaction, or punished a peer',
    read: list(globTest, (tests) => ({ kind: 'reason', test: oneOf(tests) })),
  },
  rejected: {
    example: 'min*',
    about: 'transactions that were not taken, by the reason',
    read: list(globTest, (tests) => ({
      kind: 'any',
      queries: [
        [
          { negated: false, condition: { kind: 'flag', flag: 'rejected' } },
          { negated: false, condition: { kind: 'reason', test: oneOf(tests) } },
        ],
      ],
    })),
  },
  height: {
    example: '840000..',
    about: 'height of a block that the node connected',
    ...facts('height', PLAIN),
  },
  took: {
    example: '>500ms',
    about: 'how long it took the node to connect a block',
    ...facts('tookNs', DURATIONS),
  },
  text: {
    example: 'Satoshi',
    about: 'text in the payload',
    // It may contain commas.
    read: ({ value }) => ({ kind: 'bytes', bytes: Buffer.from(value, 'utf8') }),
  },
  hex: {
    example: 'f9beb4d9',
    about: 'bytes in the payload',
    read: list(readHex, (all) => anyOf(all.map((bytes) => ({ kind: 'bytes', bytes })))),
  },
} as const satisfies Record<string, Key>;

export type KeyName = keyof typeof KEYS;

/** @param written In any case. */
export function keyNamed(written: string): KeyName | undefined {
  const name = written.toLowerCase();
  return Object.hasOwn(KEYS, name) ? (name as KeyName) : undefined;
}

/** A pattern with `*` has to match the whole address, with or without its port; others match a part. */
export function addressTest(pattern: string): (address: string) => boolean {
  if (!pattern.includes('*')) {
    const part = pattern.toLowerCase();
    return (address) => address.toLowerCase().includes(part);
  }
  const glob = globTest(pattern);
  return (address) => glob(address) || glob(address.replace(/:\d+$/, ''));
}

/** @param read Is given one value, and answers undefined where it makes no sense. */
function list<T>(read: (text: string) => T | undefined, condition: (all: T[]) => Condition) {
  return ({ items }: TermToken, refuse: Refuse): Condition =>
    condition(
      items.map((item) => (item.text === '' ? refuse(item) : (read(item.text) ?? refuse(item)))),
    );
}

function numbers(kind: 'peer' | 'node' | 'size' | 'latency', units: Units) {
  const read = list(
    (text) => numberTest(text, units),
    (tests): Condition => ({ kind, test: (value) => tests.some((test) => test(value)) }),
  );
  return { units, read };
}

function facts(of: Extract<Condition, { kind: 'fact' }>['of'], units: Units) {
  const read = list(
    (text) => numberTest(text, units),
    (tests): Condition => ({
      kind: 'fact',
      of,
      test: (value) => tests.some((test) => test(value)),
    }),
  );
  return { units, read };
}

function oneOf(tests: readonly ((text: string) => boolean)[]): (text: string) => boolean {
  return (text) => tests.some((test) => test(text));
}

function anyOf(conditions: readonly Condition[]): Condition {
  const queries = conditions.map((condition) => [{ negated: false, condition }]);
  return conditions.length === 1 ? conditions[0]! : { kind: 'any', queries };
}

function readDirection(text: string): 'inbound' | 'outbound' | undefined {
  const [, short] = /^(in|out)(?:bound)?$/i.exec(text) ?? [];
  return short === undefined ? undefined : DIRECTIONS[short.toLowerCase() as 'in' | 'out'];
}

/** As Core calls it; `tor` is what most people call it. */
function readNetwork(text: string): PeerNetwork | undefined {
  const name = text.toLowerCase();
  return name === 'tor' ? 'onion' : NETWORKS.find((network) => network === name);
}

/** `4e3a`, or `4e3a…91c0` as summaries show it. */
function readHash(text: string): HashPattern | undefined {
  const [, start = '', end = ''] = /^([0-9a-f]*)(?:(?:…|\.\.)([0-9a-f]*))?$/i.exec(text) ?? [];
  if (start.length + end.length < 2 || start.length > 64 || end.length > 64) return undefined;
  return { start: start.toLowerCase(), end: end.toLowerCase() };
}

function readHex(text: string): Buffer | undefined {
  return /^([0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
}
