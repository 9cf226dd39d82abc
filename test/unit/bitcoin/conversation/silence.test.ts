import assert from 'node:assert/strict';
import { Conversations } from '../../../../src/bitcoin/conversation/conversations';
import type { Finding } from '../../../../src/bitcoin/conversation/finding';
import { hash256 } from '../../../../src/bitcoin/hash';
import { MESSAGE_TYPES } from '../../../../src/bitcoin/messageTypes';
import { Random } from '../../support/random';
import {
  compactBlock,
  hashOf,
  header,
  headers,
  inventory,
  many,
  sendcmpct,
  Talk,
  talk,
  transaction,
  u64,
  version,
} from './talk';

const WTX = 5;
const TX = 1;
const tx = transaction(1);
const txid = hash256(tx);
const nonce = u64(1n);

/** What is wrong only for who knows all that was said before. */
function wrongsOf(of: Talk): Talk {
  return of
    .in('tx', tx)
    .in('tx', tx)
    .in('getdata', inventory(WTX, hashOf(1)))
    .in('notfound', inventory(WTX, hashOf(2)))
    .in('pong', nonce)
    .in('cmpctblock', compactBlock())
    .in('blocktxn', Buffer.alloc(33))
    .in('addrv2', many(1, 9))
    .in('inv', inventory(WTX, hashOf(3)))
    .in('verack')
    .out('getdata', inventory(WTX, hashOf(4)))
    .out('ping', nonce)
    .wait(1300)
    .in('sendheaders')
    .closes();
}

const ALL = [
  'tx-unasked',
  'tx-twice',
  'getdata-unannounced',
  'notfound-unasked',
  'pong-unasked',
  'cmpctblock-unasked',
  'blocktxn-unasked',
  'second-verack',
  'getdata-unannounced',
  'tx-not-delivered',
  'tx-not-delivered',
  'ping-unanswered',
  'disconnected-after',
];

describe('what is not known is not told', () => {
  it('is all told where everything is known', () => {
    assert.deepEqual(wrongsOf(talk()).rules.sort(), [...ALL].sort());
  });

  it('of a connection that began before the capture', () => {
    assert.deepEqual(wrongsOf(new Talk()).rules, ['notfound']);
    // What came first may be a second version.
    assert.deepEqual(wrongsOf(new Talk().in('version', version())).rules, []);
  });

  it('where what is traced is some types of messages only', () => {
    const some = new Talk().opens().in('version', version()).out('version', version());
    assert.deepEqual(wrongsOf(some.in('verack').out('verack')).rules, [
      'notfound',
      'second-verack',
    ]);
    assert.deepEqual(new Talk().opens().in('ping', nonce).closes().rules, []);
  });

  it('after events are missing', () => {
    const broken = talk();
    broken.listener.gap();
    assert.deepEqual(wrongsOf(broken).rules, ['notfound', 'second-verack']);
    // What a message says by itself is told all the same.
    assert.deepEqual(broken.in('inv', many(50_001, 36)).rules.slice(2), ['inv-too-large']);
  });

  it('while events may be missing, and again when they have come', () => {
    const waiting = talk();
    waiting.listener.suspend(true);
    waiting.in('tx', tx);
    assert.deepEqual(waiting.rules, []);
    waiting.listener.suspend(false);
    assert.deepEqual(waiting.in('tx', transaction(2)).rules, ['tx-unasked']);
  });

  it('of messages of which a part is missing', () => {
    const cut = (of: Talk) => of.in('tx', tx.subarray(0, 10), tx.length);
    assert.deepEqual(cut(talk()).rules, []);
    // The request may have been for what came.
    const asked = talk().in('inv', inventory(WTX, txid)).out('getdata', inventory(WTX, txid));
    assert.deepEqual(cut(asked).wait(100).in('sendheaders').rules, []);
    // Of inventory that was cut the rest is not known.
    const inv = inventory(WTX, hashOf(1), hashOf(2));
    const part = talk().out('inv', inv.subarray(0, 37), inv.length);
    assert.deepEqual(part.in('getdata', inventory(WTX, hashOf(2))).rules, []);
    const none = talk().out('inv', Buffer.alloc(0), inv.length);
    assert.deepEqual(none.in('getdata', inventory(WTX, hashOf(2))).rules, []);
    assert.deepEqual(
      talk().in('ping', Buffer.alloc(0), 8).in('headers', Buffer.alloc(0), 82).rules,
      [],
    );
    const unread = new Talk()
      .opens()
      .in('version', Buffer.alloc(10), 100)
      .out('version', version());
    assert.deepEqual(wrongsOf(unread.out('verack').in('verack')).rules, ['notfound']);
  });

  it('of proof of work where the chain is not known, but for what no chain takes', () => {
    const easy = new Talk('inbound', undefined).opens().greets();
    easy.in('headers', headers(header()));
    assert.deepEqual(easy.rules, []);
    const main = new Talk('inbound', 'main').opens().greets();
    assert.deepEqual(main.in('headers', headers(header())).rules, ['headers-without-work']);
  });
});

