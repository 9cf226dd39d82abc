import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Capture } from '../../src/capture/capture';
import { Causes } from '../../src/capture/query/causes';
import { Findings } from '../../src/capture/query/findings';
import { decodeEvent, isProbeEvent, type ProbeEvent } from '../../src/shared/events/event';
import { descriptorOf } from '../../src/shared/helper/descriptorOf';
import { FrameSplitter } from '../../src/shared/frames/frameSplitter';
import { EFFECTS_HELLO } from '../unit/support/carried';
import { temporaryDirectory } from '../unit/support/directory';
import { forEachFrame } from '../unit/support/forEachFrame';
import { demoNode, openTracer, RunningNode, session, socketPair } from './support';

const busy = join(session, '../busy-session.p2ptrace.gz');
const ROUNDS = 3;

/** Peers of the session by whether they stay or come and go; and what it has in a round. */
function recorded() {
  const opened = new Set<number>();
  const closed = new Set<number>();
  let misbehaving = 0;
  let effects = 0;
  forEachFrame(gunzipSync(readFileSync(busy)), (frame) => {
    const event = decodeEvent(frame);
    if (event && isEffect(event)) effects++;
    if (event?.kind === 'misbehaving') misbehaving++;
    if (event?.kind !== 'connection') return;
    if (event.change === 'opened') opened.add(event.peer);
    if (event.change === 'closed') closed.add(event.peer);
  });
  return { lasting: opened.size - closed.size, visitors: closed.size, misbehaving, effects };
}

/** Of the node itself. */
function isEffect({ kind }: { kind: string }): boolean {
  return kind.startsWith('mempool-') || kind === 'block-connected';
}

/** Frames of a run of the demo node that ends by itself. */
async function framesOfRun(...args: string[]): Promise<Buffer[]> {
  const tracer = openTracer({ ringSize: 1 << 28 });
  const { sender, receiver } = socketPair();
  tracer.start(descriptorOf(sender), () => sender.end());
  const frames: Buffer[] = [];
  const reading = (async () => {
    const splitter = new FrameSplitter();
    for await (const chunk of await receiver)
      for (const run of splitter.push(chunk as Buffer))
        forEachFrame(run, (frame) => frames.push(Buffer.from(frame)));
  })();
  const node = await RunningNode.start('--wait', ...args);
  await node.ended();
  tracer.stop();
  await reading;
  return frames;
}

