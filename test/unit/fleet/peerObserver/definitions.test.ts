import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { decodeMessage } from '../../../../src/bitcoin/decodeMessage';
import { hash256 } from '../../../../src/bitcoin/hash';
import { content } from '../../../../src/bitcoin/read/byteString';
import type { Field } from '../../../../src/bitcoin/read/field';
import { transactionIds } from '../../../../src/bitcoin/transactionIds';
import { encodeEvent } from '../../../../src/fleet/peerObserver/encodeEvent';
import { Unexpressed } from '../../../../src/fleet/peerObserver/unexpressed';
import {
  eventsOf,
  isProbeEvent,
  type MessageEvent,
  type ProbeEvent,
} from '../../../../src/shared/events/event';
import { examples } from '../../../fuzz/examples';
import { added, blockConnected, rejected, removed, replaced } from '../../support/effects';
import { message } from '../../support/frames';
import { recordedEvents } from './recordedEvents';
import { inner, parseTextFormat, type TextRecord } from './textFormat';

const NOW = 1_790_000_000_000;
const SOURCE = process.env.PEER_OBSERVER_SOURCE ?? '';
const PROTO = join(SOURCE, 'protobuf');
const isThere = SOURCE !== '' && existsSync(join(PROTO, 'event.proto'));
/** Of each type that many messages are looked at. */
const MOST = 8;

/** A path of members in our field, and what is within. */
type Path = string;
type Spec = Record<string, Path | { each: Path; of: Spec } | { hashes: Path } | Check>;
type Check = (theirs: TextRecord, ours: Field) => void;

const HEADER: Spec = {
  version: 'nVersion',
  prev_blockhash: 'hashPrevBlock',
  merkle_root: 'hashMerkleRoot',
  time: 'nTime',
  bits: 'nBits',
  nonce: 'nNonce',
  hash: (theirs, ours) => assert.deepEqual(theirs.hash, [hash256(ours.bytes)]),
};
const TRANSACTION: Spec = {
  raw: '',
  txid: (theirs, ours) =>
    assert.deepEqual(theirs.txid, [Buffer.from(transactionIds(ours.bytes)!.txid)]),
  wtxid: (theirs, ours) =>
    assert.deepEqual(theirs.wtxid, [Buffer.from(transactionIds(ours.bytes)!.wtxid)]),
};
const INVENTORY: Spec = {
  items: {
    each: 'vInv',
    of: {
      '*': (theirs, ours) => {
        const names: Record<string, number> = {
          transaction: 1,
          block: 2,
          compact_block: 4,
          wtx: 5,
          witness_transaction: 0x40000001,
          witness_block: 0x40000002,
        };
        const [[name, [value]] = ['', []]] = Object.entries(theirs);
        const type = Number(ours.child('type')!.value);
        const hash = Buffer.from(ours.child('hash')!.bytes);
        if (name === 'error') assert.equal(type, 0);
        else if (name === 'unknown')
          assert.deepEqual(value, { inv_type: [String(type)], hash: [hash] });
        else assert.deepEqual([names[name], value], [type, hash]);
      },
    },
  },
};
const ADDRESS: Spec = {
  services: 'nServices',
  port: 'port',
  '*': (theirs, ours) => {
    const names = ['ipv4', 'ipv6', 'torv2', 'torv3', 'i2p', 'cjdns', 'unknown'];
    const name = names.find((each) => theirs[each]);
    assert.ok(name);
    const address = ours.child('m_addr')!;
    const [value] = theirs[name]!;
    const text = Buffer.isBuffer(value) ? value.toString() : '';
    // What the decoder shows is what they say, but for what both show in their own way.
    if (name === 'ipv6' || name === 'cjdns') assert.equal(text, address.text);
    if (name === 'ipv4') assert.equal(text, address.bytes.subarray(-4).join('.'));
    if (name === 'i2p') assert.equal(text, address.text);
    if (name === 'torv3') assert.equal(text.slice(0, 51), address.text.slice(0, 51));
  },
};
const LOCATOR: Spec = {
  version: 'locator.nVersion',
  locator_hashes: { hashes: 'locator.vHave' },
  stop_hash: 'hashStop',
};
const RANGE: Spec = {
  filter_type: 'filter_type',
  start_height: 'start_height',
  stop_hash: 'stop_hash',
};
const flag =
  (name: string): Check =>
  (theirs) =>
    assert.deepEqual(theirs[name], ['true']);

