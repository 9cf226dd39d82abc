import { create, toBinary } from '@bufbuild/protobuf';
import { decodeMessage, TRAILING } from '../../../src/bitcoin/decodeMessage';
import { hash256 } from '../../../src/bitcoin/hash';
import type { Field } from '../../../src/bitcoin/read/field';
import { content } from '../../../src/bitcoin/read/byteString';
import { transactionIds } from '../../../src/bitcoin/transactionIds';
import { type RecordName, schemaOf } from '../../../src/capture/sources/peerObserver/records';
import type { ProbeEvent } from '../../../src/shared/events/event';
import type { ConnectionEvent } from '../../../src/shared/events/connections';
import type { MessageEvent } from '../../../src/shared/events/messages';

/*
 * What peer-observer would write of our events: written from what its extractor does with a payload, and not from
 * our reader.
 */

type Values = Record<string, unknown>;

/** The bytes of a record. */
export function recordBytes(name: RecordName, values: object): Buffer {
  const schema = schemaOf(name);
  return Buffer.from(toBinary(schema, create(schema, values as never)));
}

/** A record after its length. */
export function delimited(bytes: Buffer): Buffer {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) length.push((rest % 128) + 128);
  return Buffer.concat([Buffer.of(...length, rest), bytes]);
}

export function archiveHeader(values: object = { created: 1_780_140_481n }): Buffer {
  return delimited(recordBytes('ArchiveHeader', values));
}

export function eventRecord(timestampMs: number, what: object): Buffer {
  const values = { timestamp: BigInt(timestampMs), what };
  return delimited(recordBytes('Event', values));
}

/** Of what eBPF saw. */
export function ebpf(kind: string, value: object): Values {
  return { case: 'ebpf', value: { what: { case: kind, value } } };
}

/** @returns undefined where rust-bitcoin cannot read the payload, so that peer-observer writes nothing. */
export function observed(event: ProbeEvent, timestampMs: number): Buffer | undefined {
  switch (event.kind) {
    case 'message': {
      const what = observedFields(event);
      if (!what) return undefined;
      const { peer, address, size } = event;
      const about = {
        peer: BigInt(peer),
        address,
        connectionType: connectionNumber(event),
        // Its buffer has room for eleven characters.
        messageType: event.messageType.slice(0, 11),
        inbound: event.direction === 'inbound',
        size: BigInt(size),
      };
      return eventRecord(timestampMs, ebpf('message', { about, what }));
    }
    case 'connection':
      return eventRecord(timestampMs, ebpf('connection', { what: observedChange(event) }));
    case 'misbehaving': {
      const value = { id: BigInt(event.peer), reason: event.reason };
      return eventRecord(timestampMs, ebpf('connection', { what: { case: 'misbehaving', value } }));
    }
    case 'block-connected': {
      const { height, transactions, inputs, sigops, durationNs } = event;
      const value = {
        hash: inMemory(event.hash),
        height,
        transactions: BigInt(transactions),
        inputs,
        sigops: BigInt(sigops),
        durationNs: BigInt(durationNs),
      };
      return eventRecord(timestampMs, ebpf('validation', { what: { case: 'connected', value } }));
    }
    case 'mempool-added':
    case 'mempool-removed':
    case 'mempool-replaced':
    case 'mempool-rejected': {
      const what = observedMempool(event);
      return eventRecord(timestampMs, ebpf('mempool', { what }));
    }
  }
}

/** A hash as memory has it, from how it is shown. */
function inMemory(hash: string): Buffer {
  return Buffer.from(hash, 'hex').reverse();
}

function observedMempool(
  event: Extract<ProbeEvent, { kind: `mempool-${string}` }>,
): Record<string, unknown> {
  const txid = inMemory(event.txid);
  if (event.kind === 'mempool-rejected')
    return { case: 'rejected', value: { txid, reason: event.reason } };
  const entry = { txid, vsize: event.vsize, fee: BigInt(event.fee) };
  switch (event.kind) {
    case 'mempool-added':
      return { case: 'added', value: entry };
    case 'mempool-removed': {
      const { reason, entryTime } = event;
      return { case: 'removed', value: { ...entry, reason, entered: BigInt(entryTime) } };
    }
    case 'mempool-replaced': {
      const { hash, isTransaction, fee, vsize } = event.replacement;
      const by = {
        replacement: inMemory(hash),
        replacementVsize: vsize,
        replacementFee: BigInt(fee),
        byTransaction: isTransaction,
      };
      return {
        case: 'replaced',
        value: { ...entry, entered: BigInt(event.entryTime), ...by },
      };
    }
  }
}

