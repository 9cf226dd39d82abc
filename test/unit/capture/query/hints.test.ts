import assert from 'node:assert/strict';
import { hintsOf } from '../../../../src/capture/query/hints';
import type { Vocabulary } from '../../../../src/capture/query/vocabulary';

const known: Vocabulary = {
  messageTypes: new Map([['made-up', 3]]),
  connectionTypes: new Map([['inbound', 9]]),
  directions: { inbound: 3, outbound: 0 },
  nodes: new Map([[4242, 3]]),
  peers: [{ peer: 7, address: '1.2.3.4:8333', network: 'onion', messages: 3 }],
  hasOthers: false,
};

describe('hintsOf', () => {
  const places = (text: string, vocabulary = known) =>
    hintsOf(text, vocabulary).map(({ from, to, instead }) => [text.slice(from, to), instead]);

  it('names what can find nothing, and what was probably meant', () => {
    const cases: [
      text: string,
      ...hints: (readonly [part: string, instead: string | undefined])[],
    ][] = [
      ['type:getdta', ['getdta', 'getdata']],
      ['type:inv,Versoin OR lost', ['Versoin', 'version']],
      ['-(type:zzzzzzzz)', ['zzzzzzzz', undefined]],
      ['type:qq*', ['qq*', undefined]],
      ['type:mde-up', ['mde-up', 'made-up']],
      ['peer:8', ['8', undefined]],
      ['peer:7,9..', ['9..', undefined]],
      ['peer:9-3', ['9-3', '3-9']],
      ['size:5k..2k', ['5k..2k', '2k..5k']],
      ['latency:2s..1ms', ['2s..1ms', '1ms..2s']],
      ['node:1', ['1', undefined]],
      ['conn:inbuond', ['inbuond', 'inbound']],
      ['net:i2p,tor', ['i2p', undefined]],
      ['event:evictd', ['evictd', 'evicted']],
      ['addr:*.onion', ['*.onion', undefined]],
      ['Tpye:inv', ['Tpye:', 'type:']],
    ];
    for (const [text, ...hints] of cases)
      assert.deepEqual(
        places(text),
        hints.map(([part, instead]) => [part, instead]),
        text,
      );
  });

  it('says nothing of what occurs, or may occur', () => {
    for (const text of [
      'type:inv,made-up,MADE-UP,get*',
      'peer:7 peer:3..9 peer:..8 node:4242',
      'conn:outbound-full-relay,inbound,*relay*',
      'event:evicted,inbound_connection',
      'addr:1.2 addr:1.2.*',
      'size:1..2 latency:>5s hash:ab text:x hex:ff word Satoshi:29',
    ])
      assert.deepEqual(places(text), [], text);
  });

  it('does not deny a peer that may be among those that are not listed', () => {
    const crowded = { ...known, hasOthers: true };
    assert.deepEqual(places('peer:8 addr:9.9', crowded), []);
    assert.equal(places('type:getdta', crowded).length, 1);
  });

  it('stays brief', () => {
    assert.equal(hintsOf(`type:${'nonesuch,'.repeat(100)}x`, known).length, 5);
  });
});
