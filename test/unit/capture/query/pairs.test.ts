import assert from 'node:assert/strict';
import { decodeMessage } from '../../../../src/bitcoin/decodeMessage';
import { hash256 } from '../../../../src/bitcoin/hash';
import { Capture } from '../../../../src/capture/capture';
import { Matcher } from '../../../../src/capture/query/matcher';
import { PairColumns } from '../../../../src/capture/index/pairColumns';
import { Pairs } from '../../../../src/capture/query/pairs';
import { temporaryDirectory } from '../../support/directory';
import { hello, message, type MessageFields } from '../../support/frames';
import { writeSession } from '../../support/session';

const inbound = (type: string, payload: Buffer = Buffer.alloc(0), more: MessageFields = {}) =>
  message({ direction: 'inbound', type, payload, ...more });
const outbound = (type: string, payload: Buffer = Buffer.alloc(0), more: MessageFields = {}) =>
  message({ direction: 'outbound', type, payload, ...more });

function inventory(...entries: [type: number, hash: Uint8Array][]): Buffer {
  const parts = entries.map(([type, hash]) => {
    const entry = Buffer.alloc(36);
    entry.writeUInt32LE(type);
    entry.set(hash, 4);
    return entry;
  });
  return Buffer.concat([Buffer.of(entries.length), ...parts]);
}

const hashOf = (byte: number) => Buffer.alloc(32, byte);

async function allKnown(pairs: Pairs, capture: Capture): Promise<void> {
  while (pairs.known < capture.index.length)
    await new Promise<void>((resolve) => {
      const listening = pairs.onGrow(() => {
        listening.dispose();
        resolve();
      });
    });
}

describe('Matcher', () => {
  it('joins nothing to a request that is gone, even if another peer has its number by now', () => {
    const columns = new PairColumns();
    const matcher = new Matcher(columns);
    const add = (row: number, messageType: string, direction: 'inbound' | 'outbound') =>
      matcher.add({ row, peer: 0, direction, messageType, payload: hashOf(1), whole: true });
    add(0, 'ping', 'outbound');
    add(1, 'getheaders', 'outbound');
    columns.dropBefore(2);
    add(2, 'pong', 'inbound');
    add(3, 'headers', 'inbound');
    assert.deepEqual([columns.request(2), columns.request(3)], [undefined, undefined]);
    add(4, 'ping', 'outbound');
    add(5, 'getheaders', 'outbound');
    add(6, 'pong', 'inbound');
    add(7, 'headers', 'inbound');
    assert.deepEqual([columns.request(6), columns.request(7)], [4, 5]);
    // The number is another peer's while requests of the one before still wait.
    add(8, 'getheaders', 'outbound');
    add(9, 'getheaders', 'outbound');
    columns.dropBefore(10);
    add(10, 'getheaders', 'outbound');
    add(11, 'headers', 'inbound');
    assert.equal(columns.request(11), 10);
  });
});