/** Names of their fields, and where our decoder has the same. */
const SPECS: Record<string, [field: string, spec: Spec | Check]> = {
  ping: ['ping', { value: 'nonce' }],
  pong: ['pong', { value: 'nonce' }],
  inv: ['inv', INVENTORY],
  getdata: ['getdata', INVENTORY],
  notfound: ['notfound', INVENTORY],
  tx: ['tx', { tx: (theirs, ours) => compare(inner(theirs, 'tx'), ours, TRANSACTION) }],
  headers: [
    'headers',
    {
      headers: {
        each: 'headers',
        of: { '*': (theirs, ours) => compare(theirs, ours.child('header')!, HEADER) },
      },
    },
  ],
  addr: ['addr', { addresses: { each: 'vAddr', of: { ...ADDRESS, timestamp: 'nTime' } } }],
  addrv2: ['addrv2', { addresses: { each: 'vAddr', of: { ...ADDRESS, timestamp: 'nTime' } } }],
  feefilter: ['feefilter', { fee: 'newFeeFilter' }],
  getheaders: ['getheaders', LOCATOR],
  getblocks: ['getblocks', LOCATOR],
  version: [
    'version',
    {
      version: 'nVersion',
      services: 'nServices',
      timestamp: 'nTime',
      receiver: (theirs, ours) =>
        compare(inner(theirs, 'receiver'), ours.child('addrMe')!, ADDRESS),
      sender: (theirs, ours) => compare(inner(theirs, 'sender'), ours.child('addrFrom')!, ADDRESS),
      nonce: 'nNonce',
      user_agent: 'strSubVer',
      start_height: 'starting_height',
      relay: 'fRelay',
    },
  ],
  cmpctblock: [
    'compactblock',
    {
      header: (theirs, ours) => compare(inner(theirs, 'header'), ours.child('header')!, HEADER),
      nonce: 'nonce',
      short_ids: { hashes: 'shorttxids' },
      transactions: {
        each: 'prefilledtxn',
        of: {
          diff_index: 'index',
          tx: (theirs, ours) => compare(inner(theirs, 'tx'), ours.child('tx')!, TRANSACTION),
        },
      },
    },
  ],
  sendcmpct: [
    'sendcompact',
    {
      send_compact: (theirs, ours) =>
        assert.equal(
          theirs.send_compact?.[0],
          String(Number(ours.child('sendcmpct_hb')!.value) !== 0),
        ),
      version: 'sendcmpct_version',
    },
  ],
  block: [
    'block',
    {
      header: (theirs, ours) => compare(inner(theirs, 'header'), ours.child('header')!, HEADER),
      transactions: { each: 'vtx', of: TRANSACTION },
    },
  ],
  getblocktxn: ['getblocktxn', { block_hash: 'blockhash', tx_indexes: { hashes: 'indexes' } }],
  blocktxn: [
    'blocktxn',
    { block_hash: 'blockhash', transactions: { each: 'txn', of: TRANSACTION } },
  ],
  alert: ['alert', { alert: 'vchMsg' }],
  filteradd: ['filteradd', { filter: 'vData' }],
  filterload: [
    'filterload',
    {
      filter: 'vData',
      hash_funcs: 'nHashFuncs',
      tweak: 'nTweak',
      flags: (theirs, ours) =>
        assert.equal(
          theirs.flags?.[0],
          ['None', 'All', 'PubkeyOnly'][Number(ours.child('nFlags')!.value)],
        ),
    },
  ],
  getcfcheckpt: ['getcfcheckpt', { filter_type: 'filter_type', stop_hash: 'stop_hash' }],
  cfheaders: [
    'cfheaders',
    {
      filter_type: 'filter_type',
      stop_hash: 'stop_hash',
      previous_filter_header: 'prev_header',
      filter_hashes: { hashes: 'filter_hashes' },
    },
  ],
  cfilter: [
    'cfilter',
    { filter_type: 'filter_type', block_hash: 'block_hash', filter: 'encoded_filter' },
  ],
  cfcheckpt: [
    'cfcheckpt',
    { filter_type: 'filter_type', stop_hash: 'stop_hash', filter_headers: { hashes: 'headers' } },
  ],
  getcfheaders: ['getcfheaders', RANGE],
  getcfilters: ['getcfilter', RANGE],
  merkleblock: [
    'merkleblock',
    {
      header: (theirs, ours) => compare(inner(theirs, 'header'), ours.child('header')!, HEADER),
      num_transactions: 'txn.nTransactions',
      hashes: { hashes: 'txn.vHash' },
      bits: (theirs, ours) =>
        assert.equal((theirs.bits ?? []).length, 8 * content(at(ours, 'txn.vBits')).length),
    },
  ],
  reject: [
    'reject',
    {
      rejected_command: 'message',
      reason: (theirs, ours) => {
        const names = {
          MALFORMED: 0x01,
          INVALID: 0x10,
          OBSOLETE: 0x11,
          DUPLICATE: 0x12,
          NONSTANDARD: 0x40,
          DUST: 0x41,
          FEE: 0x42,
          CHECKPOINT: 0x43,
        };
        const name = theirs.reason?.[0] as keyof typeof names;
        assert.equal(names[name], ours.child('ccode')!.value);
      },
      reason_details: 'reason',
      hash: 'data',
    },
  ],
  ...Object.fromEntries(
    ['verack', 'sendheaders', 'getaddr', 'mempool', 'wtxidrelay', 'sendaddrv2', 'filterclear'].map(
      (name) => [name, [name, flag(name)] as [string, Check]],
    ),
  ),
};

