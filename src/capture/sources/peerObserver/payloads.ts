import { Encoded, type WireMembers, type WireValue } from '../../../bitcoin/write/byteWriter';
import { addressAndTimeV1, addressAndTimeV2, addressV1, isAmbiguous } from './addresses';
import { inventoryEntry } from './inventory';
import type { Decoded, What } from './records';
import { areOfBlock, blockHeader, isHeader, isTransaction, rawTransaction } from './transactions';

/** The fields `what` of a message, by their names. */
export type Fields = Required<{
  [Case in NonNullable<What<'Message'>['case']>]: Extract<What<'Message'>, { case: Case }>['value'];
}>;

/** How the payload of a message comes from what peer-observer says of it. */
export interface Form<Value> {
  /** What encodeMessage takes; absent where the payload is empty. */
  values?: (value: Value, size: number) => WireMembers | WireValue;
  /** The type is not named as the field is. */
  messageType?: string;
  /** The fields do not tell every byte: more than one payload has them. */
  isGuess?: (value: Value) => boolean;
  /** What else the fields say of the payload holds. Not asked of a part. */
  holds?: (value: Value, payload: Uint8Array) => boolean;
}

/** Bytes of a block without transactions. */
const EMPTY_BLOCK = 81;
/** Bytes of a header as `headers` has it. */
const ANNOUNCED = 81;
/** The codes of BIP61, as peer-observer counts them. */
const REJECT_CODES = [0x01, 0x10, 0x11, 0x12, 0x40, 0x41, 0x42, 0x43];

const empty: Form<boolean> = {};

const nonce: Form<Decoded<'Nonce'>> = { values: ({ value }) => ({ nonce: value }) };

const inventory: Form<Decoded<'Inventory'>> = {
  values: ({ items }) => ({ vInv: items.map(inventoryEntry) }),
  // An entry of type 0 is told without its hash.
  isGuess: ({ items }) => items.some(({ what }) => what.case === 'error'),
};

const locator: Form<Decoded<'Locator'>> = {
  values: ({ version, hashes, stop }) => ({
    locator: { nVersion: version | 0, vHave: hashes },
    hashStop: stop,
  }),
};

const filterRange: Form<Decoded<'FilterRange'>> = {
  values: ({ type, start, stop }) => ({ filter_type: type, start_height: start, stop_hash: stop }),
};

/**
 * Every field that a message may have. What the fields tell is how rust-bitcoin 0.32 reads a payload: it takes
 * sizes in the fewest bytes only, and any byte but 0 as true.
 */
