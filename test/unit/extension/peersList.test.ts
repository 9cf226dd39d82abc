import assert from 'node:assert/strict';
import { ladderTarget } from '../../../src/extension/peers/ladderTarget';
import { findingsOf } from '../../../src/extension/captures/findingsOf';
import { PeersList } from '../../../src/extension/peers/peersList';
import { onlyThese } from '../../../src/extension/peers/onlyThese';
import { MAX_FILTER_PEERS } from '../../../src/shared/helper/traceFilter';
import type { PeersRow } from '../../../src/shared/webview/peersProtocol';
import { many } from '../bitcoin/conversation/talk';
import { addressOf, crowd } from '../support/crowd';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, message, misbehaving } from '../support/frames';
import { recordingOf } from './support';

const byId = { order: 'id', hideClosed: false } as const;
const ids = (rows: readonly PeersRow[]) => rows.map(({ id }) => id);

describe('PeersList', () => {
  const path = temporaryDirectory();
  let files = 0;
  const recording = (...frames: Buffer[]) => recordingOf(path(`${files++}`), ...frames);

  it('has all peers of a crowd, with the closed ones in one folded row', async () => {
    const list = new PeersList(await recording(...crowd(150, 25)));
    const rows = list.rows(byId);
    assert.equal(rows.filter(({ kind }) => kind === 'peer').length, 125);
    const last = rows.at(-1)!;
    assert.deepEqual([last.kind, last.label, last.open], ['closed', '25 closed peers', false]);
    list.toggle(last.id, true);
    assert.equal(list.rows(byId).filter(({ over }) => over).length, 26);
  });

  it('opens closed peers by itself where there are no others', async () => {
    const list = new PeersList(await recording(...crowd(3, 3)));
    assert.deepEqual(
      list.rows(byId).map(({ kind, open }) => [kind, open]),
      [['node', true], ['closed', true], ...Array.from({ length: 3 }, () => ['peer', false])],
    );
  });

  it('tells of a peer what a narrow row has room for, and all of it to a screen reader', async () => {
    const onion = addressOf(1);
    const common = { peer: 1, address: onion, connectionType: 'outbound-full-relay' };
    const list = new PeersList(
      await recording(
        connection(EventKind.OutboundConnection, { ...common, timeNs: 2e9 }),
        message({ ...common, size: 1_200_000n, timeNs: 3e9 }),
        message({ ...common, direction: 'outbound', size: 8n, timeNs: 5e9 }),
      ),
    );
    const [, row] = list.rows(byId);
    assert.deepEqual(
      { ...row, speech: '' },
      {
        id: '4242/1',
        kind: 'peer',
        level: 2,
        open: false,
        icon: 'outbound',
        number: '1',
        label: onion,
        named: false,
        detail: 'full-relay',
        found: undefined,
        traffic: { outMessages: '1', outBytes: '8 B', inMessages: '1', inBytes: '1.2 MB' },
        lastMs: 1_700_000_004_000,
        speech: '',
        over: false,
        nowMs: undefined,
        tracing: true,
      },
    );
    assert.equal(
      row!.speech,
      `Peer 1  ${onion}, outbound-full-relay, 1 message outbound, 8 B; 1 message inbound, 1.2 MB`,
    );
  });

  it('calls a peer by its name, without what would turn the row around', async () => {
    const named = await recording(message({ peer: 1, address: '1.2.3.4:8333' }));
    named.nameOf = (address) => (address === '1.2.3.4:8333' ? 'my \u202enode' : undefined);
    const [, row] = new PeersList(named).rows(byId);
    assert.deepEqual([row!.label, row!.named], ['my ⟨U+202E⟩node', true]);
    assert.match(row!.speech, /^Peer 1 {2}my ⟨U\+202E⟩node, /);
  });

  it('says of a closed peer that it misbehaved', async () => {
    const list = new PeersList(
      await recording(
        misbehaving('bad', { peer: 2 }),
        connection(EventKind.ClosedConnection, { peer: 2 }),
      ),
    );
    const row = list.rows(byId).find(({ kind }) => kind === 'peer')!;
    assert.deepEqual([row.icon, row.detail, row.over], ['closed', 'misbehaved', true]);
    assert.match(row.speech, /closed after misbehaving: bad/);
  });

  it('tells which rows on screen have other figures since a revision', async () => {
    const live = await recording(message({ peer: 1 }), message({ peer: 2 }));
    const list = new PeersList(live);
    list.toggle('4242/2', true);
    list.rows(byId);
    const { revision } = live.peers;
    assert.deepEqual(list.changedSince(revision, 0), []);
    await live.capture.append(message({ peer: 2 }));
    assert.deepEqual(ids(list.changedSince(revision, 0)).slice(0, 2), ['4242', '4242/2']);
    assert.match(ids(list.changedSince(revision, 0))[2]!, /^4242\/2\/\d+$/);
  });

  it('has a count of errors and warnings as soon as they are known, no wider than two letters', async () => {
    const tooMany = () => message({ peer: 2, type: 'inv', payload: many(50_001, 36) });
    const live = await recording(message({ peer: 1 }), ...Array.from({ length: 10 }, tooMany));
    const list = new PeersList(live);
    const found = () => list.rows(byId).map((row) => row.found);
    assert.deepEqual(found(), [undefined, undefined, undefined]);
    const { revision } = live.peers;
    const findings = findingsOf(live);
    const watching = findings.watch();
    await findings.until(live.capture.index.length);
    assert.deepEqual(ids(list.changedSince(revision, 0)), ['4242/2']);
    assert.deepEqual(list.changedSince(revision, findings.revision), []);
    assert.deepEqual(found(), [undefined, undefined, { text: '9+', gravest: 'error' }]);
    assert.match(list.rows(byId)[2]!.speech, /, 10 errors$/);
    watching.dispose();
  });
});

