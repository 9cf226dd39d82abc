import assert from 'node:assert/strict';
import { decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { mentionedHashes } from '../../../src/bitcoin/mentionedHashes';
import { bigBlock } from './bigBlock';
import { sessionMessages } from './sessionMessages';

const session = sessionMessages();

function first(type: string, longerThan = 0): Buffer {
  return session.find((m) => m.messageType === type && m.payload.length > longerThan)!.payload;
}

function kinds(type: string, payload: Buffer): string[] {
  return mentionedHashes(type, payload).map(({ kind }) => kind);
}

describe('mentionedHashes', () => {
  it('names what an inv announces by its kind, and where', () => {
    const entries = [1, 5, 2, 0x40000001, 9].map((type) => {
      const entry = Buffer.alloc(36, type & 0xff);
      entry.writeUInt32LE(type);
      return entry;
    });
    const payload = Buffer.concat([Buffer.of(entries.length), ...entries]);
    assert.deepEqual(kinds('inv', payload), ['txid', 'wtxid', 'block', 'txid']);
    assert.deepEqual(mentionedHashes('inv', payload)[1], {
      kind: 'wtxid',
      hash: '05'.repeat(32),
      start: 41,
      end: 73,
    });
  });

  it('names a transaction by both of its hashes, and not what it spends', () => {
    const payload = first('tx');
    const { root } = decodeMessage('tx', payload);
    assert.deepEqual(
      mentionedHashes('tx', payload).map(({ kind, hash }) => [kind, hash]),
      [
        ['txid', root.child('txid')!.value],
        ['wtxid', root.child('wtxid')!.value],
      ],
    );
  });

  it('names blocks, with what they carry', () => {
    assert.deepEqual(kinds('block', first('block')), ['block', 'txid', 'wtxid']);
    assert.deepEqual(kinds('cmpctblock', first('cmpctblock')), ['block', 'txid', 'wtxid']);
    assert.deepEqual(kinds('getblocktxn', first('getblocktxn')), ['block']);
    assert.deepEqual(kinds('getcfilters', first('getcfilters')), ['block']);
    // One hash of the locator; the hash to stop at is null.
    assert.deepEqual(kinds('getheaders', first('getheaders')), ['block']);
    const headers = first('headers', 200);
    assert.equal(kinds('headers', headers).length, headers[0]);
  });

  it('names nothing in what has no hashes, and nothing beyond a break', () => {
    assert.deepEqual(mentionedHashes('ping', first('ping')), []);
    assert.deepEqual(mentionedHashes('nonsense', Buffer.alloc(100, 1)), []);
    const payload = first('tx');
    assert.deepEqual(mentionedHashes('tx', payload.subarray(0, payload.length - 1)), []);
  });

  it('stops at its limit', () => {
    assert.equal(mentionedHashes('block', bigBlock(), 5).length, 5);
  });
});