function at(field: Field, path: string): Field {
  return path === '' ? field : path.split('.').reduce((each, name) => each.child(name)!, field);
}

/** Whether they say of a value what our decoder says. */
function same(theirs: Buffer | string | TextRecord | undefined, ours: Field): void {
  if (Buffer.isBuffer(theirs)) {
    const isSized = /vector|string|GCSFilter/i.test(ours.type.name);
    const bytes = isSized ? content(ours) : ours.bytes;
    assert.deepEqual(theirs, Buffer.from(bytes), `${ours.name}: ${ours.type.name}`);
  } else if (typeof ours.value === 'boolean') assert.equal(theirs, String(ours.value), ours.name);
  else {
    assert.ok(typeof theirs === 'string' && ours.value !== undefined, ours.name);
    // They have it without a sign.
    const value = BigInt(ours.value as number | bigint);
    const unsigned = theirs.startsWith('-') || value >= 0n ? value : BigInt.asUintN(32, value);
    assert.equal(BigInt(theirs), unsigned, ours.name);
  }
}

function compare(theirs: TextRecord, ours: Field, spec: Spec): void {
  for (const [name, how] of Object.entries(spec)) {
    const values = theirs[name] ?? [];
    if (typeof how === 'function') how(theirs, ours);
    else if (typeof how === 'string') {
      assert.equal(values.length, 1, name);
      same(values[0], at(ours, how));
    } else {
      const elements = at(ours, 'each' in how ? how.each : how.hashes).children(1);
      assert.equal(values.length, elements.length, name);
      elements.forEach((element, index) => {
        if ('each' in how) compare(values[index] as TextRecord, element, how.of);
        else same(values[index], element);
      });
    }
  }
}

function decodedByThem(event: ProbeEvent): TextRecord {
  const bytes = encodeEvent(event, NOW).bytes;
  const protoc = (option: string, input: Uint8Array | string): Buffer =>
    execFileSync('protoc', [`-I${PROTO}`, option, 'event.proto'], {
      input,
      // What is missing is said there.
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 2 ** 28,
    });
  const text = protoc('--decode=event.Event', bytes).toString();
  assert.ok(!/^\s*\d+[:\s]/m.test(text), `a field that they do not know:\n${text.slice(0, 500)}`);
  assert.deepEqual(protoc('--encode=event.Event', text), Buffer.from(bytes));
  const parsed = parseTextFormat(text);
  assert.deepEqual(parsed.timestamp, [String(NOW)]);
  return inner(parsed, 'ebpf_extractor');
}

function isExpressed(event: ProbeEvent): boolean {
  try {
    return encodeEvent(event, NOW).bytes.length > 0;
  } catch (error) {
    assert.ok(error instanceof Unexpressed, String(error));
    return false;
  }
}

/** Some messages of each type: of the recorded sessions, and examples. */
function* messages(): Generator<MessageEvent, void> {
  const counts = new Map<string, number>();
  const made = examples().flatMap(({ messageType: type, payload }) => [
    ...eventsOf(message({ type, payload })),
  ]);
  for (const event of [...recordedEvents('session'), ...recordedEvents('busy'), ...made]) {
    if (event.kind !== 'message' || !isExpressed(event)) continue;
    const count = counts.get(event.messageType) ?? 0;
    counts.set(event.messageType, count + 1);
    if (count < MOST) yield event;
  }
}

const suite = isThere ? describe : describe.skip;