export const FORMS: { readonly [Case in keyof Fields]: Form<Fields[Case]> } = {
  verack: empty,
  sendheaders: empty,
  getaddr: empty,
  mempool: empty,
  wtxidrelay: empty,
  sendaddrv2: empty,
  filterclear: empty,
  emptyAddrv2: { messageType: 'addrv2' },
  oldPing: { messageType: 'ping' },
  unknown: { values: ({ payload }) => new Encoded(payload) },
  ping: nonce,
  pong: nonce,
  inv: inventory,
  getdata: inventory,
  notfound: inventory,
  tx: { values: ({ tx }) => rawTransaction(tx), holds: ({ tx }) => isTransaction(tx) },
  headers: {
    values: ({ headers }) => ({
      headers: headers.map((header) => ({ header: blockHeader(header), nTx: 0 })),
    }),
    holds: ({ headers }, payload) => {
      const first = payload.length - headers.length * ANNOUNCED;
      return headers.every((header, n) => isHeader(header, payload, first + n * ANNOUNCED));
    },
  },
  addr: {
    values: ({ addresses }) => ({ vAddr: addresses.map(addressAndTimeV1) }),
    isGuess: ({ addresses }) => addresses.some(isAmbiguous),
  },
  addrv2: { values: ({ addresses }) => ({ vAddr: addresses.map(addressAndTimeV2) }) },
  feefilter: { values: ({ fee }) => ({ newFeeFilter: fee }) },
  getheaders: locator,
  getblocks: locator,
  version: {
    values: (version) => ({
      nVersion: version.version | 0,
      nServices: version.services,
      nTime: version.time,
      addrMe: version.receiver && addressV1(version.receiver),
      addrFrom: version.sender && addressV1(version.sender),
      nNonce: version.nonce,
      strSubVer: Buffer.from(version.userAgent),
      starting_height: version.height,
      fRelay: version.relay,
    }),
    isGuess: ({ receiver, sender, relay }) => relay || isAmbiguous(receiver) || isAmbiguous(sender),
  },
  cmpctblock: {
    values: ({ header, nonce: value, shortIds, prefilled }) => ({
      header: blockHeader(header),
      nonce: value,
      shorttxids: shortIds.map((id) => (id.length === 6 ? new Encoded(id) : undefined)),
      prefilledtxn: prefilled.map(({ index, tx }) => ({ index, tx: rawTransaction(tx) })),
    }),
    holds: ({ header, prefilled }, payload) =>
      isHeader(header, payload) && prefilled.every(({ tx }) => isTransaction(tx)),
  },
  sendcmpct: {
    values: ({ announce, version }) => ({
      sendcmpct_hb: Number(announce),
      sendcmpct_version: version,
    }),
    isGuess: ({ announce }) => announce,
  },
  block: {
    values: ({ header, transactions }, size) => ({
      header: blockHeader(header),
      // An archive of little data has left them out.
      vtx:
        transactions.length === 0 && size > EMPTY_BLOCK
          ? undefined
          : transactions.map(rawTransaction),
    }),
    holds: ({ header, transactions }, payload) =>
      isHeader(header, payload) &&
      areOfBlock(transactions, header) &&
      transactions.every(isTransaction),
  },
  getblocktxn: {
    values: ({ hash, indexes }) => ({ blockhash: hash, indexes: indexes.map(Number) }),
  },
  blocktxn: {
    values: ({ hash, transactions }) => ({
      blockhash: hash,
      txn: transactions.map(rawTransaction),
    }),
    holds: ({ transactions }) => transactions.every(isTransaction),
  },
  // What is signed is told, and not the signature after it.
  alert: { values: ({ alert }) => ({ vchMsg: alert, vchSig: undefined }) },
  filteradd: { values: ({ data }) => ({ vData: data }) },
  filterload: {
    values: ({ filter, functions, tweak, flags }) => ({
      vData: filter,
      nHashFuncs: functions,
      nTweak: tweak,
      nFlags: flags,
    }),
  },
  getcfcheckpt: { values: ({ type, stop }) => ({ filter_type: type, stop_hash: stop }) },
  cfheaders: {
    values: ({ type, stop, previous, hashes }) => ({
      filter_type: type,
      stop_hash: stop,
      prev_header: previous,
      filter_hashes: hashes,
    }),
  },
  cfilter: {
    values: ({ type, block, filter }) => ({
      filter_type: type,
      block_hash: block,
      encoded_filter: filter,
    }),
  },
  cfcheckpt: {
    values: ({ type, stop, headers }) => ({ filter_type: type, stop_hash: stop, headers }),
  },
  getcfheaders: filterRange,
  getcfilters: filterRange,
  merkleblock: {
    values: ({ header, transactions, bits, hashes }) => ({
      header: blockHeader(header),
      txn: { nTransactions: transactions, vHash: hashes, vBits: packed(bits) },
    }),
    holds: ({ header }, payload) => isHeader(header, payload),
  },
  reject: {
    values: ({ message, code, reason, hash }) => ({
      message: Buffer.from(message),
      ccode: REJECT_CODES[code],
      reason: Buffer.from(reason),
      data: hash,
    }),
  },
};

/** The lowest bit of a byte is the first. */
function packed(bits: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, index) => (bytes[index >> 3]! |= Number(bit) << (index & 7)));
  return bytes;
}
