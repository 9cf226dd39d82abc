import assert from 'node:assert/strict';
import { LadderRows } from '../../../src/extension/ladder/ladderRows';
import { MAX_ROWS_PER_REQUEST, type LadderRow } from '../../../src/shared/ladderProtocol';
import { temporaryDirectory } from '../support/directory';
import { connection, EventFlag, EventKind, message, misbehaving } from '../support/frames';
import { recordingOf } from './support';

describe('LadderRows', () => {
  const path = temporaryDirectory();
  let files = 0;
  const recording = (...frames: Buffer[]) => recordingOf(path(`${files++}`), ...frames);

  it('has messages and what happened to the connection, with times', async () => {
    const live = await recording(
      connection(EventKind.OutboundConnection, {
        peer: 1,
        timeNs: 1_000_001_000,
        connectionType: 'manual',
      }),
      message({ peer: 2 }),
      message({ peer: 1, timeNs: 1_000_003_500, type: 'tx', payload: Buffer.alloc(3) }),
      message({ peer: 1, timeNs: 1_000_004_000, direction: 'outbound' }),
      misbehaving('too bad', { peer: 1, timeNs: 1_000_005_000 }),
      connection(EventKind.ClosedConnection, { peer: 1, timeNs: 1_000_006_000 }),
    );
    const rows = new LadderRows(live, 0, undefined);
    assert.equal(rows.length, 5);
    const read = await rows.read(0, 99);
    const start = 1_700_000_000_000_000;
    assert.deepEqual(read[0], {
      ...{ kind: 'note', note: 'opened', text: 'manual' },
      ...{ row: 0, wallUs: start + 1, deltaUs: 0, gaps: [] },
    } satisfies LadderRow);
    assert.deepEqual(read[1], {
      ...{ kind: 'message', direction: 'inbound', from: 1, to: 0, messageType: 'tx' },
      ...{ size: 3, captured: 3, truncated: false, incomplete: undefined },
      ...{ row: 2, wallUs: start + 3, deltaUs: 2, gaps: [] },
    } satisfies LadderRow);
    assert.deepEqual(
      read.map((row) => (row.kind === 'message' ? `${row.from}→${row.to}` : row.note)),
      ['opened', '1→0', '0→1', 'misbehaving', 'closed'],
    );
    assert.equal(read[3]?.kind === 'note' && read[3].text, 'too bad');
  });

  it('shows losses where they happened, also those that other peers’ events told of', async () => {
    const live = await recording(
      message({ peer: 1, lost: 2 }),
      message({ peer: 2, lost: 30 }),
      message({ peer: 1, lost: 400 }),
      message({ peer: 1 }),
    );
    const rows = await new LadderRows(live, 0, undefined).read(0, 3);
    assert.deepEqual(
      rows.map(({ gaps }) => gaps),
      [[{ count: 2, cause: 'ring-full' }], [{ count: 430, cause: 'ring-full' }], []],
    );
  });

  it('marks what is truncated and what is incomplete, and why', async () => {
    const payload = Buffer.alloc(10);
    const live = await recording(
      message({ payload, size: 20n, flags: EventFlag.Truncated }),
      message({ payload, size: 20n, flags: EventFlag.RingFull }),
      message({ payload, size: 20n, flags: EventFlag.Unreadable }),
    );
    const rows = await new LadderRows(live, 0, undefined).read(0, 3);
    assert.deepEqual(
      rows.map((row) => row.kind === 'message' && [row.truncated, row.incomplete]),
      [
        [true, undefined],
        [false, 'ring-full'],
        [false, 'unreadable'],
      ],
    );
  });

  it('filters by type, and grows', async () => {
    const live = await recording(message({ type: 'tx' }), message({ type: 'inv' }));
    const rows = new LadderRows(live, 0, 'inv');
    assert.equal(rows.length, 1);
    assert.equal(rows.update(), false);
    await live.capture.append(Buffer.concat([message({ type: 'tx' }), message({ type: 'inv' })]));
    assert.equal(rows.update(), true);
    const read = await rows.read(1, 2);
    assert.equal(read[0]?.row, 3);
  });

  it('answers no more than may be asked for', async () => {
    const frames = Array.from({ length: MAX_ROWS_PER_REQUEST + 50 }, () => message());
    const rows = new LadderRows(await recording(...frames), 0, undefined);
    assert.equal((await rows.read(0, 1e9)).length, MAX_ROWS_PER_REQUEST);
    assert.equal((await rows.read(-5, 2)).length, 2);
    assert.deepEqual(await rows.read(1e6, 2e6), []);
  });
});
