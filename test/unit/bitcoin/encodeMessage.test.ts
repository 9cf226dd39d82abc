import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decodeMessage, TRAILING } from '../../../src/bitcoin/decodeMessage';
import { encodeMessage } from '../../../src/bitcoin/encodeMessage';
import { RECORDS } from '../../../src/bitcoin/messages/records';
import { Encoded, type WireMembers } from '../../../src/bitcoin/write/byteWriter';
import { eventsOf } from '../../../src/shared/events/event';
import { MAX_PAYLOAD } from '../../../src/shared/frames/layout';
import { examples } from '../../fuzz/examples';
import { sessionMessages, type SessionMessage } from './sessionMessages';
import { wireValue } from './wireValues';

/** Writes again what was decoded whole. @returns How many of each type, and what was not: how many of each. */
function writeAgain(
  messages: Iterable<SessionMessage>,
): Record<'written' | 'left', Record<string, number>> {
  const counts = { written: {}, left: {} } as Record<'written' | 'left', Record<string, number>>;
  const count = (where: 'written' | 'left', what: string): void => {
    counts[where][what] = (counts[where][what] ?? 0) + 1;
  };
  for (const { messageType, payload } of messages) {
    const { root, error, layout } = decodeMessage(messageType, payload);
    const whole = !error && layout && !root.child(TRAILING);
    count(whole ? 'written' : 'left', messageType);
    if (!whole) continue;
    const again = encodeMessage(messageType, wireValue(root), MAX_PAYLOAD)!;
    assert.equal(Buffer.from(again.payload).toString('hex'), payload.toString('hex'), messageType);
    assert.equal(again.ended, false);
  }
  return counts;
}

function* busyMessages(): Generator<SessionMessage> {
  for (const event of eventsOf(gunzipSync(readFileSync('native/demo-node/busy.p2ptrace.gz'))))
    if (event.kind === 'message') yield event;
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function encode(type: string, values: WireMembers, most = MAX_PAYLOAD): [string, boolean] {
  const { payload, ended } = encodeMessage(type, values, most)!;
  return [Buffer.from(payload).toString('hex'), ended];
}

describe('what was decoded', () => {
  it('is written as it was: the recorded session', () => {
    const messages = sessionMessages();
    const { written, left } = writeAgain(messages);
    // Of a type that is not known, and malformed.
    assert.deepEqual(left, { hello: 1, inv: 1, ping: 1, tx: 1 });
    assert.equal(sum(written), messages.length - 4);
  });

  it('is written as it was: the busy session', () => {
    const messages = [...busyMessages()];
    const { written, left } = writeAgain(messages);
    const unknown = { getutxos: 7, xversion: 1 };
    const malformed = { addrv2: 1, headers: 1, pong: 1 };
    assert.deepEqual(left, { ...unknown, ...malformed });
    assert.equal(sum(written), messages.length - 11);
  });

  it('is written as it was: an example of every type', () => {
    const { written } = writeAgain(examples());
    assert.deepEqual(
      RECORDS.map(({ name }) => name).filter((name) => written[name] === undefined),
      [],
    );
  });
});

describe('what cannot be written', () => {
  const hash = new Uint8Array(32).fill(7);
  const hashHex = Buffer.from(hash).toString('hex');

  it('ends the message before it: a value that is missing', () => {
    const txn = [new Encoded(Uint8Array.of(1, 2)), undefined, new Encoded(Uint8Array.of(3))];
    assert.deepEqual(encode('blocktxn', { blockhash: hash, txn }), [`${hashHex}030102`, true]);
    assert.deepEqual(encode('blocktxn', { txn }), ['', true]);
  });

  it('ends the message before it: a number that has no room, bytes of another length', () => {
    const members = { filter_type: 1, stop_hash: hash };
    assert.deepEqual(encode('getcfcheckpt', members), [`01${hashHex}`, false]);
    assert.deepEqual(encode('getcfcheckpt', { ...members, filter_type: 256 }), ['', true]);
    const stop_hash = hash.subarray(1);
    assert.deepEqual(encode('getcfcheckpt', { ...members, stop_hash }), ['01', true]);
  });

  it('ends the message before it: positions that do not ascend', () => {
    const blockhash = hash;
    assert.deepEqual(encode('getblocktxn', { blockhash, indexes: [1, 4] }), [
      `${hashHex}020102`,
      false,
    ]);
    assert.deepEqual(encode('getblocktxn', { blockhash, indexes: [1, 1] }), [
      `${hashHex}0201`,
      true,
    ]);
  });

  it('ends the message before it: what is longer than a message may be', () => {
    const vData = new Uint8Array(10);
    assert.deepEqual(encode('filteradd', { vData }, 11), [`0a${'00'.repeat(10)}`, false]);
    assert.deepEqual(encode('filteradd', { vData }, 10), ['0a', true]);
  });

  it('is a type that has no layout', () => {
    assert.equal(encodeMessage('hello', {}, MAX_PAYLOAD), undefined);
  });

  it('is not a size that takes more than a byte', () => {
    for (const [size, head] of [
      [0xfc, 'fc'],
      [0xfd, 'fdfd00'],
      [0xffff, 'fdffff'],
      [0x10000, 'fe00000100'],
    ] as const) {
      const [hex, ended] = encode('filteradd', { vData: new Uint8Array(size) });
      assert.equal(hex, head + '00'.repeat(size));
      assert.equal(ended, false);
    }
    const entry = { nTime: 1, m_net: 1, address_size: 4, m_addr: new Uint8Array(4), port: 1 };
    for (const [nServices, written] of [
      [0xffffffffn, 'feffffffff'],
      [0x100000000n, 'ff0000000001000000'],
      [2n ** 64n - 1n, 'ffffffffffffffffff'],
    ] as const) {
      const [hex] = encode('addrv2', { vAddr: [{ ...entry, nServices }] });
      assert.equal(hex, `0101000000${written}0104000000000001`);
    }
  });
});
