import assert from 'node:assert/strict';
import { complete } from '../../../../src/capture/query/complete';
import { KEYS } from '../../../../src/capture/query/keys';
import { FLAGS } from '../../../../src/capture/query/term';
import type { Vocabulary } from '../../../../src/capture/query/vocabulary';

const known: Vocabulary = {
  messageTypes: new Map([
    ['made-up', 3],
    ['tx', 40],
    ['merkleblock', 5],
    ['with space', 1],
    ['inv', 12_034],
  ]),
  connectionTypes: new Map([
    ['inbound', 9],
    ['block-relay-only', 20],
  ]),
  directions: { inbound: 7, outbound: 8 },
  nodes: new Map([[4242, 15]]),
  peers: [
    { peer: 3, address: '1.2.3.4:8333', network: 'ipv4', messages: 1 },
    { peer: 31, address: 'abcdef.onion:8333', network: 'onion', messages: 14 },
    { peer: 5, address: '', network: '', messages: 2 },
  ],
  hasOthers: false,
};

const at = (text: string, cursor = text.length) =>
  complete(text, cursor, known).map(({ insert }) => insert);

describe('complete', () => {
  it('offers keys and flags, and says what they are', () => {
    assert.deepEqual(at('tx si'), ['size:']);
    assert.deepEqual(at('-l'), ['latency:', 'lost']);
    assert.deepEqual(complete('tx -l', 5, known)[0], {
      insert: 'latency:',
      from: 4,
      to: 5,
      about: 'from a request to this answer, as in latency:>500ms',
      count: undefined,
    });
    assert.equal(at('').length, Object.keys(KEYS).length + Object.keys(FLAGS).length);
    assert.ok(at('tx o').includes('OR'));
  });

  it('offers what occurs first, by its count, then the rest', () => {
    const types = complete('type:', 5, known);
    assert.deepEqual(
      types.slice(0, 4).map(({ insert, count }) => [insert, count]),
      [
        ['inv', 12_034],
        ['tx', 40],
        ['merkleblock', 5],
        ['made-up', 3],
      ],
    );
    assert.ok(types.slice(4).every(({ count }) => count === 0));
    assert.ok(types.some(({ insert }) => insert === 'getdata'));
    assert.deepEqual(at('type:m').slice(0, 3), ['merkleblock', 'made-up', 'mempool']);
    assert.deepEqual(at('conn:').slice(0, 3), [
      'block-relay-only',
      'inbound',
      'outbound-full-relay',
    ]);
    assert.deepEqual(at('peer:'), ['31', '5', '3']);
    assert.deepEqual(at('family:').slice(0, 2), ['inventory', 'transaction']);
    assert.deepEqual(
      complete('DIR:', 4, known).map(({ count }) => count),
      [7, 8],
    );
    assert.deepEqual(at('node:'), ['4242']);
    assert.deepEqual(at('net:'), ['onion', 'ipv4', 'ipv6', 'i2p', 'cjdns']);
    assert.deepEqual(at('addr:ab'), ['abcdef.onion:8333']);
  });

  it('offers it in lists, in parentheses, after operators, and amid a text', () => {
    for (const text of [
      'type:inv,ge',
      'type:inv|ge',
      'lost OR type:ge',
      'NOT type:ge',
      '(a OR -type:ge',
      '-(type:ge',
      'TYPE:GE',
    ])
      assert.ok(at(text).includes('getdata'), text);
    for (const text of ['(si', 'a OR si', 'NOT si', '-si', 'a OR -(si', 'a or SI'])
      assert.deepEqual(at(text), ['size:'], text);
    assert.deepEqual(at('(').length, at('').length);
    // What follows the cursor within the value is replaced as well.
    const [item] = complete('type:inv,ge lost', 11, known);
    assert.deepEqual([item?.from, item?.to], [9, 11]);
    const [other] = complete('(type:ixx) lost', 7, known);
    assert.deepEqual([other?.insert, other?.from, other?.to], ['inv', 6, 9]);
  });

  it('offers nothing where nothing fits', () => {
    for (const text of ['type:with', 'nonsense:', 'type:"in', '"si', 'text:a', '(a)', 'type:inv'])
      assert.deepEqual(at(text), [], text);
  });

  it('has the words for events that the ladder shows', () => {
    const inserted = at('event:');
    for (const word of ['connected', 'disconnected', 'evicted', 'closed_connection'])
      assert.equal(inserted.filter((name) => name === word).length, 1, word);
    const [first] = complete('event:connecte', 14, known);
    assert.equal(first?.about, 'a peer connected to the node; the node connected to a peer');
  });
});