suite(
  `events of ours by peer-observer’s definitions${
    isThere ? '' : ' (not checked: PEER_OBSERVER_SOURCE names no checkout of it)'
  }`,
  function () {
    this.timeout(300_000);

    it('have the fields that our decoder has, for every type of message', () => {
      const seen = new Set<string>();
      for (const event of messages()) {
        const { messageType: type, payload, peer, address, size, direction } = event;
        const theirs = inner(decodedByThem(event), 'message');
        const about = inner(theirs, 'meta');
        assert.deepEqual(
          [about.peer_id, about.addr, about.command, about.inbound, about.size],
          [
            [String(peer)],
            [Buffer.from(address)],
            [Buffer.from(type)],
            [String(direction === 'inbound')],
            [String(size)],
          ],
        );
        const [name, spec] = SPECS[type] ?? ['unknown', undefined];
        if (payload.length === 0 && (type === 'ping' || type === 'addrv2'))
          assert.deepEqual(theirs[type === 'ping' ? 'oldping' : 'emptyaddrv2'], ['true']);
        else if (!spec)
          assert.deepEqual(inner(theirs, name), {
            command: [Buffer.from(type)],
            payload: [Buffer.from(payload)],
          });
        else if (typeof spec === 'function') spec(theirs, decodeMessage(type, payload).root);
        else compare(inner(theirs, name), decodeMessage(type, payload).root, spec);
        seen.add(type);
      }
      assert.deepEqual(
        Object.keys(SPECS).filter((type) => !seen.has(type)),
        [],
      );
    });

    it('have those of connections', () => {
      const counts = new Map<string, number>();
      for (const event of recordedEvents('busy')) {
        if (event.kind !== 'connection' && event.kind !== 'misbehaving') continue;
        const kind =
          event.kind === 'connection' ? `${event.change} ${event.direction}` : event.kind;
        const count = (counts.get(kind) ?? 0) + 1;
        counts.set(kind, count);
        if (count > MOST) continue;
        const theirs = inner(decodedByThem(event), 'connection');
        if (event.kind === 'misbehaving') {
          const text = Buffer.from(event.reason);
          assert.deepEqual(theirs, {
            misbehaving: [{ id: [String(event.peer)], message: [text] }],
          });
          continue;
        }
        const name = event.change === 'opened' ? event.direction! : event.change;
        const change = inner(theirs, name === 'evicted' ? 'inbound_evicted' : name);
        const { conn_type: type, ...peer } = inner(change, 'conn');
        assert.deepEqual(peer, {
          peer_id: [String(event.peer)],
          addr: [Buffer.from(event.address)],
          network: [String(event.network)],
        });
        const types: Record<string, string> = {
          inbound: 'Inbound',
          'outbound-full-relay': 'OutboundFullRelay',
          'block-relay-only': 'BlockRelayOnly',
          feeler: 'Feeler',
        };
        assert.deepEqual(type, [types[event.connectionType] ?? 'Unknown']);
        assert.deepEqual(change.existing_connections ?? change.time_established, [
          String(event.existing ?? event.establishedUnix),
        ]);
      }
      assert.ok(counts.size >= 3, [...counts.keys()].join());
    });

    it('have those of transactions and blocks', () => {
      const frames = [
        added({ fee: -7 }),
        removed('sizelimit'),
        replaced({ isTransaction: false }),
        rejected('min relay fee not met'),
        blockConnected(),
      ];
      const all = [...eventsOf(Buffer.concat(frames))].filter(isProbeEvent).map((event) => {
        const { mempool, validation } = decodedByThem(event);
        return (mempool ?? validation)![0] as TextRecord;
      });
      const flat = all.map((record) => {
        const [[name, [fields]] = ['', []]] = Object.entries(record);
        const values = Object.entries(fields as TextRecord).map(([field, [value]]) =>
          Buffer.isBuffer(value) && value.length === 32
            ? `${field} ${Buffer.from(value).reverse().toString('hex', 0, 4)}`
            : `${field} ${(value as Buffer | string).toString()}`,
        );
        return `${name}: ${values.join(', ')}`;
      });
      assert.deepEqual(flat, [
        'added: txid 4e3a0101, vsize 152, fee -7',
        'removed: txid 4e3a0101, reason sizelimit, vsize 152, fee 1234, entry_time 1700000000',
        'replaced: replaced_txid 4e3a0101, replaced_vsize 152, replaced_fee 1234, replaced_entry_time 1700000000, replacement_id 91c00202, replacement_vsize 200, replacement_fee 5000, replaced_by_transaction false',
        'rejected: txid 4e3a0101, reason min relay fee not met',
        flat[4],
      ]);
      assert.match(flat[4]!, /^block_connected: hash 00000000, height 840123, transactions \d+/);
    });
  },
);