/** ConnType; what is not here is 0. A feeler is written as another. */
function connectionNumber({ connectionType }: { connectionType: string }): number {
  const numbers: Record<string, number> = {
    inbound: 1,
    'outbound-full-relay': 2,
    'block-relay-only': 3,
    feeler: 2,
  };
  return numbers[connectionType] ?? 0;
}

function observedChange(event: ConnectionEvent): Values {
  const { address, network, existing, establishedUnix } = event;
  const connectionType = connectionNumber(event);
  const peer = { id: BigInt(event.peer), address, connectionType, network };
  if (event.change === 'opened')
    return { case: event.direction, value: { peer, existing: BigInt(existing!) } };
  return { case: event.change, value: { peer, established: BigInt(establishedUnix!) } };
}

/** The field of a Message and its value, by type: what rust-bitcoin makes of the decoded fields. */
function observedFields({ messageType, payload }: MessageEvent): Values | undefined {
  const name = messageType.slice(0, 11);
  if (payload.length === 0 && name === 'addrv2') return { case: 'emptyAddrv2', value: true };
  if (payload.length === 0 && name === 'ping') return { case: 'oldPing', value: true };
  const form = FIELDS[name];
  if (!form)
    return { case: 'unknown', value: { messageType: name, payload: Buffer.from(payload) } };
  const { root, error } = decodeMessage(messageType, payload);
  if (error) return undefined;
  const at = (path: string): Field =>
    path.split('.').reduce((field, part) => field.child(part)!, root);
  return form(at, root);
}

type Form = (at: (path: string) => Field, root: Field) => Values | undefined;

function flag(name: string): Form {
  return () => ({ case: name, value: true });
}
function number(field: Field): number {
  return Number(field.value);
}
function bytes(field: Field): Buffer {
  return Buffer.from(field.bytes);
}
function elements(field: Field): Field[] {
  return field.children(1);
}

function inventory(name: string): Form {
  const kinds: Record<number, string> = {
    1: 'tx',
    2: 'block',
    4: 'compactBlock',
    5: 'wtx',
    0x40000001: 'witnessTx',
    0x40000002: 'witnessBlock',
  };
  return (at) => {
    const items = elements(at('vInv')).map((entry) => {
      const [type, hash] = entry.children();
      const known = kinds[number(type!)];
      if (number(type!) === 0) return { what: { case: 'error', value: true } };
      if (known) return { what: { case: known, value: bytes(hash!) } };
      return { what: { case: 'unknown', value: { type: number(type!), hash: bytes(hash!) } } };
    });
    return { case: name, value: { items } };
  };
}

export function observedTransaction(raw: Uint8Array): Values {
  const { txid, wtxid } = transactionIds(raw)!;
  return { txid: Buffer.from(txid), wtxid: Buffer.from(wtxid), raw: Buffer.from(raw) };
}

