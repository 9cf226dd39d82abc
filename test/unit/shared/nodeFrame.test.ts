import assert from 'node:assert/strict';
import { packStrings, writeFrame } from '../../../src/shared/frames/frameWriter';
import { FrameKind, HEADER } from '../../../src/shared/frames/layout';
import { decodeNode, encodeNode } from '../../../src/shared/frames/node';
import { readClock, writeClock } from '../../../src/shared/frames/nodeClock';
import { NODE } from '../support/frames';

const CLOCK = { errorUs: 250, boot: '0123456789abcdef' };
const STRINGS = ['bitcoind', 'main', '/data', '/usr/bin/bitcoind', '', 'inbound_message', '', ''];

function nodeOf(strings: readonly string[]) {
  return decodeNode(writeFrame(FrameKind.Node, packStrings(strings)));
}

describe('a node frame', () => {
  it('says what is certain of the clock', () => {
    assert.deepEqual(decodeNode(encodeNode({ ...NODE, clock: CLOCK })), { ...NODE, clock: CLOCK });
    assert.deepEqual(decodeNode(encodeNode(NODE)), NODE);
  });

  it('is read where it ends before the clock, whatever its padding', () => {
    for (let length = 0; length < 9; length++) {
      const name = 'x'.repeat(length);
      const node = nodeOf([name, ...STRINGS.slice(1)]);
      assert.equal(node.name, name);
      assert.equal(node.clock, undefined);
    }
  });

  it('is read where a later release says more', () => {
    const node = nodeOf([...STRINGS, `${writeClock(CLOCK)},more=1`, 'more', 'and more']);
    assert.deepEqual(node.clock, CLOCK);
  });

  it('takes nothing for known that a stranger malforms', () => {
    for (const text of [
      'error_us=-1',
      'error_us=1e9',
      'error_us=9999999999999999',
      'boot=xyz',
      'boot=0123456789ABCDEF',
      ','.repeat(100_000),
    ])
      assert.deepEqual(readClock(text), {}, text.slice(0, 40));
  });

  it('has room for its header only in frames that are whole', () => {
    const frame = encodeNode({ ...NODE, clock: CLOCK });
    for (let end = HEADER.size; end < frame.length; end += 8)
      try {
        decodeNode(frame.subarray(0, end));
      } catch (error) {
        assert.equal((error as Error).constructor.name, 'MalformedFrame');
      }
  });
});
