import assert from 'node:assert/strict';
import { RULES } from '../../../../src/bitcoin/conversation/conversations';
import { hash256 } from '../../../../src/bitcoin/hash';
import { reversedHex, shortHash } from '../../../../src/bitcoin/text/hex';
import {
  BLOOM,
  COMPACT_FILTERS,
  compactBlock,
  count,
  hashOf,
  header,
  headers,
  inventory,
  locator,
  many,
  NETWORK,
  type SaidVersion,
  sendcmpct,
  Talk,
  talk,
  transaction,
  u64,
  version,
} from './talk';

const TX = 1;
const BLOCK = 2;
const FILTERED = 3;
const COMPACT = 4;
const WTX = 5;
const nonce = u64(77n);
const tx = transaction(1);
const txid = hash256(tx);
const one = header();
const blockHash = hash256(one);
const child = header(blockHash);
const filter = (bytes: number, functions: number) => {
  const rest = Buffer.alloc(9);
  rest.writeUInt32LE(functions);
  return Buffer.concat([many(bytes, 1), rest]);
};
const bloom = { node: { services: NETWORK | BLOOM } };
/** A node that offers compact filters, and has connected the blocks 1,000 and 2,000, called so. */
const filtersOf = () =>
  talk('inbound', { node: { services: NETWORK | COMPACT_FILTERS } })
    .connects(hashOf(1000), 1000)
    .connects(hashOf(2000), 2000);
/** What compact filters are asked for, from a height to a block. */
const range = (start: number, stop: Uint8Array) => {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32LE(start, 1);
  return Buffer.concat([bytes, stop]);
};
const blocksOnly = { node: { relay: false } };
const sendtxrcncl = Buffer.concat([Buffer.of(1, 0, 0, 0), nonce]);
/** Both know what a feature is. */
const featuring = () =>
  new Talk()
    .opens()
    .in('version', version({ version: 70_017 }))
    .out('version', version({ version: 70_017 }));
/** A node that reconciles, before its peer says whether it does. */
const reconciling = ({ peer }: { peer?: SaidVersion } = {}) =>
  new Talk()
    .opens()
    .in('version', version(peer))
    .out('version', version())
    .out('sendtxrcncl', sendtxrcncl);
/** Asks for a transaction, and lets so many seconds pass. */
const asks = (seconds: number) =>
  talk().in('inv', inventory(WTX, txid)).out('getdata', inventory(WTX, txid)).wait(seconds);

/** The node takes a transaction of 1,000 virtual bytes. @param fee Satoshi. */
const takes = (from: Talk, fee: number) => from.accepts(txid, fee, 1000);

/** So many entries of one type. */
const inventories = (type: number, number: number) =>
  inventory(type, ...new Array<Uint8Array>(number).fill(txid));

/** A hash as a sentence has it. */
const shown = (hash: Uint8Array) => shortHash(reversedHex(hash));

interface Case {
  /** In which the rule is told. */
  told: () => Talk;
  /** In which something similar is right. */
  right: () => Talk;
}