function header(field: Field): Values {
  const of = (name: string): Field => field.child(name)!;
  return {
    version: number(of('nVersion')),
    previous: bytes(of('hashPrevBlock')),
    merkleRoot: bytes(of('hashMerkleRoot')),
    time: number(of('nTime')),
    bits: number(of('nBits')),
    nonce: number(of('nNonce')),
    hash: hash256(field.bytes),
  };
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

function base32(of: Uint8Array): string {
  const bits = Array.from(of, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => BASE32[parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}

/** Ipv6Addr::to_string of Rust: the shortest form, as URLs have it. */
function ipv6Text(of: Uint8Array): string {
  const view = Buffer.from(of);
  const groups = Array.from({ length: 8 }, (_, group) => view.readUInt16BE(2 * group).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** Address::socket_addr of rust-bitcoin, then Ipv6Addr::to_ipv4 of Rust. */
function legacyAddress(ip: Uint8Array): Values {
  const hex = Buffer.from(ip).toString('hex');
  if (hex.startsWith('fd87d87eeb43'))
    return { case: 'torv2', value: `${base32(ip.subarray(6))}.onion` };
  if (hex.startsWith('0'.repeat(20) + 'ffff') || hex.startsWith('0'.repeat(24)))
    return { case: 'ipv4', value: ip.subarray(12).join('.') };
  return { case: 'ipv6', value: ipv6Text(ip) };
}

function addressV1(field: Field, time = 0): Values {
  const of = (name: string): Field => field.child(name)!;
  return {
    time,
    what: legacyAddress(of('m_addr').bytes),
    services: of('nServices').value,
    port: number(of('port')),
  };
}

function addressV2(field: Field): Values {
  const of = (name: string): Field => field.child(name)!;
  const address = of('m_addr').bytes;
  const names: Record<number, [string, string]> = {
    1: ['ipv4', address.join('.')],
    2: ['ipv6', address.length === 16 ? ipv6Text(address) : ''],
    3: ['torv2', `${base32(address)}.onion`],
    4: ['torv3', `${base32(address)}.onion`],
    5: ['i2p', `${base32(address)}.b32.i2p`],
    6: ['cjdns', address.length === 16 ? ipv6Text(address) : ''],
  };
  const known = names[number(of('m_net'))];
  const what = known
    ? { case: known[0], value: known[1] }
    : { case: 'unknown', value: { network: number(of('m_net')), address: bytes(of('m_addr')) } };
  return {
    time: number(of('nTime')),
    what,
    services: BigInt(of('nServices').value as number),
    port: number(of('port')),
  };
}

function locator(name: string): Form {
  return (at) => ({
    case: name,
    value: {
      version: number(at('locator.nVersion')) >>> 0,
      hashes: elements(at('locator.vHave')).map(bytes),
      stop: bytes(at('hashStop')),
    },
  });
}

function filterRange(name: string): Form {
  return (at) => ({
    case: name,
    value: {
      type: number(at('filter_type')),
      start: number(at('start_height')),
      stop: bytes(at('stop_hash')),
    },
  });
}

/** rust-bitcoin reads no message that is too short for it. */
function nonce(name: string): Form {
  return (_, root) => {
    const field = root.child('nonce');
    return field && { case: name, value: { value: field.value } };
  };
}

const FIELDS: Record<string, Form> = {
  ...Object.fromEntries(
    ['verack', 'sendheaders', 'getaddr', 'mempool', 'wtxidrelay', 'sendaddrv2', 'filterclear'].map(
      (name) => [name, flag(name)],
    ),
  ),
  ...Object.fromEntries(['inv', 'getdata', 'notfound'].map((name) => [name, inventory(name)])),
  ...Object.fromEntries(['getheaders', 'getblocks'].map((name) => [name, locator(name)])),
  getcfilters: filterRange('getcfilters'),
  ping: nonce('ping'),
  pong: nonce('pong'),
  tx: (_, root) => {
    const trailing = root.child(TRAILING);
    const raw = root.bytes.subarray(0, trailing?.start ?? root.end);
    return { case: 'tx', value: { tx: observedTransaction(raw) } };
  },
  headers: (at) => {
    const all = elements(at('headers'));
    // What has transactions is refused.
    if (all.some((each) => number(each.child('nTx')!) !== 0)) return undefined;
    return {
      case: 'headers',
      value: { headers: all.map((each) => header(each.child('header')!)) },
    };
  },
  addr: (at) => ({
    case: 'addr',
    value: {
      addresses: elements(at('vAddr')).map((each) => addressV1(each, number(each.child('nTime')!))),
    },
  }),
  addrv2: (at) => {
    const all = elements(at('vAddr'));
    // An address of Tor's before 2021 or of IPv4 within IPv6 is refused.
    const isRefused = all.some(
      (each) =>
        number(each.child('m_net')!) === 2 &&
        legacyAddress(each.child('m_addr')!.bytes).case !== 'ipv6',
    );
    return isRefused ? undefined : { case: 'addrv2', value: { addresses: all.map(addressV2) } };
  },
  feefilter: (at) => ({ case: 'feefilter', value: { fee: at('newFeeFilter').value } }),
  version: (at, root) => {
    // A shorter one is refused.
    if (!root.child('fRelay')) return undefined;
    return {
      case: 'version',
      value: {
        version: number(at('nVersion')) >>> 0,
        services: at('nServices').value,
        time: at('nTime').value,
        receiver: addressV1(at('addrMe')),
        sender: addressV1(at('addrFrom')),
        nonce: at('nNonce').value,
        userAgent: at('strSubVer').value,
        height: number(at('starting_height')),
        relay: at('fRelay').value,
      },
    };
  },
  cmpctblock: (at) => ({
    case: 'cmpctblock',
    value: {
      header: header(at('header')),
      nonce: at('nonce').value,
      shortIds: elements(at('shorttxids')).map(bytes),
      prefilled: elements(at('prefilledtxn')).map((each) => ({
        index: number(each.child('index')!),
        tx: observedTransaction(each.child('tx')!.bytes),
      })),
    },
  }),
  sendcmpct: (at) => ({
    case: 'sendcmpct',
    value: {
      announce: at('sendcmpct_hb').value !== 0,
      version: at('sendcmpct_version').value,
    },
  }),
  block: (at) => ({
    case: 'block',
    value: {
      header: header(at('header')),
      transactions: elements(at('vtx')).map((each) => observedTransaction(each.bytes)),
    },
  }),
  getblocktxn: (at) => ({
    case: 'getblocktxn',
    value: {
      hash: bytes(at('blockhash')),
      indexes: elements(at('indexes')).map(({ value }) => BigInt(value as number)),
    },
  }),
  blocktxn: (at) => ({
    case: 'blocktxn',
    value: {
      hash: bytes(at('blockhash')),
      transactions: elements(at('txn')).map((each) => observedTransaction(each.bytes)),
    },
  }),
  alert: (at) => ({ case: 'alert', value: { alert: Buffer.from(content(at('vchMsg'))) } }),
  filteradd: (at) => ({ case: 'filteradd', value: { data: Buffer.from(content(at('vData'))) } }),
  filterload: (at) => ({
    case: 'filterload',
    value: {
      filter: Buffer.from(content(at('vData'))),
      functions: number(at('nHashFuncs')),
      tweak: number(at('nTweak')),
      flags: number(at('nFlags')),
    },
  }),
  cfheaders: (at) => ({
    case: 'cfheaders',
    value: {
      type: number(at('filter_type')),
      stop: bytes(at('stop_hash')),
      previous: bytes(at('prev_header')),
      hashes: elements(at('filter_hashes')).map(bytes),
    },
  }),
  cfilter: (at) => ({
    case: 'cfilter',
    value: {
      type: number(at('filter_type')),
      block: bytes(at('block_hash')),
      filter: Buffer.from(content(at('encoded_filter'))),
    },
  }),
  cfcheckpt: (at) => ({
    case: 'cfcheckpt',
    value: {
      type: number(at('filter_type')),
      stop: bytes(at('stop_hash')),
      headers: elements(at('headers')).map(bytes),
    },
  }),
  merkleblock: (at) => ({
    case: 'merkleblock',
    value: {
      header: header(at('header')),
      transactions: number(at('txn.nTransactions')),
      bits: Array.from(content(at('txn.vBits'))).flatMap((byte) =>
        Array.from({ length: 8 }, (_, bit) => ((byte >> bit) & 1) === 1),
      ),
      hashes: elements(at('txn.vHash')).map(bytes),
    },
  }),
  reject: (at) => ({
    case: 'reject',
    value: {
      message: at('message').value,
      code: [1, 0x10, 0x11, 0x12, 0x40, 0x41, 0x42, 0x43].indexOf(number(at('ccode'))),
      reason: at('reason').value,
      hash: bytes(at('data')),
    },
  }),
};
