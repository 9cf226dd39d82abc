import { decodeMessage, TRAILING } from '../../bitcoin/decodeMessage';
import { hash256 } from '../../bitcoin/hash';
import { content } from '../../bitcoin/read/byteString';
import type { Field } from '../../bitcoin/read/field';
import { transactionIds } from '../../bitcoin/transactionIds';
import type { GivenWhat, Values } from '../../capture/sources/peerObserver/records';
import { addressV1, addressV2 } from './addresses';
import { Unexpressed } from './unexpressed';

type Fields = GivenWhat<'Message'>;
/** @param root Of a message without an error. */
type Form = (root: Field) => Fields;

/** Kinds of inventory that have a field of their own. */
const INVENTORY = {
  1: 'tx',
  2: 'block',
  4: 'compactBlock',
  5: 'wtx',
  0x40000001: 'witnessTx',
  0x40000002: 'witnessBlock',
} as const;

/** BloomFlags that have a number: BLOOM_UPDATE_NONE, _ALL, _P2PUBKEY_ONLY. */
const MOST_BLOOM_FLAGS = 2;
/** The codes of BIP61, in the order of peer-observer's numbers. */
const REJECT_CODES = [0x01, 0x10, 0x11, 0x12, 0x40, 0x41, 0x42, 0x43];

/**
 * What peer-observer has of a payload: the field of its message, and the value.
 * @param payload All of it. @throws Unexpressed
 */
export function fieldsOf(messageType: string, payload: Uint8Array): Fields {
  // What is not ASCII is no text, and would come back as something else.
  if (!/^[ -~]+$/.test(messageType)) throw new Unexpressed('unnamed');
  if (payload.length === 0 && messageType === 'addrv2') return { case: 'emptyAddrv2', value: true };
  if (payload.length === 0 && messageType === 'ping') return { case: 'oldPing', value: true };
  const form = Object.hasOwn(FORMS, messageType) ? FORMS[messageType] : undefined;
  if (!form) return { case: 'unknown', value: { messageType, payload } };
  // What the bytes of scripts mean is not asked for.
  const { root, error } = decodeMessage(messageType, payload, { scripts: false });
  if (error) throw new Unexpressed('malformed');
  return form(root);
}

/** @param path Names of members. @throws Unexpressed where one is absent, as in a short `version`. */
function at(root: Field, ...path: string[]): Field {
  let field: Field | undefined = root;
  for (const name of path) field = field?.child(name);
  if (!field) throw new Unexpressed('inexpressible');
  return field;
}

function number(field: Field): number {
  return Number(field.value);
}

function integer(field: Field): bigint {
  return BigInt(field.value as number | bigint);
}

/** Elements of a vector, after its size. */
function elements(field: Field): Field[] {
  return field.children(1);
}