const CASES: Readonly<Record<string, Case>> = {
  'message-before-version': {
    told: () => new Talk().opens().in('ping', nonce).greets(),
    right: () => talk().in('ping', nonce),
  },
  'message-before-verack': {
    told: () =>
      new Talk()
        .opens()
        .in('version', version())
        .out('version', version())
        .out('verack')
        .in('ping', nonce)
        .in('verack'),
    right: () =>
      new Talk()
        .opens()
        .in('version', version())
        .out('version', version())
        .out('verack')
        .in('sendheaders')
        .in('verack')
        .in('ping', nonce),
  },
  'negotiation-after-verack': {
    told: () => talk().in('sendaddrv2'),
    // The node does not reconcile.
    right: () => talk().in('sendtxrcncl', Buffer.alloc(12)),
  },
  'second-version': {
    told: () => talk().in('version', version()),
    right: () => talk(),
  },
  'second-verack': { told: () => talk().in('verack'), right: () => talk() },
  'second-wtxidrelay': {
    told: () => new Talk().opens().in('version', version()).in('wtxidrelay').in('wtxidrelay'),
    right: () => new Talk().opens().in('version', version()).in('wtxidrelay').out('wtxidrelay'),
  },
  'second-sendtxrcncl': {
    told: () => reconciling().in('sendtxrcncl', sendtxrcncl).in('sendtxrcncl', sendtxrcncl),
    // The node does not reconcile.
    right: () =>
      new Talk()
        .opens()
        .in('version', version())
        .out('version', version())
        .in('sendtxrcncl', sendtxrcncl)
        .in('sendtxrcncl', sendtxrcncl),
  },
  'sendtxrcncl-invalid': {
    told: () => reconciling().in('sendtxrcncl', Buffer.alloc(12)),
    right: () => reconciling().in('sendtxrcncl', sendtxrcncl),
  },
  'sendtxrcncl-without-relay': {
    told: () => reconciling({ peer: { relay: false } }).in('sendtxrcncl', sendtxrcncl),
    right: () => reconciling().in('sendtxrcncl', sendtxrcncl),
  },
  'self-connection': {
    told: () => {
      const self = new Talk('inbound').out('version', version({ nonce: 5n }));
      self.peer = 2;
      return self.opens().in('version', version({ nonce: 5n }));
    },
    right: () => {
      const other = new Talk('inbound').out('version', version({ nonce: 5n }));
      other.peer = 2;
      return other.opens().in('version', version({ nonce: 6n }));
    },
  },
  'obsolete-version': {
    told: () => new Talk().opens().in('version', version({ version: 31_799 })),
    right: () => new Talk().opens().in('version', version({ version: 31_800 })),
  },
  'missing-services': {
    told: () =>
      new Talk('outbound-full-relay')
        .opens()
        .out('version', version())
        .in('version', version({ services: 1n })),
    // Of one who connected nothing is expected.
    right: () => new Talk('inbound').opens().in('version', version({ services: 1n })),
  },
  'negotiation-of-old-version': {
    told: () =>
      new Talk()
        .opens()
        .in('version', version({ version: 70_015 }))
        .out('version', version())
        .in('wtxidrelay'),
    right: () => talk(),
  },
  'feature-of-old-version': {
    told: () =>
      new Talk()
        .opens()
        .in('version', version({ version: 70_016 }))
        .out('version', version({ version: 70_017 }))
        .in('feature', Buffer.alloc(8)),
    right: () =>
      new Talk()
        .opens()
        .in('version', version({ version: 70_017 }))
        .out('version', version({ version: 70_017 }))
        .in('feature', Buffer.alloc(8)),
  },
  'feature-invalid': {
    told: () => featuring().in('feature', Buffer.from('03616263' + '00', 'hex')),
    right: () => featuring().in('feature', Buffer.from('0461626364' + '0100', 'hex')),
  },
  'malformed-version': {
    told: () => new Talk().opens().in('version', Buffer.alloc(20)),
    // Core accepts one that ends before the fields which were added later.
    right: () => new Talk().opens().in('version', version().subarray(0, 46)),
  },
  'inv-too-large': {
    told: () => talk().in('inv', many(50_001, 36)),
    right: () => talk().in('inv', many(50_000, 36)),
  },
  'getdata-too-large': {
    told: () => talk().in('getdata', many(50_001, 36)),
    right: () => talk().in('getdata', many(50_000, 36)),
  },
  'notfound-too-large': {
    told: () => talk().in('notfound', many(5017, 36)),
    right: () => talk().in('notfound', many(5016, 36)),
  },
  'headers-too-many': {
    told: () => talk().in('headers', many(2001, 81)),
    right: () => talk().in('headers', many(0, 81)),
  },
  'addr-too-many': {
    told: () => talk().in('addr', many(1001, 30)),
    right: () => talk().in('addr', many(1000, 30)),
  },
  'locator-too-long': {
    told: () => talk().in('getheaders', locator(...Array<Buffer>(102).fill(hashOf(1)))),
    right: () => talk().in('getheaders', locator(...Array<Buffer>(101).fill(hashOf(1)))),
  },
  'getblocktxn-empty': {
    told: () => talk().in('getblocktxn', Buffer.concat([hashOf(1), Buffer.of(0)])),
    right: () => talk().in('getblocktxn', Buffer.concat([hashOf(1), Buffer.of(1, 0)])),
  },
  'sendcmpct-invalid': {
    told: () => talk().in('sendcmpct', sendcmpct(2)),
    right: () => talk().in('sendcmpct', sendcmpct(1)),
  },
  'filter-too-large': {
    told: () => talk('inbound', bloom).in('filterload', filter(10, 51)),
    right: () => talk('inbound', bloom).in('filterload', filter(36_000, 50)),
  },
  'filteradd-too-large': {
    told: () => talk('inbound', bloom).in('filteradd', many(521, 1)),
    right: () => talk('inbound', bloom).in('filteradd', many(520, 1)),
  },
  'bloom-not-offered': {
    told: () => talk().in('getdata', inventory(FILTERED, hashOf(1))),
    right: () =>
      talk('inbound', bloom)
        .in('filterclear')
        .in('getdata', inventory(FILTERED, hashOf(1))),
  },
  'feefilter-invalid': {
    told: () => talk().in('feefilter', u64(2_100_000_000_000_001n)),
    right: () => talk().in('feefilter', u64(2_100_000_000_000_000n)),
  },
  malformed: {
    told: () => talk().in('inv', Buffer.concat([count(2), Buffer.alloc(71)])),
    right: () => talk().in('inv', Buffer.concat([count(2), Buffer.alloc(72)])),
  },
  'filters-not-offered': {
    told: () => talk().in('getcfilters', Buffer.alloc(37)),
    right: () =>
      talk('inbound', { node: { services: NETWORK | COMPACT_FILTERS } }).in(
        'getcfilters',
        Buffer.alloc(37),
      ),
  },
  'filters-too-many': {
    told: () => filtersOf().in('getcfilters', range(0, hashOf(1000))),
    right: () =>
      filtersOf()
        .in('getcfilters', range(1, hashOf(1000)))
        .in('getcfheaders', range(0, hashOf(1000))),
  },
  'headers-without-work': {
    told: () => talk().in('headers', headers(header(undefined, false))),
    right: () => talk().in('headers', headers(one)),
  },
  'headers-not-continuous': {
    told: () => talk().in('headers', headers(one, header())),
    right: () => talk().in('headers', headers(one, child)),
  },
  'headers-unconnected': {
    told: () =>
      talk()
        .out('getheaders', locator(hashOf(1)))
        .in('headers', headers(child))
        .out('getheaders', locator(hashOf(1))),
    // It knows them, and asks for what comes after.
    right: () =>
      talk()
        .out('getheaders', locator(hashOf(1)))
        .in('headers', headers(child))
        .out('getheaders', locator(hash256(child))),
  },
  'tx-unasked': { told: () => talk().in('tx', tx), right: () => asks(1).in('tx', tx) },
  'tx-twice': {
    told: () => asks(1).in('tx', tx).in('tx', tx),
    right: () => asks(1).in('tx', tx).out('getdata', inventory(TX, txid)).in('tx', tx),
  },
  'tx-not-wanted': {
    told: () => talk('inbound', blocksOnly).in('inv', inventory(WTX, txid)),
    right: () => talk('inbound', blocksOnly).in('inv', inventory(BLOCK, blockHash)),
  },
  'inv-not-wanted': {
    told: () => talk('inbound', { peer: { relay: false } }).out('inv', inventory(WTX, txid)),
    right: () =>
      talk('inbound', { peer: { relay: false }, ...bloom })
        .in('filterclear')
        .out('inv', inventory(WTX, txid)),
  },
  'inv-of-wrong-kind': {
    told: () => talk().in('inv', inventory(TX, txid)),
    right: () => talk().in('inv', inventory(WTX, txid)),
  },
  'getdata-unannounced': {
    told: () => talk().in('getdata', inventory(WTX, txid)),
    // The parents of an orphan are asked for by txid.
    right: () =>
      asks(1)
        .in('tx', tx)
        .out('getdata', inventory(TX, hashOf(1))),
  },
  notfound: {
    told: () => asks(1).in('notfound', inventory(WTX, txid)),
    right: () => asks(1).in('tx', tx),
  },
  'notfound-unasked': {
    told: () => talk().in('notfound', inventory(WTX, txid)),
    right: () => asks(1).in('notfound', inventory(WTX, txid)),
  },
  'tx-not-delivered': {
    told: () => asks(61).in('ping', nonce),
    right: () => asks(59).in('ping', nonce).in('tx', tx).wait(10).in('ping', nonce),
  },
  'announced-back': {
    told: () => talk().out('inv', inventory(WTX, txid)).wait(11).in('inv', inventory(WTX, txid)),
    // Both crossed on their way.
    right: () => talk().out('inv', inventory(WTX, txid)).wait(1).in('inv', inventory(WTX, txid)),
  },
  'below-feefilter': {
    // 999 satoshi per kvB.
    told: () => takes(talk().in('feefilter', u64(1000n)), 999).out('inv', inventory(WTX, txid)),
    right: () => takes(talk().in('feefilter', u64(1000n)), 1000).out('inv', inventory(WTX, txid)),
  },
  'cmpctblock-unasked': {
    told: () => talk().in('cmpctblock', compactBlock(one)),
    right: () => talk().out('sendcmpct', sendcmpct(1)).in('cmpctblock', compactBlock(one)),
  },
  'cmpctblock-not-offered': {
    told: () =>
      new Talk()
        .opens()
        .in('version', version())
        .out('version', version())
        .out('verack')
        .in('verack')
        .out('sendcmpct', sendcmpct(1))
        .out('ping', nonce)
        .in('cmpctblock', compactBlock(one)),
    right: () =>
      talk().out('getdata', inventory(COMPACT, blockHash)).in('cmpctblock', compactBlock(one)),
  },
  'blocktxn-unasked': {
    told: () => talk().in('blocktxn', Buffer.concat([blockHash, Buffer.of(0)])),
    right: () =>
      talk()
        .out('getblocktxn', Buffer.concat([blockHash, Buffer.of(1, 0)]))
        .in('blocktxn', Buffer.concat([blockHash, Buffer.of(0)])),
  },
  'block-not-delivered': {
    told: () => talk().out('getdata', inventory(BLOCK, blockHash)).wait(601).in('ping', nonce),
    right: () =>
      talk()
        .out('getdata', inventory(BLOCK, blockHash))
        .in('block', one)
        .wait(601)
        .in('ping', nonce),
  },
  'ping-unanswered': {
    told: () => talk().out('ping', nonce).wait(1201).in('ping', nonce),
    right: () => talk().out('ping', nonce).in('pong', nonce).wait(1201).in('ping', nonce),
  },
  'pong-unasked': {
    told: () => talk().out('ping', nonce).in('pong', nonce).in('pong', nonce),
    // An earlier ping may be answered after a later one was sent.
    right: () =>
      talk().out('ping', nonce).out('ping', u64(3n)).in('pong', nonce).in('pong', u64(3n)),
  },
  'pong-short': {
    told: () => talk().out('ping', nonce).in('pong', nonce.subarray(1)),
    right: () => talk().out('ping', nonce).in('pong', nonce),
  },
  'ping-short': {
    told: () => talk().in('ping'),
    right: () => talk('inbound', { peer: { version: 60_000 } }).out('ping'),
  },
  'addr-rate': {
    told: () => talk().in('addr', many(100, 30)),
    right: () => talk('outbound-full-relay').out('getaddr').in('addr', many(1000, 30)),
  },
  'addr-not-wanted': {
    told: () => talk('block-relay-only').in('addr', many(1, 30)),
    right: () => talk('outbound-full-relay').in('addr', many(1, 30)),
  },
  'addrv2-not-wanted': {
    told: () =>
      new Talk()
        .opens()
        .in('version', version())
        .out('version', version())
        .out('verack')
        .in('verack')
        .out('sendcmpct', sendcmpct(0))
        .out('ping', nonce)
        .in('addrv2', many(1, 9)),
    right: () => talk().in('addrv2', many(1, 9)),
  },
  'getaddr-repeated': {
    told: () => talk().in('getaddr').in('getaddr'),
    right: () => talk().in('getaddr'),
  },
  'getaddr-ignored': {
    told: () => talk('outbound-full-relay').in('getaddr'),
    right: () => talk('outbound-full-relay').out('getaddr'),
  },
  'reject-message': {
    told: () => talk().in('reject', Buffer.from('02747810047370616d', 'hex')),
    right: () => talk(),
  },
  'alert-message': { told: () => talk().out('alert', Buffer.of(0, 0)), right: () => talk() },
  'unknown-type': { told: () => talk().in('xversion'), right: () => talk().in('sendheaders') },
  punished: {
    told: () => talk().in('headers', many(2001, 81)).punishes('headers message size = 2001'),
    right: () => talk().in('headers', many(2001, 81)).closes(),
  },
  'not-punished': {
    told: () => talk('manual').in('headers').punishes('bad'),
    right: () => talk().in('headers').punishes('bad'),
  },
  'disconnected-after': {
    told: () => talk().in('mempool').closes(),
    right: () => talk().in('mempool').wait(60).closes(),
  },
  evicted: { told: () => talk().evicts().closes(), right: () => talk().closes() },
};