describe('the demo node in a crowd', () => {
  const { lasting, visitors, misbehaving, effects } = recorded();
  const path = temporaryDirectory();
  let capture: Capture;
  let events: ProbeEvent[];
  /** The end of the last round, at which the node ends too and closes every connection. */
  let end: number;
  const began = Math.floor(Date.now() / 1000);

  before(async () => {
    // It is what the demo node plays when it is told nothing else.
    copyFileSync(busy, join(demoNode(), '../busy-session.p2ptrace.gz'));
    const args = ['--speed', '60', '--loops', `${ROUNDS}`];
    const frames = await framesOfRun(...args);
    const decoded = frames.map((frame) => decodeEvent(frame)!);
    const statistics = decoded.at(-1)!;
    assert.ok(statistics.kind === 'statistics');
    assert.equal(statistics.lostRingFull + statistics.lostUnreadable, 0);
    events = decoded.filter((event) => isProbeEvent(event));
    capture = await Capture.create(path('capture'));
    await capture.append(Buffer.concat([EFFECTS_HELLO, ...frames]));
    await capture.flush();
    end = events.findLastIndex(({ kind }) => kind !== 'connection') + 1;
  });

  after(() => capture.close());

  /** Rules of findings, with whom of those who stay they are about. */
  async function toldIn(of: Capture, before: number): Promise<Set<string>> {
    const findings = new Findings(of, () => false);
    after(() => findings.dispose());
    await findings.until(of.index.length);
    const told = new Set<string>();
    for (const row of findings.between(0, before))
      for (const { rule, connection } of findings.at(row))
        told.add(`${rule.id} ${connection.peer < lasting ? connection.peer : 'visitor'}`);
    return told;
  }

  it('has 125 peers and more at any time once they have come, of all networks and types', () => {
    const live = new Set<number>();
    const [networks, types] = [new Set<number>(), new Set<string>()];
    for (const event of events.slice(0, end)) {
      if (event.kind !== 'connection') continue;
      if (event.change === 'closed') live.delete(event.peer);
      if (event.change !== 'opened') continue;
      live.add(event.peer);
      if (event.peer >= lasting - 1) assert.ok(live.size >= 125, `${live.size} peers`);
      networks.add(event.network);
      types.add(event.connectionType);
    }
    assert.deepEqual([...networks].sort(), [1, 2, 3, 4, 5]);
    assert.equal(types.size, 6);
  });

  it('closes visitors alone, also where one round follows another', () => {
    const closed = events
      .slice(0, end)
      .filter((event) => event.kind === 'connection' && event.change === 'closed');
    assert.ok(closed.every(({ peer }) => peer! >= lasting));
    assert.ok(closed.length > (ROUNDS - 1) * visitors, `${closed.length} of ${visitors} a round`);
    assert.ok(closed.length <= ROUNDS * visitors);
  });

  it('goes on with who stays, under the same number, in every round', () => {
    const last = new Map<number, number>();
    for (const [i, { peer }] of events.slice(0, end).entries()) last.set(peer!, i);
    // Each of them is pinged in each round.
    for (let peer = 0; peer < lasting; peer++)
      assert.ok(last.get(peer)! > end * (1 - 1 / ROUNDS), `peer ${peer}`);
  });

  it('never gives a number twice, nor says a word of a peer that is not there', () => {
    const [opened, closed] = [new Set<number>(), new Set<number>()];
    for (const event of events) {
      if (event.kind === 'connection' && event.change === 'opened') {
        assert.ok(!opened.has(event.peer), `peer ${event.peer}`);
        opened.add(event.peer);
      }
      assert.ok(!closed.has(event.peer!), `peer ${event.peer} is gone`);
      if (event.kind === 'connection' && event.change === 'closed') closed.add(event.peer);
    }
    assert.deepEqual([...closed].sort(), [...opened].sort());
    for (const event of events)
      assert.ok(isEffect(event) || opened.has(event.peer!), `peer ${event.peer}`);
  });

  it('says since when a closed peer was connected, by today’s clock', () => {
    for (const event of events)
      if (event.kind === 'connection' && event.change !== 'opened')
        assert.ok(event.establishedUnix! >= began && event.establishedUnix! <= Date.now() / 1000);
  });

  it('has peers that misbehave in every round', () => {
    const all = events.filter(({ kind }) => kind === 'misbehaving').length;
    assert.ok(misbehaving > 0);
    assert.ok(all > (ROUNDS - 1) * misbehaving && all <= ROUNDS * misbehaving, `${all}`);
  });

  it('tells of each round what became of transactions and blocks, and what it came of', async () => {
    const rows = events.flatMap((event, row) => (isEffect(event) ? [row] : []));
    assert.equal(rows.length, ROUNDS * effects);
    const causes = new Causes(capture, () => false);
    after(() => causes.dispose());
    await causes.until(capture.index.length);
    for (let round = 0; round < ROUNDS; round++) {
      const own = rows.slice(round * effects, (round + 1) * effects);
      const added = own.filter((row) => events[row]!.kind === 'mempool-added');
      const direct = added.filter((row) => causes.causeOf(row)?.direct);
      assert.ok(direct.length > 0.95 * added.length, `${direct.length} of ${added.length}`);
      for (const row of own)
        if (events[row]!.kind === 'block-connected')
          assert.ok(causes.causeOf(row)?.direct, `block at ${row}`);
    }
  });

  it('says since when a transaction was in the mempool, by today’s clock', () => {
    for (const event of events)
      if (event.kind === 'mempool-removed' || event.kind === 'mempool-replaced') {
        const before = Date.now() / 1000 - event.entryTime;
        assert.ok(before >= 0 && before < 3600, `${event.entryTime}`);
      }
  });

  it('has findings in the second round as in the first, and none where one follows another', async () => {
    writeFileSync(path('recorded'), gunzipSync(readFileSync(busy)));
    const once = await Capture.open(path('recorded'));
    after(() => once.close());
    const first = await toldIn(once, once.index.length);
    const told = await toldIn(capture, end);
    assert.deepEqual([...told].filter((finding) => !first.has(finding)).sort(), []);
  });
});
