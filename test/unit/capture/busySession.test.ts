import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Capture } from '../../../src/capture/capture';
import { Causes } from '../../../src/capture/query/causes';
import { Findings } from '../../../src/capture/query/findings';
import { decodeEvent, isProbeEvent, type ProbeEvent } from '../../../src/shared/events/event';
import { decodeHello } from '../../../src/shared/frames/hello';
import { HEADER } from '../../../src/shared/frames/layout';
import { temporaryDirectory } from '../support/directory';
import { forEachFrame } from '../support/forEachFrame';

/** SESSION_ROUND_BEGINS and SESSION_ROUND_ENDS of native/demo-node/session.h. */
const [ROUND_BEGINS, ROUND_ENDS] = [200, 201];

/** Events of the node itself. */
const EFFECTS = new Set([
  'mempool-added',
  'mempool-removed',
  'mempool-replaced',
  'mempool-rejected',
  'block-connected',
]);

interface Connection {
  opened: ProbeEvent & { kind: 'connection' };
  closedNs: number | undefined;
}

describe('the session of a busy node', () => {
  const path = temporaryDirectory();
  const packed = readFileSync('native/demo-node/busy.p2ptrace.gz');
  const session = gunzipSync(packed);
  const events: ProbeEvent[] = [];
  const marks: { kind: number; timeNs: number }[] = [];
  const connections = new Map<number, Connection>();

  before(() => {
    forEachFrame(session.subarray(session.readUInt32LE(HEADER.length)), (frame) => {
      const event = decodeEvent(frame);
      const timeNs = Number(frame.readBigUInt64LE(HEADER.timeNs));
      if (!event) marks.push({ kind: frame.readUInt16LE(HEADER.kind), timeNs });
      else if (isProbeEvent(event)) events.push(event);
      else assert.fail(`a frame of ${event.kind}`);
    });
    for (const event of events)
      if (event.kind === 'connection' && event.change === 'opened')
        connections.set(event.peer, { opened: event, closedNs: undefined });
      else if (event.kind === 'connection' && event.change === 'closed')
        connections.get(event.peer)!.closedNs = event.timeNs;
  });
  const [lasting, visitors]: [() => Connection[], () => Connection[]] = [
    () => [...connections.values()].filter(({ closedNs }) => closedNs === undefined),
    () => [...connections.values()].filter(({ closedNs }) => closedNs !== undefined),
  ];

  it('fits into the repository, and says nothing of the machine it was recorded on', () => {
    assert.ok(packed.length < 8e6, `${packed.length} bytes`);
    const { host, binary } = decodeHello(session.subarray(0, session.readUInt32LE(0)));
    assert.deepEqual([host, binary], ['demo', 'bitcoind']);
    for (const word of ['/work', '/tmp/', '/root', '/home', 'datadir'])
      assert.equal(session.indexOf(word), -1, word);
    for (const event of events) assert.equal(event.pid, 1);
    const nobodys = /^(127\.0\.0\.1:|2[45]\d\.|\[3fff:|\[fc|\w{56}\.onion:|\w{52}\.b32\.i2p:)/;
    for (const { opened } of connections.values()) assert.match(opened.address, nobodys);
  });

  it('is a capture that nothing is missing in', async () => {
    writeFileSync(path('busy.p2ptrace'), session);
    const capture = await Capture.open(path('busy.p2ptrace'));
    assert.equal(capture.damagedBytes, 0);
    assert.equal(capture.index.length, events.length);
    capture.dispose();
    for (const [i, event] of events.entries()) {
      assert.equal(event.sequence, i + 1);
      assert.ok(i === 0 || event.timeNs >= events[i - 1]!.timeNs, `event ${i} is in order`);
      if (event.kind === 'message') assert.equal(event.payload.length, event.size, `event ${i}`);
    }
  });

  it('has at least 125 peers that stay, of every network and with their version', () => {
    const [begin] = marks;
    assert.ok(lasting().length >= 125, `${lasting().length}`);
    const introduced = new Set<number>();
    for (const event of events)
      if (event.kind === 'message' && event.messageType === 'version') introduced.add(event.peer);
    for (const { opened } of lasting()) {
      assert.ok(opened.timeNs < begin!.timeNs, `peer ${opened.peer} is there before the round`);
      assert.ok(introduced.has(opened.peer), `peer ${opened.peer} says its version`);
    }
    const networks = new Set(lasting().map(({ opened }) => opened.network));
    assert.deepEqual([...networks].sort(), [1, 2, 3, 4, 5]);
  });

  it('has every type of connection, and visitors who leave within a round', () => {
    const types = new Set([...connections.values()].map(({ opened }) => opened.connectionType));
    assert.deepEqual([...types].sort(), [
      'addr-fetch',
      'block-relay-only',
      'feeler',
      'inbound',
      'manual',
      'outbound-full-relay',
    ]);
    assert.deepEqual(
      marks.map(({ kind }) => kind),
      [ROUND_BEGINS, ROUND_ENDS],
    );
    const [begin, end] = marks.map(({ timeNs }) => timeNs) as [number, number];
    const minutes = (end - begin) / 60e9;
    assert.ok(minutes >= 3, `${minutes} minutes`);
    assert.ok(visitors().length / minutes > 3, `${visitors().length} visitors`);
    for (const { opened, closedNs } of visitors()) {
      assert.ok(opened.timeNs >= begin && opened.timeNs < end, `peer ${opened.peer} comes`);
      assert.ok(
        closedNs! - end < opened.timeNs - begin,
        `peer ${opened.peer} leaves before it comes again`,
      );
    }
  });

  it('numbers those that stay first, and all without a gap', () => {
    const ids = [...lasting(), ...visitors()].map(({ opened }) => opened.peer);
    assert.deepEqual(
      ids,
      ids.map((_, i) => i),
    );
  });

  it('has no event of a peer that has left, or that never came', () => {
    for (const { kind, peer, timeNs } of events) {
      if (EFFECTS.has(kind)) continue;
      const connection = connections.get(peer!);
      assert.ok(connection, `peer ${peer}`);
      assert.ok(timeNs <= (connection.closedNs ?? Infinity), `peer ${peer} at ${timeNs}`);
    }
  });

  it('has blocks, transactions and all else that a node talks about, and what goes wrong', () => {
    const counts = new Map<string, number>();
    const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
    for (const event of events)
      if (event.kind === 'message') count(event.messageType);
      else count(event.kind === 'connection' ? event.change : event.kind);
    const rare =
      'getheaders headers sendheaders getaddr addr addrv2 sendaddrv2 feefilter sendcmpct block ' +
      'cmpctblock getblocktxn blocktxn notfound mempool filterload filteradd merkleblock ' +
      'getcfilters cfilter getcfheaders cfheaders getcfcheckpt cfcheckpt misbehaving evicted';
    for (const [types, least] of [
      ['inv tx', 5000],
      ['getdata ping pong', 300],
      [rare, 1],
    ] as const)
      for (const type of types.split(' '))
        assert.ok((counts.get(type) ?? 0) >= least, `${type}: ${counts.get(type)}`);
  });

  it('has what became of transactions and blocks: accepted, refused, replaced, mined, evicted', () => {
    const counts = new Map<string, number>();
    for (const event of events) {
      const reason = 'reason' in event && EFFECTS.has(event.kind) ? ` ${event.reason}` : '';
      const what = `${event.kind}${reason}`;
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
    for (const [what, least] of [
      ['mempool-added', 2000],
      ['mempool-removed block', 1500],
      ['mempool-removed replaced', 30],
      ['mempool-removed sizelimit', 10],
      ['mempool-removed conflict', 1],
      ['mempool-replaced', 30],
      ['mempool-rejected dust', 1],
      ['mempool-rejected min relay fee not met', 1],
      ['mempool-rejected insufficient fee', 5],
      ['mempool-rejected bad-txns-inputs-missingorspent', 5],
      ['block-connected', 8],
    ] as const)
      assert.ok((counts.get(what) ?? 0) >= least, `${what}: ${counts.get(what)}`);
  });

  it('tells which message all of that came of', async () => {
    writeFileSync(path('causes.p2ptrace'), session);
    const capture = await Capture.open(path('causes.p2ptrace'));
    const causes = new Causes(capture, () => false);
    await causes.until(capture.index.length);
    let [accepted, direct] = [0, 0];
    for (const [row, event] of events.entries()) {
      const cause = causes.causeOf(row);
      if (event.kind === 'mempool-added') {
        accepted++;
        assert.ok(cause, `row ${row}`);
        if (cause.direct) direct++;
      } else if (event.kind === 'block-connected') {
        assert.ok(cause?.direct, `block ${event.height}`);
        assert.ok(causes.effectsOf(row).length > 0, `block ${event.height} has transactions`);
      }
    }
    // The others waited for their parents.
    assert.ok(direct > 0.95 * accepted && direct < accepted, `${direct} of ${accepted}`);
    causes.dispose();
    capture.dispose();
  });

  it('breaks rules where a peer misbehaves, and nowhere else', async () => {
    writeFileSync(path('findings.p2ptrace'), session);
    const capture = await Capture.open(path('findings.p2ptrace'));
    const findings = new Findings(capture, () => false);
    await findings.until(capture.index.length);
    assert.deepEqual(
      Object.fromEntries(findings.counts.map(({ rule, count }) => [rule.id, count])),
      {
        punished: 7,
        'headers-without-work': 2,
        'negotiation-after-verack': 1,
        'addr-too-many': 1,
        'below-feefilter': 4,
        'sendcmpct-invalid': 1,
        'headers-not-continuous': 1,
        'message-before-verack': 3,
        'getdata-unannounced': 3,
        'tx-not-delivered': 3,
        malformed: 2,
        'second-version': 1,
        'tx-unasked': 1,
        'pong-short': 1,
        evicted: 14,
        'unknown-type': 7,
        notfound: 5,
        'disconnected-after': 1,
      },
    );
    findings.dispose();
    capture.dispose();
  });
});