describe('hostile peers', () => {
  it('cannot make the state grow, nor be told by it what is not so', () => {
    const findings: Finding[] = [];
    const listener = new Conversations((finding) => findings.push(finding));
    let row = 0;
    const say = (peer: number, inbound: boolean, messageType: string, payload: Buffer) =>
      listener.message({ pid: 1, peer }, 'inbound', {
        row: row++,
        timeNs: row * 1000,
        inbound,
        messageType,
        payload,
        size: payload.length,
        whole: true,
      });
    const opens = (peer: number) => {
      listener.opened({ pid: 1, peer }, 'inbound', { row: row++, timeNs: row * 1000 });
      for (const inbound of [true, false]) {
        say(peer, inbound, 'version', version());
        for (const type of ['wtxidrelay', 'sendaddrv2', 'verack'])
          say(peer, inbound, type, Buffer.alloc(0));
        say(peer, inbound, 'sendcmpct', sendcmpct(0));
        say(peer, inbound, 'ping', nonce);
      }
    };
    const made = (number: number) => {
      const hash = Buffer.alloc(32);
      hash.writeUInt32LE(number, number % 29);
      return hash;
    };
    const lots = (from: number) =>
      inventory(WTX, ...Array.from({ length: 1000 }, (_, i) => made(from + i)));
    const first = made(0);
    opens(0);
    say(0, true, 'inv', lots(0));
    for (let n = 1; n < 60; n++) say(0, true, 'inv', lots(n * 1000));
    // It has announced it, which is forgotten: that it was asked for is nothing to tell.
    say(0, false, 'getdata', inventory(WTX, first));
    for (let n = 0; n < 30; n++) {
      say(0, false, 'getdata', lots(n * 1000));
      for (let ping = 0; ping < 100; ping++) say(0, true, 'ping', u64(BigInt(n * 100 + ping)));
    }
    say(0, true, 'tx', tx);
    assert.deepEqual(
      findings.map(({ rule }) => rule.id),
      [],
    );

    const before = process.memoryUsage();
    for (let peer = 1; peer < 5000; peer++) {
      opens(peer);
      say(peer, true, 'inv', lots(peer));
    }
    const { connections, hashes, entriesLeft } = listener.size;
    assert.ok(connections <= 2000, String(connections));
    assert.ok(entriesLeft >= 0, String(entriesLeft));
    assert.ok(hashes <= 2 ** 19, String(hashes));
    const grown = process.memoryUsage().arrayBuffers - before.arrayBuffers;
    assert.ok(grown < 200e6, `${grown} bytes`);
    assert.deepEqual(
      findings.map(({ rule }) => rule.id),
      [],
    );
  }).timeout(60_000);

  it('can say anything at all', () => {
    const random = new Random(5);
    const types = [...MESSAGE_TYPES, '', 'x\u202ey', '\u001b[2J'];
    const hostile = new Talk();
    for (let n = 0; n < 20_000; n++) {
      hostile.peer = random.below(5);
      const payload = random.bytes(random.below(120));
      const size = payload.length + (random.below(4) === 0 ? random.below(100) : 0);
      switch (random.below(40)) {
        case 0:
          hostile.opens();
          break;
        case 1:
          hostile.closes();
          break;
        case 2:
          hostile.punishes('\u001b[31m');
          break;
        case 3:
          hostile.greets();
          break;
        default:
          if (random.below(2) === 0) hostile.in(random.pick(types), payload, size);
          else hostile.out(random.pick(types), payload, size);
      }
    }
    assert.ok(hostile.findings.length > 1000);
    // eslint-disable-next-line no-control-regex
    for (const { text } of hostile.findings) assert.doesNotMatch(text, /[\u0000-\u001f\u202e]/);
  });

  it('cannot have one hash taken for another', () => {
    const own = hashOf(1);
    const alike = Buffer.from(own);
    alike[31]! ^= 1;
    const asked = talk().in('inv', inventory(WTX, own)).out('getdata', inventory(TX, own));
    assert.deepEqual(asked.in('notfound', inventory(TX, alike)).rules, ['notfound-unasked']);
  });
});