describe('a ladder of rows', () => {
  const path = temporaryDirectory();
  let files = 0;
  const recording = (...frames: Buffer[]) => recordingOf(path(`${files++}`), ...frames);

  it('has the peers, only the type whose row it is, or all that a node said', async () => {
    const live = await recording(
      message({ pid: 1, peer: 5, type: 'inv' }),
      message({ pid: 1, peer: 6, type: 'a"b c' }),
      message({ pid: 2, peer: 5 }),
    );
    const list = new PeersList(live);
    for (const id of ['1/5', '1/6']) list.toggle(id, true);
    const rows = list.rows(byId);
    const targetOf = (...wanted: string[]) =>
      ladderTarget(
        wanted.map((id) => list.element(id)!),
        live,
      );
    const types = rows.filter(({ kind }) => kind === 'type').map(({ id }) => id);
    assert.deepEqual(targetOf('1/5', '1/6'), {
      peers: [
        { pid: 1, peer: 5 },
        { pid: 1, peer: 6 },
      ],
      filter: '',
    });
    assert.deepEqual(targetOf(types[0]!), { peers: [{ pid: 1, peer: 5 }], filter: 'type:inv' });
    assert.equal(targetOf(types[1]!)!.filter, 'type:"a\\"b c"');
    assert.equal(targetOf(...types)!.filter, 'type:inv,"a\\"b c"');
    assert.deepEqual(targetOf('2'), { peers: 'all', filter: 'node:2' });
    assert.equal(targetOf(), undefined);
  });

  it('has no filter for the only node', async () => {
    const live = await recording(message({ pid: 1 }));
    const list = new PeersList(live);
    list.rows(byId);
    assert.deepEqual(ladderTarget([list.element('1')!], live), { peers: 'all', filter: '' });
  });

  it('is traced alone, unless it is more than the kernel can look for', async () => {
    const live = await recording(...crowd(MAX_FILTER_PEERS + 1, 0));
    const list = new PeersList(live);
    list.toggle('4242/3', true);
    const rows = list.rows(byId);
    const peers = rows.filter(({ kind }) => kind === 'peer').map(({ id }) => list.element(id)!);
    const type = rows.find(({ kind }) => kind === 'type')!;
    assert.deepEqual(onlyThese(peers.slice(2, 4)), { peers: [2, 3] });
    assert.deepEqual(onlyThese([list.element(type.id)!]), { messageTypes: [type.label] });
    assert.throws(() => onlyThese(peers), /16/);
  });
});