describe('Pairs', () => {
  const path = temporaryDirectory();
  let files = 0;

  async function pairsOf(...frames: Buffer[]): Promise<Pairs> {
    const capture = await Capture.create(path(`${files++}`));
    await capture.append(Buffer.concat([hello, ...frames]));
    const pairs = new Pairs(capture, () => false);
    await allKnown(pairs, capture);
    await capture.close();
    return pairs;
  }
  const answers = (pairs: Pairs, count: number) =>
    Array.from({ length: count }, (_, row) => pairs.requestOf(row));

  it('joins ping and pong by nonce, each direction and peer for itself', async () => {
    const nonce = (byte: number) => Buffer.alloc(8, byte);
    const pairs = await pairsOf(
      outbound('ping', nonce(1), { timeNs: 1000 }),
      inbound('ping', nonce(1)),
      outbound('ping', nonce(2)),
      inbound('pong', nonce(2), { peer: 1 }),
      inbound('pong', nonce(1), { timeNs: 5000 }),
      inbound('pong', nonce(3)),
      outbound('ping'),
    );
    const none = undefined;
    assert.deepEqual(answers(pairs, 7), [none, none, none, none, 0, none, none]);
    assert.equal(pairs.answerOf(0), 4);
    assert.equal(pairs.latencyNs(4), 4000);
    assert.equal(pairs.latencyNs(0), undefined);
    assert.deepEqual(
      [0, 1, 2, 6].map((row) => pairs.unanswered(row)),
      [false, true, true, false],
    );
  });

  it('joins version and verack, and getheaders and headers in their order', async () => {
    const pairs = await pairsOf(
      outbound('version'),
      inbound('version'),
      inbound('verack'),
      outbound('verack'),
      outbound('getheaders'),
      outbound('getheaders'),
      inbound('headers'),
      inbound('headers'),
      inbound('headers'),
    );
    const none = undefined;
    assert.deepEqual(answers(pairs, 9), [none, none, 0, 1, none, none, 4, 5, none]);
  });

  it('follows an announcement to its transaction, and counts what did not come', async () => {
    const tx = Buffer.from('a transaction with its witness');
    const wtxid = hash256(tx);
    const pairs = await pairsOf(
      inbound('inv', inventory([5, wtxid], [5, hashOf(9)], [5, hashOf(8)])),
      outbound('getdata', inventory([5, wtxid], [5, hashOf(9)], [5, hashOf(8)])),
      inbound('tx', tx),
      inbound('notfound', inventory([5, hashOf(9)])),
    );
    assert.deepEqual(answers(pairs, 4), [undefined, 0, 1, 1]);
    assert.equal(pairs.answerOf(1), 3);
    assert.equal(pairs.missing(1), 1);
    assert.ok(pairs.unanswered(1));
    assert.ok(!pairs.unanswered(0), 'an announcement asks for nothing');
  });

  it('joins blocks by the hash of their header, and compact blocks with what they lack', async () => {
    const block = Buffer.alloc(300, 4);
    const hash = Buffer.from(hash256(block.subarray(0, 80)));
    const lacking = Buffer.concat([hash, Buffer.of(0)]);
    const pairs = await pairsOf(
      outbound('getdata', inventory([2, hash])),
      inbound('block', block),
      inbound('cmpctblock', block),
      outbound('getblocktxn', lacking),
      inbound('blocktxn', lacking),
      inbound('blocktxn', lacking),
    );
    assert.deepEqual(answers(pairs, 6), [undefined, 0, undefined, 2, 3, undefined]);
  });

  it('joins requests for compact filters by their block', async () => {
    const asked = Buffer.concat([Buffer.alloc(5), hashOf(7)]);
    const told = Buffer.concat([Buffer.alloc(1), hashOf(7)]);
    const pairs = await pairsOf(
      inbound('getcfilters', asked),
      inbound('getcfheaders', asked),
      inbound('getcfcheckpt', told),
      outbound('cfcheckpt', told),
      outbound('cfheaders', told),
      outbound('cfilter', told),
    );
    assert.deepEqual(answers(pairs, 6).slice(3), [2, 1, 0]);
  });

  it('joins what belongs together in a real session', async () => {
    writeSession(path('session'));
    const capture = await Capture.open(path('session'));
    const pairs = new Pairs(capture, () => false);
    await allKnown(pairs, capture);
    const { index } = capture;
    const counts = new Map<string, number>();
    for (let row = 0; row < index.length; row++) {
      const request = pairs.requestOf(row);
      if (request === undefined) continue;
      assert.equal(index.peer(request), index.peer(row));
      assert.notEqual(index.direction(request), index.direction(row));
      const pair = `${index.messageType(request)} ${index.messageType(row)}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    for (const pair of ['ping pong', 'version verack', 'getheaders headers', 'getdata tx'])
      assert.ok(counts.get(pair)! > 1, pair);
    for (const pair of ['getdata block', 'inv getdata', 'getblocktxn blocktxn'])
      assert.ok(counts.get(pair)! > 0, pair);
    await capture.close();
  });

  it('joins a transaction with a witness that was asked for by txid', async () => {
    const tx = Buffer.concat([
      Buffer.from('02000000000101', 'hex'),
      ...[Buffer.alloc(32, 5), Buffer.alloc(4), Buffer.of(0), Buffer.alloc(4, 0xff)],
      ...[Buffer.of(1), Buffer.alloc(8), Buffer.of(1, 0x51), Buffer.of(1, 1, 9), Buffer.alloc(4)],
    ]);
    const { root } = decodeMessage('tx', tx);
    const [txid, wtxid] = ['txid', 'wtxid'].map((name) => root.child(name)!.text);
    assert.notEqual(txid, wtxid);
    const asked = Buffer.from(txid!, 'hex').reverse();
    const pairs = await pairsOf(
      outbound('getdata', inventory([0x40000001, asked])),
      inbound('tx', tx),
    );
    assert.equal(pairs.requestOf(1), 0);
  });

  it('reads no transaction that nobody asked for', async () => {
    const tx = Buffer.alloc(100_000, 3);
    const asked = outbound('getdata', inventory([5, hash256(tx)]), { peer: 2 });
    const capture = await Capture.create(path('unasked'));
    await capture.append(Buffer.concat([hello, inbound('tx', tx), inbound('tx', tx), asked]));
    await capture.append(Buffer.concat([inbound('tx', tx), inbound('tx', tx, { peer: 2 })]));
    let read = 0;
    const bytes = capture.bytes.bind(capture);
    capture.bytes = async (offset, length) => {
      const found = await bytes(offset, length);
      read += found.length;
      return found;
    };
    const pairs = new Pairs(capture, () => false);
    await allKnown(pairs, capture);
    assert.deepEqual(answers(pairs, 5).slice(3), [undefined, 2]);
    assert.ok(read >= tx.length && read < 2 * tx.length, `${read} bytes were read`);
    await capture.close();
  });

  it('waits ten seconds for an answer while more may come', async () => {
    const capture = await Capture.create(path('live'));
    const second = 1e9;
    await capture.append(
      Buffer.concat([hello, outbound('ping', Buffer.alloc(8), { timeNs: second })]),
    );
    const pairs = new Pairs(capture, () => true);
    await allKnown(pairs, capture);
    assert.ok(!pairs.unanswered(0));
    await capture.append(inbound('tx', Buffer.alloc(0), { timeNs: 12 * second }));
    await allKnown(pairs, capture);
    assert.ok(pairs.unanswered(0));
    assert.equal(pairs.settled, 1);
    pairs.dispose();
    await capture.close();
  });
});