function allBytes(fields: readonly Field[]): Uint8Array[] {
  return fields.map(({ bytes }) => bytes);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws Unexpressed where it is not UTF-8: bytes would be told as others. */
function string(field: Field): string {
  try {
    return utf8.decode(content(field));
  } catch {
    throw new Unexpressed('inexpressible');
  }
}

function flag<Name extends string>(name: Name): () => { case: Name; value: boolean } {
  return () => ({ case: name, value: true });
}

function nonce(name: 'ping' | 'pong'): Form {
  return (root) => ({ case: name, value: { value: integer(at(root, 'nonce')) } });
}

function inventory(name: 'inv' | 'getdata' | 'notfound'): Form {
  return (root) => ({ case: name, value: { items: elements(at(root, 'vInv')).map(item) } });
}

function item(entry: Field): Values<'InventoryItem'> {
  const type = number(at(entry, 'type'));
  const hash = at(entry, 'hash').bytes;
  if (type === 0) return { what: { case: 'error', value: true } };
  if (Object.hasOwn(INVENTORY, type))
    return { what: { case: INVENTORY[type as keyof typeof INVENTORY], value: hash } };
  return { what: { case: 'unknown', value: { type, hash } } };
}

function locator(name: 'getheaders' | 'getblocks'): Form {
  return (root) => ({
    case: name,
    value: {
      version: number(at(root, 'locator', 'nVersion')) >>> 0,
      hashes: allBytes(elements(at(root, 'locator', 'vHave'))),
      stop: at(root, 'hashStop').bytes,
    },
  });
}

function filterRange(name: 'getcfheaders' | 'getcfilters'): Form {
  return (root) => ({
    case: name,
    value: {
      type: number(at(root, 'filter_type')),
      start: number(at(root, 'start_height')),
      stop: at(root, 'stop_hash').bytes,
    },
  });
}

/** @param raw One whole transaction. */
function transaction(raw: Uint8Array): Values<'Transaction'> {
  const ids = transactionIds(raw);
  if (!ids) throw new Unexpressed('inexpressible');
  return { txid: ids.txid, wtxid: ids.wtxid, raw };
}

function header(field: Field): Values<'Header'> {
  return {
    version: number(at(field, 'nVersion')),
    previous: at(field, 'hashPrevBlock').bytes,
    merkleRoot: at(field, 'hashMerkleRoot').bytes,
    time: number(at(field, 'nTime')),
    bits: number(at(field, 'nBits')),
    nonce: number(at(field, 'nNonce')),
    hash: hash256(field.bytes),
  };
}

function announced(element: Field): Values<'Header'> {
  // There is no field for a number of transactions.
  if (number(at(element, 'nTx')) !== 0) throw new Unexpressed('inexpressible');
  return header(at(element, 'header'));
}

/** Eight of each byte, the lowest bit first. */
function bits(bytes: Uint8Array): boolean[] {
  return Array.from(
    { length: bytes.length * 8 },
    (_, bit) => ((bytes[bit >> 3]! >> (bit & 7)) & 1) === 1,
  );
}

/** @param values A number that has a name there. @throws Unexpressed for another one. */
function known(value: number): number {
  if (value < 0) throw new Unexpressed('inexpressible');
  return value;
}

/** Every type that has a field of its own; all others are `unknown`, with their bytes. */
const FORMS: Readonly<Record<string, Form>> = {
  verack: flag('verack'),
  sendheaders: flag('sendheaders'),
  getaddr: flag('getaddr'),
  mempool: flag('mempool'),
  wtxidrelay: flag('wtxidrelay'),
  sendaddrv2: flag('sendaddrv2'),
  filterclear: flag('filterclear'),
  ping: nonce('ping'),
  pong: nonce('pong'),
  inv: inventory('inv'),
  getdata: inventory('getdata'),
  notfound: inventory('notfound'),
  getheaders: locator('getheaders'),
  getblocks: locator('getblocks'),
  getcfheaders: filterRange('getcfheaders'),
  getcfilters: filterRange('getcfilters'),
  tx: (root) => {
    const end = root.child(TRAILING)?.start ?? root.end;
    return { case: 'tx', value: { tx: transaction(root.bytes.subarray(0, end)) } };
  },
  headers: (root) => ({
    case: 'headers',
    value: { headers: elements(at(root, 'headers')).map(announced) },
  }),
  addr: (root) => ({
    case: 'addr',
    value: {
      addresses: elements(at(root, 'vAddr')).map((each) =>
        addressV1(at(each, 'm_addr').bytes, {
          time: number(at(each, 'nTime')),
          services: integer(at(each, 'nServices')),
          port: number(at(each, 'port')),
        }),
      ),
    },
  }),
  addrv2: (root) => ({
    case: 'addrv2',
    value: {
      addresses: elements(at(root, 'vAddr')).map((each) =>
        addressV2(number(at(each, 'm_net')), at(each, 'm_addr').bytes, {
          time: number(at(each, 'nTime')),
          services: integer(at(each, 'nServices')),
          port: number(at(each, 'port')),
        }),
      ),
    },
  }),
  feefilter: (root) => ({
    case: 'feefilter',
    value: { fee: integer(at(root, 'newFeeFilter')) },
  }),
  version: (root) => ({
    case: 'version',
    value: {
      version: number(at(root, 'nVersion')) >>> 0,
      services: integer(at(root, 'nServices')),
      time: integer(at(root, 'nTime')),
      receiver: service(at(root, 'addrMe')),
      sender: service(at(root, 'addrFrom')),
      nonce: integer(at(root, 'nNonce')),
      userAgent: string(at(root, 'strSubVer')),
      height: number(at(root, 'starting_height')),
      relay: at(root, 'fRelay').value === true,
    },
  }),
  cmpctblock: (root) => ({
    case: 'cmpctblock',
    value: {
      header: header(at(root, 'header')),
      nonce: integer(at(root, 'nonce')),
      shortIds: allBytes(elements(at(root, 'shorttxids'))),
      prefilled: elements(at(root, 'prefilledtxn')).map((each) => ({
        index: number(at(each, 'index')),
        tx: transaction(at(each, 'tx').bytes),
      })),
    },
  }),
  sendcmpct: (root) => ({
    case: 'sendcmpct',
    value: {
      announce: number(at(root, 'sendcmpct_hb')) !== 0,
      version: integer(at(root, 'sendcmpct_version')),
    },
  }),
  block: (root) => ({
    case: 'block',
    value: {
      header: header(at(root, 'header')),
      transactions: elements(at(root, 'vtx')).map(({ bytes }) => transaction(bytes)),
    },
  }),
  getblocktxn: (root) => ({
    case: 'getblocktxn',
    value: {
      hash: at(root, 'blockhash').bytes,
      indexes: elements(at(root, 'indexes')).map(integer),
    },
  }),
  blocktxn: (root) => ({
    case: 'blocktxn',
    value: {
      hash: at(root, 'blockhash').bytes,
      transactions: elements(at(root, 'txn')).map(({ bytes }) => transaction(bytes)),
    },
  }),
  alert: (root) => ({ case: 'alert', value: { alert: content(at(root, 'vchMsg')) } }),
  filteradd: (root) => ({ case: 'filteradd', value: { data: content(at(root, 'vData')) } }),
  filterload: (root) => {
    const flags = number(at(root, 'nFlags'));
    return {
      case: 'filterload',
      value: {
        filter: content(at(root, 'vData')),
        functions: number(at(root, 'nHashFuncs')),
        tweak: number(at(root, 'nTweak')),
        flags: known(flags > MOST_BLOOM_FLAGS ? -1 : flags),
      },
    };
  },
  getcfcheckpt: (root) => ({
    case: 'getcfcheckpt',
    value: { type: number(at(root, 'filter_type')), stop: at(root, 'stop_hash').bytes },
  }),
  cfheaders: (root) => ({
    case: 'cfheaders',
    value: {
      type: number(at(root, 'filter_type')),
      stop: at(root, 'stop_hash').bytes,
      previous: at(root, 'prev_header').bytes,
      hashes: allBytes(elements(at(root, 'filter_hashes'))),
    },
  }),
  cfilter: (root) => ({
    case: 'cfilter',
    value: {
      type: number(at(root, 'filter_type')),
      block: at(root, 'block_hash').bytes,
      filter: content(at(root, 'encoded_filter')),
    },
  }),
  cfcheckpt: (root) => ({
    case: 'cfcheckpt',
    value: {
      type: number(at(root, 'filter_type')),
      stop: at(root, 'stop_hash').bytes,
      headers: allBytes(elements(at(root, 'headers'))),
    },
  }),
  merkleblock: (root) => ({
    case: 'merkleblock',
    value: {
      header: header(at(root, 'header')),
      transactions: number(at(root, 'txn', 'nTransactions')),
      bits: bits(content(at(root, 'txn', 'vBits'))),
      hashes: allBytes(elements(at(root, 'txn', 'vHash'))),
    },
  }),
  reject: (root) => ({
    case: 'reject',
    value: {
      message: string(at(root, 'message')),
      code: known(REJECT_CODES.indexOf(number(at(root, 'ccode')))),
      reason: string(at(root, 'reason')),
      // Of what is not about a transaction or block there is none.
      hash: at(root, 'data').bytes,
    },
  }),
};

/** An address of `version`. */
function service(field: Field): Values<'Address'> {
  return addressV1(at(field, 'm_addr').bytes, {
    time: 0,
    services: integer(at(field, 'nServices')),
    port: number(at(field, 'port')),
  });
}
