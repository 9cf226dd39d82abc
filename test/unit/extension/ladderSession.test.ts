import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { LadderSession } from '../../../src/extension/ladder/ladderSession';
import { isSameSource, sourceOfState } from '../../../src/extension/ladder/ladderSource';
import type { Recording } from '../../../src/extension/recording';
import type { HostToLadder } from '../../../src/shared/ladderProtocol';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, message } from '../support/frames';
import { recordingOf } from './support';

const source = { capture: '/c', pid: 4242, peer: 7 };

describe('LadderSession', () => {
  const path = temporaryDirectory();
  let files = 0;
  const posted: HostToLadder[] = [];
  const inspected: number[] = [];

  function sessionOf(recording: Recording, which = source): LadderSession {
    posted.length = inspected.length = 0;
    return new LadderSession(recording, which, 'delta', {
      post: (posting) => posted.push(posting),
      inspect: (row) => inspected.push(row),
      select: (row) => inspected.push(-row),
    });
  }

  it('says nothing before the page is ready, then what to show', async () => {
    const live = await recordingOf(path(`${files++}`), message({ peer: 7, type: 'tx' }));
    const session = sessionOf(live);
    await live.capture.append(message({ peer: 7, type: 'inv' }));
    await setTimeout(150);
    assert.equal(posted.length, 0);
    session.receive({ type: 'ready', messageType: undefined });
    const [show] = posted;
    assert.equal(show?.type, 'show');
    assert.equal(show.length, 2);
    assert.equal(show.timeFormat, 'delta');
    assert.deepEqual(show.source, source);
    assert.deepEqual(show.header.messageTypes, ['inv', 'tx']);
    assert.equal(show.header.lifelines[0]?.title, 'bitcoind');
    session.dispose();
  });

  it('tells of growth in its own time, and of a closed connection', async () => {
    const live = await recordingOf(path(`${files++}`), message({ peer: 7 }));
    const session = sessionOf(live);
    session.receive({ type: 'ready', messageType: undefined });
    posted.length = 0;
    for (let i = 0; i < 100; i++) await live.capture.append(message({ peer: 7 }));
    await live.capture.append(connection(EventKind.ClosedConnection, { peer: 7 }));
    await setTimeout(250);
    const [grown, header] = posted;
    assert.deepEqual(grown, { type: 'grown', generation: 1, length: 102 });
    assert.equal(header?.type === 'header' && header.header.closed, 'closed');
    assert.ok(posted.length <= 3);
    session.dispose();
  });

  it('answers rows of the filter in force only', async () => {
    const live = await recordingOf(
      path(`${files++}`),
      message({ peer: 7, type: 'tx' }),
      message({ peer: 7, type: 'inv' }),
    );
    const session = sessionOf(live);
    session.receive({ type: 'ready', messageType: undefined });
    session.receive({ type: 'filter', messageType: 'inv' });
    assert.equal(posted[1]?.type === 'show' && posted[1].length, 1);
    posted.length = 0;
    session.receive({ type: 'rows', generation: 1, from: 0, to: 1 });
    session.receive({ type: 'rows', generation: 2, from: 0, to: 1 });
    await setTimeout(20);
    assert.equal(posted.length, 1);
    const [rows] = posted;
    assert.deepEqual(rows?.type === 'rows' && rows.rows.map(({ row }) => row), [1]);
    session.dispose();
  });

  it('is silent while the page is hidden, and catches up when it is back', async () => {
    const live = await recordingOf(path(`${files++}`), message({ peer: 7, type: 'tx' }));
    const session = sessionOf(live);
    session.receive({ type: 'ready', messageType: undefined });
    session.hidden();
    posted.length = 0;
    await live.capture.append(message({ peer: 7, type: 'inv' }));
    await setTimeout(150);
    assert.equal(posted.length, 0);
    session.receive({ type: 'ready', messageType: 'inv' });
    assert.equal(posted[0]?.type === 'show' && posted[0].length, 1);
    session.dispose();
  });

  it('hands on what is to be inspected', async () => {
    const session = sessionOf(await recordingOf(path(`${files++}`), message({ peer: 7 })));
    session.receive({ type: 'inspect', row: 3 });
    session.receive({ type: 'select', row: 4 });
    assert.deepEqual(inspected, [3, -4]);
    session.dispose();
  });

  it('says that there is no such peer', async () => {
    const live = await recordingOf(path(`${files++}`), message({ peer: 7 }));
    const session = sessionOf(live, { ...source, peer: 8 });
    session.receive({ type: 'ready', messageType: undefined });
    assert.equal(posted[0]?.type, 'gone');
    session.dispose();
  });
});

describe('sourceOfState', () => {
  it('reads what a ladder kept, and nothing else', () => {
    assert.deepEqual(sourceOfState({ source, follow: true }), source);
    for (const state of [undefined, null, 'x', {}, { source: {} }, { source: { capture: 1 } }])
      assert.equal(sourceOfState(state), undefined);
    assert.ok(isSameSource(source, { ...source }));
    assert.ok(!isSameSource(source, { ...source, pid: 1 }));
  });
});
