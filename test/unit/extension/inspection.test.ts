import assert from 'node:assert/strict';
import { decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { inspectMessage } from '../../../src/extension/inspector/inspection';
import { utcTime } from '../../../src/bitcoin/text/time';
import { timeWithZone } from '../../../src/extension/inspector/messageFacts';
import { timeOfDay, zoneOf } from '../../../src/shared/text/dateText';
import { openedFields } from '../../../src/extension/inspector/openedFields';
import { fieldAt, type FieldPath } from '../../../src/bitcoin/fieldPath';
import type { Field } from '../../../src/bitcoin/read/field';
import { bigBlock } from '../bitcoin/bigBlock';
import { sessionMessages } from '../bitcoin/sessionMessages';
import { temporaryDirectory } from '../support/directory';
import { connection, EventFlag, EventKind, message, NODE } from '../support/frames';
import { encodeNode } from '../../../src/shared/frames/node';
import { recordingOf } from './support';

const offers = { handler: false, hexEditor: false, follow: false };

describe('inspectMessage', () => {
  const path = temporaryDirectory();

  it('tells everything that is known of a message', async () => {
    const live = await recordingOf(
      path('whole'),
      connection(EventKind.InboundConnection),
      message({
        peer: 11,
        address: '[2a02::1]:8333',
        connectionType: 'inbound',
        type: 'ping',
        payload: Buffer.alloc(1500),
        sequence: 12_345,
        pid: 99,
        timeNs: 2_000_000_000,
      }),
    );
    assert.equal(await inspectMessage(live, 0), undefined);
    const shown = (await inspectMessage(live, 1))!.show(offers);
    const values = Object.fromEntries(shown.facts.map(({ name, value }) => [name, value]));
    assert.equal(shown.messageType, 'ping');
    assert.equal(shown.size, 1500);
    assert.equal(shown.captured, 1500);
    assert.match(values.Direction!, /^inbound/);
    assert.equal(values.Peer, '11');
    assert.equal(values.Address, '[2a02::1]:8333');
    assert.equal(values.Connection, 'inbound');
    assert.equal(values.Node, 'bitcoind, pid 99');
    assert.equal(values.Chain, 'main (assumed)');
    assert.equal(values.Size, '1,500 bytes (1.5 kB)');
    assert.equal(values.Sequence, '12,345');
    assert.equal(values.Time, timeWithZone(1_700_000_001_000_000));
    assert.equal(values['Defined in'], 'BIP31, src/net_processing.cpp');
    assert.match(values['On receipt']!, /^Core /);
    assert.ok(shown.facts.every(({ warning }) => !warning));
  });

  it('says in two lines who, when and how much, and leaves the rest for one click', async () => {
    const nonce = Buffer.alloc(8, 1);
    const from = { peer: 11, address: '[2a02::1]:8333', connectionType: 'inbound' };
    const live = await recordingOf(
      path('brief'),
      message({ ...from, type: 'ping', payload: nonce }),
      message({ ...from, type: 'block', payload: bigBlock(), direction: 'outbound' }),
    );
    const lines = async (row: number) => {
      const { facts } = (await inspectMessage(live, row))!.show(offers);
      return [1, 2].map((line) =>
        facts.flatMap(({ brief }) => (brief?.line === line ? brief.text : [])),
      );
    };
    const us = live.wallUs(live.capture.index.timeNs(0));
    const time = timeOfDay(us, zoneOf(us / 1000));
    assert.deepEqual(await lines(0), [
      ['from peer 11', '[2a02::1]:8333', 'inbound'],
      [time, '8 bytes'],
    ]);
    const [first, second] = await lines(1);
    assert.equal(first![0], 'to peer 11');
    assert.match(second![1]!, /^\d\.\d+ MB$/);
  });

  it('marks what is missing, and why', async () => {
    const part = { type: 'unknown', payload: Buffer.alloc(32_568), size: 53_552n };
    const live = await recordingOf(
      path('parts'),
      message({ ...part, flags: EventFlag.RingFull }),
      message({ ...part, flags: EventFlag.Unreadable }),
      message({ ...part, flags: EventFlag.Truncated, lost: 7 }),
      message({ ...part, flags: EventFlag.Reconstructed }),
      message({ type: 'unknown', flags: EventFlag.Reconstructed }),
    );
    const warnings = async (row: number) =>
      (await inspectMessage(live, row))!
        .show(offers)
        .facts.filter(({ warning, name }) => warning && name !== 'Note')
        .map(({ value }) => value);
    assert.deepEqual(await warnings(0), ['incomplete: 32568 of 53552 bytes (ring buffer full)']);
    assert.deepEqual(await warnings(1), [
      'incomplete: 32568 of 53552 bytes (memory of the node unreadable)',
    ]);
    assert.deepEqual(await warnings(2), [
      'incomplete: 32568 of 53552 bytes (cut by the snap length)',
      '7 events (ring buffer full)',
    ]);
    assert.deepEqual(await warnings(3), [
      'reconstructed: 32568 of 53552 bytes, as the recording tells no more of its fields',
    ]);
    assert.deepEqual(await warnings(4), [
      'reconstructed: some bytes are likely only, as the recording does not tell all of its fields',
    ]);
  });

  it('says where a message breaks, and apart from it where the capture ends', async () => {
    const inv = Buffer.concat([Buffer.of(2), Buffer.alloc(40)]);
    const live = await recordingOf(
      path('broken'),
      message({ type: 'inv', payload: inv }),
      message({ type: 'inv', payload: inv, size: 73n, flags: EventFlag.Truncated }),
    );
    const first = async (row: number) => (await inspectMessage(live, row))!.show(offers).facts[0]!;
    const malformed = await first(0);
    assert.equal(malformed.name, 'Malformed at');
    assert.match(malformed.value, /^byte 41: end of data/);
    assert.equal(malformed.offset, 41);
    assert.equal((await first(1)).name, 'Decoded up to');
  });

  it('takes the chain from the process, else from the peers', async () => {
    const live = await recordingOf(
      path('chain'),
      message({ address: '1.2.3.4:38333', connectionType: 'manual', pid: 5 }),
    );
    const chain = async () =>
      (await inspectMessage(live, 0))!.show(offers).facts.find(({ name }) => name === 'Chain');
    assert.equal((await chain())?.value, 'signet (assumed)');
    await live.capture.append(encodeNode({ ...NODE, pid: 5, chain: 'testnet4' }));
    assert.equal((await chain())?.value, 'testnet4');
  });

  it('assumes no regtest where all peers come through Tor', async () => {
    const live = await recordingOf(
      path('onion'),
      connection(EventKind.InboundConnection, { network: 3 }),
      message({ address: '127.0.0.1:41234' }),
    );
    const { facts } = (await inspectMessage(live, 1))!.show(offers);
    assert.equal(facts.find(({ name }) => name === 'Chain')!.value, 'main (assumed)');
  });

  it('judges an empty ping by the version of its peer (BIP31), where that was seen', async () => {
    const version = Buffer.alloc(80);
    version.writeInt32LE(70016);
    const live = await recordingOf(
      path('ping'),
      message({ peer: 1, type: 'version', payload: version }),
      message({ peer: 1, type: 'ping' }),
      message({ peer: 2, type: 'ping' }),
    );
    const first = async (row: number) => (await inspectMessage(live, row))!.show(offers).facts[0]!;
    const malformed = await first(1);
    assert.deepEqual([malformed.name, malformed.offset], ['Malformed at', 0]);
    const note = await first(2);
    assert.equal(note.name, 'Note');
    assert.match(note.value, /above 60000, which is not known here/);
  });

  it('hands out fields by path, page and byte', async () => {
    const entries = Buffer.alloc(36 * 100, 5);
    const payload = Buffer.concat([Buffer.of(100), entries]);
    const live = await recordingOf(path('fields'), message({ type: 'inv', payload }));
    const inspection = (await inspectMessage(live, 0))!;
    assert.deepEqual(
      inspection.show(offers).fields.map(({ name, count }) => [name, count]),
      [['vInv', 101]],
    );
    const page = inspection.children([0], 50, 53);
    assert.deepEqual(
      page.map(({ name, start, end }) => [name, start, end]),
      [49, 50, 51].map((index) => [`[${index}]`, 1 + 36 * index, 37 + 36 * index]),
    );
    const byte = inspection.pathTo(1 + 36 * 7 + 10);
    assert.deepEqual(byte, [0, 8, 1]);
    assert.deepEqual(
      inspection.fieldsAlong(byte).map(({ name }) => name),
      ['vInv', '[7]', 'hash'],
    );
    assert.deepEqual(inspection.fieldsAlong([0, 500]).length, 1);
    assert.deepEqual(inspection.children([9, 9], 0, 5), []);
  });

  it('leaves what takes long for later', async () => {
    const live = await recordingOf(path('block'), message({ type: 'block', payload: bigBlock() }));
    const inspection = (await inspectMessage(live, 0))!;
    const pending = inspection.show(offers).fields.filter((field) => field.pending);
    const { root } = decodeMessage('block', bigBlock());
    const facts = root.children().filter(({ derived, end, start }) => derived && end - start > 1e5);
    assert.deepEqual(
      pending.map(({ name }) => name),
      facts.map(({ name }) => name),
    );
    assert.ok(pending.length >= 2);
  }).timeout(20_000);
});

describe('timeWithZone', () => {
  it('has microseconds and the zone, and is the very moment', () => {
    const text = timeWithZone(1_700_000_000_123_456);
    const match = /^(\S+)456([+-]\d\d:\d\d) \(.+\)$/.exec(text);
    assert.ok(match, text);
    assert.equal(Date.parse(match[1]! + match[2]!), 1_700_000_000_123);
  });

  it('writes a date as the fields of messages do', () => {
    const us = 1_700_000_000_000_000;
    // Both are ISO 8601; a field has whole seconds and no zone but UTC.
    const pattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
    assert.match(utcTime(us / 1e6), pattern);
    assert.match(timeWithZone(us), pattern);
    assert.ok(timeWithZone(us).includes(`T${timeOfDay(us, zoneOf(us / 1000))}`));
  });
});

describe('openedFields', () => {
  const open = (type: string, payload: Buffer) => {
    const { root } = decodeMessage(type, payload);
    return openedFields(root).map((at) => fieldPathNames(root, at));
  };
  const inv = (count: number) => Buffer.concat([Buffer.of(count), Buffer.alloc(36 * count, 1)]);

  it('opens all of a small message: the hash of an inv of one is in sight', () => {
    assert.deepEqual(open('inv', inv(1)), ['vInv', 'vInv [0]']);
  });

  it('leaves the elements of a longer list closed, whose rows say enough', () => {
    assert.deepEqual(open('inv', inv(11)), ['vInv']);
  });

  it('opens what is alone, whatever its size, and of several what has room', () => {
    assert.deepEqual(open('inv', inv(250)), ['vInv']);
    const names = open('block', bigBlock());
    assert.ok(names.includes('header'));
    assert.ok(!names.includes('vtx'), names.join());
  });

  it('keeps to the rows of about a screen', () => {
    for (const { messageType, payload } of sessionMessages()) {
      const { root } = decodeMessage(messageType, payload);
      const opened = openedFields(root);
      const alone = root.count === 1;
      const rows = opened.reduce((sum, at) => sum + fieldAt(root, at)!.count, root.count);
      assert.ok(rows <= 60 || (alone && opened.length === 1), `${messageType}: ${rows}`);
    }
  });
});

function fieldPathNames(root: Field, path: FieldPath): string {
  return path.map((_, depth) => fieldAt(root, path.slice(0, depth + 1))!.name).join(' ');
}
