import assert from 'node:assert/strict';
import { summarize } from '../../../src/bitcoin/summarize';
import { sessionMessages } from './sessionMessages';

const session = sessionMessages();

function first(type: string, at = 0): Buffer {
  return session.filter(({ messageType }) => messageType === type)[at]!.payload;
}

function inv(...types: number[]): Buffer {
  const entries = types.map((type) => {
    const entry = Buffer.alloc(36, 0xab);
    entry.writeUInt32LE(type);
    return entry;
  });
  return Buffer.concat([Buffer.of(types.length), ...entries]);
}

describe('summarize', () => {
  for (const [line, type, payload] of [
    ['version /Satoshi:31.99.0(testnode0)/ h=0', 'version', first('version')],
    ['inv 3 wtx', 'inv', inv(5, 5, 5)],
    ['inv 4: 2 wtx, 1 tx, 1 block', 'inv', inv(5, 1, 5, 2)],
    ['getdata witness-block abab…abab', 'getdata', inv(0x40000002)],
    ['inv 2 0x00000009', 'inv', inv(9, 9)],
    ['inv 0', 'inv', inv()],
    ['ping 0x08ffa0a3fbd6959a', 'ping', first('ping')],
    ['ping', 'ping', Buffer.alloc(0)],
    ['verack', 'verack', Buffer.alloc(0)],
    ['headers 0', 'headers', Buffer.alloc(1)],
    ['block 3b67…861e 1 transaction', 'block', first('block')],
    ['tx d69e…be54 1→1', 'tx', first('tx')],
    ['feefilter 9936.506 sat/vB', 'feefilter', first('feefilter')],
    ['sendcmpct low bandwidth', 'sendcmpct', first('sendcmpct')],
    ['getheaders from 0f91…2206', 'getheaders', first('getheaders')],
    ['addrv2 12 addresses', 'addrv2', first('addrv2')],
    ['nonsense', 'nonsense', Buffer.from('abc')],
  ] as const)
    it(line, () => assert.equal(summarize(type, payload), line));

  it('names the number of headers and the last', () => {
    const headers = session.findLast(
      ({ messageType, payload }) => messageType === 'headers' && payload.length > 100,
    )!;
    assert.match(summarize('headers', headers.payload), /^headers \d+ … [0-9a-f]{4}…[0-9a-f]{4}$/);
    assert.match(summarize('headers', headers.payload.subarray(0, 90)), /^headers \d+$/);
  });

  it('says what a prefix tells', () => {
    const tx = first('tx');
    assert.equal(summarize('tx', tx.subarray(0, tx.length - 1), tx.length), 'tx 1→1');
    assert.equal(summarize('tx', tx.subarray(0, 3), tx.length), 'tx');
    const version = first('version');
    assert.equal(summarize('version', version.subarray(0, 60), version.length), 'version v70017');
    assert.equal(summarize('inv', inv(5, 5, 5).subarray(0, 50), 109), 'inv 3 wtx');
  });

  it('shows what a peer chose visibly, and in one short line', () => {
    const version = Buffer.from(first('version'));
    version.write('\u001b[31m\u0007', 81, 'latin1');
    assert.match(summarize('version', version), /⟨U\+001B⟩\[31m⟨U\+0007⟩/);
    assert.equal(summarize('a\nb', Buffer.alloc(0)), 'a⟨U+000A⟩b');
    const long = Buffer.concat([Buffer.of(80), Buffer.alloc(80, 0x1b), Buffer.of(0)]);
    assert.ok(summarize('feature', long).length < 100);
  });
});
