import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mentionedHashes } from '../../../src/bitcoin/mentionedHashes';
import type { MessageRecord } from '../../../src/bitcoin/messages/messageRecord';
import type { KeysOf } from '../../../src/bitcoin/messages/pairRole';
import { familyOf, RECORDS, recordOf } from '../../../src/bitcoin/messages/records';
import { MESSAGE_TYPES } from '../../../src/bitcoin/messageTypes';
import { summarize, summaryBytes } from '../../../src/bitcoin/summarize';
import { FAMILIES } from '../../../src/shared/families';
import { examples } from '../../fuzz/examples';

/** ALL_NET_MESSAGE_TYPES of Bitcoin Core's protocol.h, name by name. */
const path = join(__dirname, '../../fixtures/coreMessageTypes.txt');
const coreTypes = readFileSync(path, 'utf8').trim().split('\n');

/** Property by property, so that one that is added has to be tested too. */
const COMPLETE: { [Part in keyof Required<MessageRecord>]: (record: MessageRecord) => boolean } = {
  name: ({ name }) => /^[a-z0-9]{1,12}$/.test(name),
  rank: ({ name, rank }) => rank === undefined || coreTypes[rank] === name,
  type: ({ type }) => type.name !== '',
  bips: ({ bips }) => bips.every((bip) => /^BIP\d+$/.test(bip)),
  core: ({ core }) => /\.(cpp|h)$/.test(core),
  receipt: ({ receipt }) => /^Core .*\.$/.test(receipt),
  trailing: ({ trailing }) => trailing === undefined || trailing.startsWith('Core '),
  note: ({ note }) => note === undefined || typeof note === 'function',
  family: ({ family, rank }) =>
    FAMILIES.includes(family) && (family !== 'other' || rank === undefined),
  byVersion: ({ byVersion }) => byVersion === undefined || typeof byVersion === 'function',
  summary: ({ summary }) => summary === 'none' || 'of' in summary || 'ofFields' in summary,
  pair: ({ pair }) => pair === 'none' || (pair.bytes >= 0 && !!(pair.asks ?? pair.answers)),
  namesHashes: ({ namesHashes }) => typeof namesHashes === 'boolean',
  python: ({ python }) => python === 'generic' || typeof python === 'function',
};

describe('the records of message types', () => {
  it('are there for every type of Core’s protocol.h, in its order', () => {
    for (const type of coreTypes) assert.ok(recordOf(type), `${type} has no record`);
    assert.deepEqual([...MESSAGE_TYPES], coreTypes);
    assert.deepEqual(
      RECORDS.slice(coreTypes.length).map(({ name, rank }) => [name, rank]),
      [
        ['alert', undefined],
        ['reject', undefined],
      ],
    );
  });

  it('are complete', () => {
    for (const record of RECORDS)
      for (const [part, holds] of Object.entries(COMPLETE))
        assert.ok(holds(record), `${record.name}: ${part}`);
    assert.equal(new Set(RECORDS.map(({ name }) => name)).size, RECORDS.length);
  });

  it('have an answer for each thing that is asked for, and the other way round', () => {
    const roles = RECORDS.flatMap(({ pair }) => (pair === 'none' ? [] : [pair]));
    const exchanges = (side: 'asks' | 'answers') =>
      [...new Set(roles.flatMap((role) => role[side]?.exchange ?? []))].sort();
    assert.deepEqual(exchanges('asks'), exchanges('answers'));
    for (const exchange of exchanges('asks')) assert.match(exchange, /^[a-z]+$/);
    // Whether keys name anything is the same on both sides.
    for (const exchange of exchanges('asks')) {
      const sides = roles.filter(({ asks, answers }) =>
        [asks?.exchange, answers?.exchange].includes(exchange),
      );
      assert.equal(new Set(sides.map(({ keys }) => keys === 'in order')).size, 1, exchange);
    }
  });

  it('read keys of pairs from no more bytes than they say', () => {
    for (const { messageType, payload } of examples()) {
      const pair = recordOf(messageType)?.pair ?? 'none';
      if (pair === 'none' || pair.keys === 'in order' || pair.bytes === Infinity) continue;
      const { keys, bytes } = pair;
      const whole = allKeys(keys, payload);
      assert.deepEqual(allKeys(keys, payload.subarray(0, bytes)), whole, messageType);
      for (const end of [0, 1, bytes - 1]) allKeys(keys, payload.subarray(0, Math.max(0, end)));
    }
  });

  it('summarize from no more bytes than they say', () => {
    for (const { messageType, payload } of examples()) {
      const prefix = payload.subarray(0, summaryBytes(messageType));
      const whole = summarize(messageType, payload);
      assert.equal(summarize(messageType, prefix, payload.length), whole, messageType);
    }
  });

  it('say of a type that it names hashes if, and only if, a message of it does', () => {
    const naming = new Set<string>();
    for (const { messageType, payload } of examples())
      if (mentionedHashes(messageType, payload).length > 0) naming.add(messageType);
    const said = RECORDS.filter(({ namesHashes }) => namesHashes).map(({ name }) => name);
    assert.deepEqual([...naming].sort(), said.sort());
  });

  it('take what a peer made up as none of them', () => {
    for (const type of ['', 'unknown', 'constructor', '__proto__']) {
      assert.equal(recordOf(type), undefined);
      assert.equal(familyOf(type), 'other', type);
    }
  });
});

function allKeys(keysOf: KeysOf, payload: Buffer): string[] {
  const all: string[] = [];
  keysOf(payload, (bytes, start, end) => {
    all.push(Buffer.from(bytes.subarray(start, end)).toString('hex'));
    return false;
  });
  return all;
}
