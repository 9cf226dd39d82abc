import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { ProbeEvent } from '../../src/shared/events/event';
import { encodeFilter, type TraceFilter } from '../../src/shared/helper/traceFilter';
import { collect, openTracer, RunningNode, session, traceRun } from './support';

const PLAY = ['--session', session, '--speed', '50', '--loops', '1'];

/** Traces one play of the session. */
async function play(filter: TraceFilter): Promise<ProbeEvent[]> {
  const { events, statistics } = await traceRun(
    openTracer({ filter: encodeFilter(filter) }),
    ...PLAY,
  );
  assert.equal(statistics.events, events.length, 'what was filtered out took no number');
  assert.deepEqual(
    events.map(({ sequence }) => sequence),
    events.map((_, i) => i + 1),
  );
  return events;
}

/** What tells events of two plays of one session apart from each other. */
function describeEvent(event: ProbeEvent): string {
  switch (event.kind) {
    case 'message':
      return `${event.peer} ${event.direction} ${event.messageType} ${event.payload.toString('hex')}`;
    case 'connection':
      return `${event.peer} ${event.change} ${event.address}`;
    case 'misbehaving':
      return `${event.peer} ${event.reason}`;
    case 'cache-flushed':
      return `node ${event.kind} ${event.coins}`;
    default:
      return `${event.peer ?? 'node'} ${event.kind} ${'txid' in event ? event.txid : event.hash}`;
  }
}

function matches(event: ProbeEvent, { direction, messageTypes, peers }: TraceFilter): boolean {
  if (peers && event.peer !== undefined && !peers.includes(event.peer)) return false;
  if (event.kind !== 'message') return true;
  return (
    (direction === undefined || event.direction === direction) &&
    (messageTypes?.includes(event.messageType) ?? true)
  );
}

describe('the filter in the kernel', () => {
  let all: ProbeEvent[];
  let peers: number[];
  before(async () => {
    all = await play({});
    peers = [...new Set(all.flatMap(({ peer }) => (peer === undefined ? [] : [peer])))];
    assert.ok(peers.length >= 3);
  });

  const sixteen = Array.from({ length: 16 }, (_, i) => `unknown${i}`);
  const filters: [string, () => TraceFilter][] = [
    ['a direction', () => ({ direction: 'inbound' })],
    ['the other direction', () => ({ direction: 'outbound' })],
    ['a message type', () => ({ messageTypes: ['inv'] })],
    ['as many types as there may be', () => ({ messageTypes: [...sixteen.slice(1), 'getdata'] })],
    ['no type that only begins alike', () => ({ messageTypes: ['in', 'getdat', 'txx'] })],
    ['peers', () => ({ peers: peers.slice(1, 3) })],
    ['as many peers as there may be', () => ({ peers: [...sixteen.keys()].map((i) => i + 1) })],
    [
      'all of these at once',
      () => ({ direction: 'inbound', messageTypes: ['inv', 'tx'], peers: [peers[0]!] }),
    ],
  ];
  for (const [name, make] of filters)
    it(`lets through ${name}`, async () => {
      const filter = make();
      const events = await play(filter);
      assert.deepEqual(
        events.map(describeEvent),
        all.filter((event) => matches(event, filter)).map(describeEvent),
      );
    });

  it('changes while tracing, for the events from then on', async () => {
    const tracer = openTracer({ filter: encodeFilter({ peers: [0] }) });
    const traced = collect(tracer);
    const args = ['--burst', '1000000', '--rate', '5000', '--threads', '3', '--size', '20'];
    const node = await RunningNode.start('--wait', ...args);
    await wait(300);
    tracer.setFilter(encodeFilter({ messageTypes: ['block'] }));
    await wait(100);
    tracer.setFilter(encodeFilter({ peers: [1, 2], messageTypes: ['tx'] }));
    await wait(100);
    tracer.setFilter(encodeFilter({ direction: 'outbound' }));
    await wait(100);
    tracer.setFilter(encodeFilter({}));
    await wait(100);
    node.kill();
    tracer.stop();
    const { events } = await traced;
    const runs: string[] = [];
    const seen = new Set<number>();
    for (const { peer } of events) {
      const run = peer === 0 ? 'first' : 'others';
      if (runs.at(-1) !== run) runs.push(run);
      seen.add(peer!);
    }
    // Peer 0 alone, the others alone, then all by turns.
    assert.deepEqual(runs.slice(0, 3), ['first', 'others', 'first']);
    assert.deepEqual([...seen].sort(), [0, 1, 2]);
  });

  it('is refused where it is none', () => {
    const tracer = openTracer();
    assert.throws(() => tracer.setFilter(Buffer.alloc(3)), TypeError);
    assert.throws(() => openTracer({ filter: Buffer.alloc(3) }), TypeError);
    tracer.stop();
  });
});
