import assert from 'node:assert/strict';
import { hash256 } from '../../../../src/bitcoin/hash';
import {
  hashOf,
  inventory,
  talk as greeted,
  transaction,
  u64,
  witnessTransaction,
  type Talk,
} from './talk';

const TX = 1;
const WTX = 5;
const tx = witnessTransaction(1);
const wtxid = hash256(tx);
const txid = hash256(transaction(1));
const announcement = inventory(WTX, wtxid);
const least = (rate: bigint) => u64(rate);
/** Its vsize is 1,000: the fee in satoshi is the rate. */
const VSIZE = 1000;
const TOO_LITTLE = 'min relay fee not met';

/** The node’s mempool is traced: it has told something before. */
const talk = (type?: string) => greeted(type).accepts(hashOf(0), 1, 1);

/** The node says what is the least that it takes; after so many seconds the peer announces and sends a transaction. */
function given(seconds: number, from = talk().out('feefilter', least(1000n))): Talk {
  return from.wait(seconds).in('inv', announcement).out('getdata', announcement).in('tx', tx);
}

const told = (from: Talk) => {
  const found = from.findings.filter(({ rule }) => rule.id === 'below-feefilter');
  assert.equal(found.length, from.findings.length, from.rules.join());
  return found;
};

describe('below-feefilter', () => {
  it('is told of a peer at its announcement, once the node says what the transaction pays', () => {
    const from = given(61);
    const row = from.row - 3;
    const [found] = told(from.accepts(txid, 999, VSIZE));
    assert.equal(found!.rows[0], row);
    assert.equal(found!.rows.length, 3);
    assert.match(
      found!.text,
      /^The peer announces transaction .* less than the feefilter of 1,000/,
    );
    assert.equal(told(given(61).accepts(txid, 1000, VSIZE)).length, 0);
  });

  it('is told of what the node refuses for its fee, and of nothing else that it refuses', () => {
    assert.match(told(given(61).refuses(txid, TOO_LITTLE))[0]!.text, /the node refuses it/);
    // The least that the mempool takes changes faster than what peers are told.
    for (const reason of ['mempool min fee not met', 'insufficient fee', 'bad-txns', ''])
      assert.equal(told(given(61).refuses(txid, reason)).length, 0);
    // It may be refused again, with its children.
    assert.equal(told(given(61).refuses(txid, TOO_LITTLE).refuses(txid, TOO_LITTLE)).length, 1);
  });

  it('is not told of what may have been on its way', () => {
    assert.equal(told(given(59).refuses(txid, TOO_LITTLE)).length, 0);
    const raised = talk().out('feefilter', least(500n)).wait(100).out('feefilter', least(1000n));
    assert.equal(told(given(59, raised).accepts(txid, 500, VSIZE)).length, 0);
    const lowered = talk().out('feefilter', least(1000n)).wait(100).out('feefilter', least(500n));
    assert.equal(told(given(1, lowered).accepts(txid, 500, VSIZE)).length, 0);
    const raisedLater = talk().out('feefilter', least(500n)).wait(100);
    raisedLater.out('feefilter', least(1000n));
    assert.equal(told(given(59, raisedLater).accepts(txid, 499, VSIZE)).length, 1);
  });

  it('is told of the node at once: it looks at the filter when it announces', () => {
    const node = () => given(0, talk()).accepts(txid, 999, VSIZE);
    const other = (from: Talk) => {
      from.peer = 2;
      return from.opens().greets().in('feefilter', least(1000n));
    };
    assert.equal(told(other(node()).out('inv', announcement)).length, 1);
    // By txid, to who wants it so, and for a fee that is enough.
    assert.equal(told(other(node()).out('inv', inventory(TX, txid))).length, 1);
    const lowered = other(node()).in('feefilter', least(999n));
    assert.equal(told(lowered.out('inv', announcement)).length, 0);
  });

  it('is told of the node’s own transaction once the transaction tells its wtxid', () => {
    const own = () => talk().in('feefilter', least(1000n)).accepts(txid, 999, VSIZE);
    const sent = own().out('inv', announcement).in('getdata', announcement).out('tx', tx);
    assert.deepEqual(
      told(sent).map(({ rows }) => rows[0]),
      [sent.row - 3],
    );
    // Another filter has come since.
    const changed = own().out('inv', announcement).in('feefilter', least(2000n));
    assert.equal(told(changed.in('getdata', announcement).out('tx', tx)).length, 0);
  });

  it('is not told where it is not known', () => {
    // No filter, or one that Core ignores; fees of another process; events that are missing.
    assert.equal(told(given(61, talk()).accepts(txid, 1, VSIZE)).length, 0);
    const gap = talk().out('feefilter', least(1000n));
    gap.listener.gap();
    assert.equal(told(given(61, gap).accepts(txid, 1, VSIZE)).length, 0);
    const elsewhere = given(61);
    elsewhere.listener.accepted(8, { row: 99 }, txid, 0, 1, VSIZE);
    assert.equal(told(elsewhere).length, 0);
    assert.equal(told(given(61).accepts(txid, 1, 0)).length, 0);
    // Nobody has announced it: the node has asked for a parent.
    const parent = talk()
      .out('feefilter', least(1000n))
      .wait(61)
      .in('inv', inventory(WTX, hashOf(9)));
    const asked = inventory(TX, txid);
    assert.equal(
      told(parent.out('getdata', asked).in('tx', tx).refuses(txid, TOO_LITTLE)).length,
      0,
    );
    // A private broadcast asks for no filter.
    const secret = talk('private-broadcast').in('feefilter', least(1000n)).accepts(txid, 1, VSIZE);
    assert.equal(told(secret.out('inv', inventory(TX, txid))).length, 0);
  });

  it('keeps a bounded number of what it waits for', () => {
    const from = talk().out('feefilter', least(1000n)).wait(61);
    for (let n = 0; n < 10_000; n++) {
      const bytes = transaction(n + 10);
      const name = inventory(WTX, hash256(bytes));
      from.in('inv', name).out('getdata', name).in('tx', bytes);
    }
    from.refuses(hash256(transaction(10)), TOO_LITTLE);
    assert.equal(told(from).length, 0);
    from.refuses(hash256(transaction(10_009)), TOO_LITTLE);
    assert.equal(told(from).length, 1);
  });
});
