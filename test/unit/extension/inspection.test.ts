import assert from 'node:assert/strict';
import { inspectMessage, timeWithZone } from '../../../src/extension/inspector/inspection';
import { temporaryDirectory } from '../support/directory';
import { connection, EventFlag, EventKind, message } from '../support/frames';
import { recordingOf } from './support';

describe('inspectMessage', () => {
  const path = temporaryDirectory();

  it('tells everything that is known of a message', async () => {
    const live = await recordingOf(
      path('whole'),
      connection(EventKind.InboundConnection),
      message({
        ...{ peer: 11, address: '[2a02::1]:8333', connectionType: 'inbound', type: 'tx' },
        ...{ payload: Buffer.alloc(1500), sequence: 12_345, pid: 99, timeNs: 2_000_000_000 },
      }),
    );
    assert.equal(await inspectMessage(live, 0), undefined);
    const shown = (await inspectMessage(live, 1))!;
    const values = Object.fromEntries(shown.fields.map(({ name, value }) => [name, value]));
    assert.equal(shown.messageType, 'tx');
    assert.equal(shown.size, 1500);
    assert.equal(shown.captured, 1500);
    assert.match(values.Direction!, /^inbound/);
    assert.match(values.Peer!, /^11 .*\[2a02::1\]:8333$/);
    assert.equal(values.Connection, 'inbound');
    assert.equal(values.Node, 'bitcoind, pid 99');
    assert.equal(values.Size, '1,500 bytes (1.5 kB)');
    assert.equal(values.Captured, 'whole');
    assert.equal(values.Sequence, '12,345');
    assert.equal(values.Time, timeWithZone(1_700_000_001_000_000));
    assert.ok(shown.fields.every(({ warning }) => !warning));
  });

  it('marks what is missing, and why', async () => {
    const part = { payload: Buffer.alloc(32_568), size: 53_552n };
    const live = await recordingOf(
      path('parts'),
      message({ ...part, flags: EventFlag.RingFull }),
      message({ ...part, flags: EventFlag.Unreadable }),
      message({ ...part, flags: EventFlag.Truncated, lost: 7 }),
    );
    const warnings = async (row: number) =>
      (await inspectMessage(live, row))!.fields
        .filter(({ warning }) => warning)
        .map(({ value }) => value);
    assert.deepEqual(await warnings(0), [
      'incomplete: 32568 of 53552 bytes (the ring buffer was full)',
    ]);
    assert.deepEqual(await warnings(1), [
      'incomplete: 32568 of 53552 bytes (memory of the node could not be read)',
    ]);
    assert.deepEqual(await warnings(2), [
      'truncated: 32568 of 53552 bytes (snap length)',
      '7 events (ring buffer full)',
    ]);
  });
});

describe('timeWithZone', () => {
  it('has microseconds and the zone, and is the very moment', () => {
    const text = timeWithZone(1_700_000_000_123_456);
    const match = /^(\S+) (\S+)456 ([+-]\d\d:\d\d) \(.+\)$/.exec(text);
    assert.ok(match, text);
    assert.equal(Date.parse(`${match[1]!}T${match[2]!}${match[3]!}`), 1_700_000_000_123);
  });
});