describe('the rules of a conversation', () => {
  it('are all here', () => {
    assert.deepEqual(
      RULES.map(({ id }) => id),
      Object.keys(CASES),
    );
    assert.equal(new Set(RULES.map(({ id }) => id)).size, RULES.length);
  });

  for (const [rule, { told, right }] of Object.entries(CASES)) {
    it(`tells ${rule}, once`, () => {
      const { rules, findings } = told();
      assert.deepEqual(
        rules.filter((id) => id === rule),
        [rule],
        rules.join(', '),
      );
      for (const { text, rows } of findings) {
        assert.match(text, /^(The|A|An) .*\.$/);
        assert.equal(new Set(rows).size, rows.length);
      }
    });

    it(`does not tell ${rule} where all is right`, () => {
      assert.ok(!right().rules.includes(rule), right().findings[0]?.text);
    });
  }

  it('finds nothing in a handshake, nor in what Core does', () => {
    for (const type of ['inbound', 'outbound-full-relay', 'block-relay-only', 'manual'])
      assert.deepEqual(talk(type).closes().rules, [], type);
    const own = transaction(9);
    const usual = asks(1)
      .in('tx', tx)
      .out('inv', inventory(WTX, hash256(own)))
      .in('getdata', inventory(WTX, hash256(own)))
      .out('tx', own);
    assert.deepEqual(usual.closes().rules, []);
    // A chain of little work is asked for a second time, from where it began.
    const little = talk()
      .out('getheaders', locator(hashOf(1)))
      .in('headers', headers(one))
      .out('getheaders', locator(blockHash))
      .in('headers', headers(child))
      .out('getheaders', locator(hashOf(1)));
    assert.deepEqual(little.rules, []);
    // A feeler ends after the version, and nobody is to blame.
    const feeler = new Talk('feeler').opens().out('version', version()).in('version', version());
    assert.deepEqual(feeler.closes().rules, []);
    // A private broadcast announces by txid, whatever was negotiated.
    const broadcast = new Talk('private-broadcast')
      .opens()
      .out('version', version({ relay: false }))
      .in('version', version())
      .out('verack')
      .in('wtxidrelay')
      .in('sendaddrv2')
      .in('verack')
      .in('sendcmpct', sendcmpct(0))
      .in('inv', inventory(WTX, hashOf(3)))
      .out('inv', inventory(TX, txid))
      .in('getdata', inventory(TX, txid))
      .out('tx', tx)
      .out('ping', nonce)
      .in('pong', nonce)
      .closes();
    assert.deepEqual(broadcast.rules, []);
  });

  it('tells what came before a handshake that never was, where handshakes are traced', () => {
    const silent = talk();
    silent.peer = 2;
    assert.deepEqual(silent.opens().in('ping', nonce).closes().rules, ['message-before-version']);
    const half = new Talk().opens().in('version', version()).out('version', version());
    assert.deepEqual(half.out('verack').in('ping', nonce).closes().rules, [
      'message-before-verack',
    ]);
  });

  it('say why a connection ends', () => {
    const reason = (of: Talk) => of.closes().findings.at(-1)!.text;
    assert.match(reason(talk().in('sendaddrv2')), /negotiation-after-verack/);
    assert.match(reason(new Talk().opens().wait(60)), /handshake was not complete after 60\.0 s/);
    const stalled = talk()
      .out('getdata', inventory(BLOCK, blockHash, hashOf(2)))
      .wait(3);
    const first = shown(blockHash);
    assert.ok(
      reason(stalled).includes(
        `while the node waits for 2 blocks, the first (${first}) asked for 3.0 s before`,
      ),
      reason(stalled),
    );
    const one = talk().out('getdata', inventory(BLOCK, blockHash)).wait(3);
    assert.match(
      reason(one),
      /waits for block \S+, asked for 3\.0 s before; in initial block download it disconnects a peer that holds up/,
    );
    // BLOCK_STALLING_TIMEOUT_DEFAULT has not passed.
    const soon = talk().out('getdata', inventory(BLOCK, blockHash)).wait(1.9).closes();
    assert.deepEqual(soon.rules, []);
    const busy = talk().out('getdata', inventory(BLOCK, blockHash, hashOf(2)));
    assert.deepEqual(busy.wait(3).in('block', header()).wait(1.9).closes().rules, []);
  });

  it('name what was asked for and did not come', () => {
    const told = (of: Talk) =>
      of
        .wait(601)
        .in('ping', nonce)
        .findings.map(({ text }) => text);
    assert.deepEqual(told(asks(1)), [
      `The peer has sent neither tx nor notfound for transaction ${shown(txid)} that the node asked for, within 60 s.`,
    ]);
    const others = Array.from({ length: 100 }, (_, i) => hashOf(i));
    const several = talk()
      .in('inv', inventory(WTX, txid, ...others))
      .out('getdata', inventory(WTX, txid, ...others))
      .in('tx', tx);
    assert.deepEqual(told(several), [
      `The peer has sent neither tx nor notfound for 100 transactions (${shown(others[0]!)} first) that the node asked for, within 60 s.`,
    ]);
    assert.deepEqual(told(talk().out('getdata', inventory(BLOCK, blockHash, hashOf(2)))), [
      `The peer has not sent block ${shown(blockHash)}, which the node asked for, within 10 min.`,
      `The peer has not sent block ${shown(hashOf(2))}, which the node asked for, within 10 min.`,
    ]);
  });

  it('tells positions of transactions that no block has, which Core does not read', () => {
    const asks = (...positions: Buffer[]) =>
      talk().in('getblocktxn', Buffer.concat([hashOf(1), count(positions.length), ...positions]));
    assert.deepEqual(asks(count(65_535)).rules, []);
    assert.deepEqual(asks(count(65_534), count(0)).rules, []);
    for (const told of [asks(count(65_536)), asks(count(65_535), count(0))]) {
      assert.deepEqual(told.rules, ['malformed']);
      assert.match(
        told.findings[0]!.text,
        /^The peer sends getblocktxn of \d+ bytes that Core cannot read \(differential value overflow\), so Core ignores it\.$/,
      );
    }
    const prefilled = (position: number) =>
      talk()
        .out('getdata', inventory(COMPACT, blockHash))
        .in('cmpctblock', compactBlock(one, position));
    assert.deepEqual(prefilled(0).rules, []);
    assert.deepEqual(prefilled(65_536).rules, ['malformed']);
  });

  it('tells a transaction that Core cannot read, and none with bytes after it', () => {
    const told = talk().in('tx', tx.subarray(0, 30));
    assert.deepEqual(told.rules, ['malformed']);
    assert.match(
      told.findings[0]!.text,
      /^The peer sends tx of 30 bytes that Core cannot read \(.+\), so Core ignores it\.$/,
    );
    assert.deepEqual(talk().in('tx').rules, ['malformed']);
    assert.deepEqual(talk().in('tx', Buffer.concat([tx, nonce])).rules, []);
    assert.deepEqual(talk().in('tx', tx.subarray(0, 30), 60).rules, []);
    const unwanted = talk('inbound', blocksOnly).in('tx', tx.subarray(0, 30));
    assert.deepEqual(unwanted.rules, ['tx-not-wanted']);
  });

  it('tells reconciliation where there are no transactions, of a node that does it elsewhere', () => {
    const second = (type: string, said: { peer?: SaidVersion; node?: SaidVersion } = {}) => {
      const talk = new Talk(type);
      talk.opens().in('version', version()).out('version', version());
      talk.out('sendtxrcncl', sendtxrcncl);
      talk.peer = 2;
      talk.opens().out('version', version(said.node)).in('version', version(said.peer));
      return talk.in('sendtxrcncl', sendtxrcncl);
    };
    const relay = false;
    const rule = 'sendtxrcncl-without-relay';
    assert.deepEqual(second('outbound-full-relay').rules, []);
    assert.deepEqual(second('block-relay-only').rules, [rule]);
    assert.deepEqual(second('outbound-full-relay', { node: { relay } }).rules, [rule]);
    assert.deepEqual(second('outbound-full-relay', { peer: { relay } }).rules, [rule]);
    assert.deepEqual(second('private-broadcast', { node: { relay } }).rules, []);
    const late = second('outbound-full-relay').in('verack').in('sendtxrcncl', sendtxrcncl);
    assert.deepEqual(late.rules, ['negotiation-after-verack']);
    // Whether it reconciles is not known.
    const alone = new Talk().opens().in('version', version({ relay })).out('version', version());
    assert.deepEqual(alone.in('sendtxrcncl', sendtxrcncl).rules, []);
  });

  it('says that a peer is not punished, once it was seen to go on', () => {
    const spared = talk().in('block').punishes('').in('block').punishes('').closes();
    assert.deepEqual(
      spared.findings.map(({ text }) => text),
      [
        'The node punishes the peer after its block, without a reason.',
        'The node finds fault with the peer after its block, without a reason, but does not punish it: the peer has gone on since the last time.',
      ],
    );
    const manual = talk('manual').in('block').punishes('mutated block').closes();
    assert.deepEqual(
      manual.findings.map(({ text }) => text),
      [
        'The node finds fault with the peer after its block, for “mutated block”, but does not punish a peer that it was told to connect to.',
      ],
    );
    // Two things that are wrong with one message.
    assert.deepEqual(talk().in('block').punishes('').punishes('').rules, ['punished', 'punished']);
  });

  it('says nothing of entries that Core does not look at, as there are too many', () => {
    assert.deepEqual(talk().in('inv', inventories(TX, 50_001)).rules, ['inv-too-large']);
    assert.deepEqual(talk().in('getdata', inventories(WTX, 50_001)).rules, ['getdata-too-large']);
    assert.deepEqual(talk().in('inv', inventories(TX, 2)).rules, ['inv-of-wrong-kind']);
  });

  it('tells of too many compact filters by the height of the last block, where that is known', () => {
    const texts = (talk: Talk) => talk.findings.map(({ text }) => text);
    assert.deepEqual(texts(filtersOf().in('getcfheaders', range(0, hashOf(2000)))), [
      'The peer sends getcfheaders from height 0 to 2,000, more than 2,000 blocks, for which Core disconnects.',
    ]);
    assert.deepEqual(texts(filtersOf().in('getcfilters', range(1001, hashOf(1000)))), [
      'The peer sends getcfilters from height 1,001 to 1,000, which is before it, for which Core disconnects.',
    ]);
    assert.deepEqual(texts(filtersOf().in('getcfilters', range(0, hashOf(9000)))), []);
    assert.deepEqual(
      texts(filtersOf().in('getcfilters', range(0, hashOf(1000)).subarray(0, 36))),
      [],
    );
    const full = filtersOf();
    for (let i = 0; i < 20_000; i++) full.connects(hashOf(i + 10_000), i);
    assert.deepEqual(texts(full.in('getcfilters', range(0, hashOf(1000)))), [], 'it is forgotten');
    assert.equal(texts(full.in('getcfilters', range(0, hashOf(29_999)))).length, 1);
  });

  it('tells of compact filters of a type that Core does not have', () => {
    const offers = { node: { services: NETWORK | COMPACT_FILTERS } };
    const asks = (type: number) =>
      talk('inbound', offers).in('getcfilters', Buffer.alloc(37).fill(type, 0, 1));
    assert.deepEqual(asks(0).rules, []);
    assert.deepEqual(
      asks(255).findings.map(({ rule, text }) => [rule.id, text]),
      [
        [
          'filters-not-offered',
          'The peer sends getcfilters for filters of type 255, which Core does not have, so it disconnects.',
        ],
      ],
    );
  });
});
