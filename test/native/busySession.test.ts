import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeEvent, type ProbeEvent } from '../../src/shared/events/event';
import { forEachFrame } from '../unit/support/forEachFrame';
import { demoNode, openTracer, session, traceRun } from './support';

const busy = join(session, '../busy-session.p2ptrace.gz');
const ROUNDS = 3;

/** Peers of the session by whether they stay or come and go; and what it has in a round. */
function recorded() {
  const opened = new Set<number>();
  const closed = new Set<number>();
  let misbehaving = 0;
  forEachFrame(gunzipSync(readFileSync(busy)), (frame) => {
    const event = decodeEvent(frame);
    if (event?.kind === 'misbehaving') misbehaving++;
    if (event?.kind !== 'connection') return;
    if (event.change === 'opened') opened.add(event.peer);
    if (event.change === 'closed') closed.add(event.peer);
  });
  return { lasting: opened.size - closed.size, visitors: closed.size, misbehaving };
}

describe('the demo node in a crowd', () => {
  const { lasting, visitors, misbehaving } = recorded();
  let events: ProbeEvent[];
  /** The end of the last round, at which the node ends too and closes every connection. */
  let end: number;
  const began = Math.floor(Date.now() / 1000);

  before(async () => {
    // It is what the demo node plays when it is told nothing else.
    copyFileSync(busy, join(demoNode(), '../busy-session.p2ptrace.gz'));
    const args = ['--speed', '60', '--loops', `${ROUNDS}`];
    const traced = await traceRun(openTracer({ ringSize: 1 << 28 }), ...args);
    ({ events } = traced);
    const { lostRingFull, lostUnreadable } = traced.statistics;
    assert.equal(lostRingFull + lostUnreadable, 0);
    end = events.findLastIndex(({ kind }) => kind !== 'connection') + 1;
  });

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
    for (const { peer } of events) assert.ok(opened.has(peer!), `peer ${peer}`);
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
});
