import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeEvent, type ProbeEvent } from '../../src/shared/events/event';
import { HEADER } from '../../src/shared/frames/layout';
import { encodeFilter } from '../../src/shared/helper/traceFilter';
import * as effects from '../unit/support/effects';
import { connection, EventKind, hello, message } from '../unit/support/frames';
import { collect, openTracer, RunningNode, traceRun, type Traced } from './support';

/** One of each, with values at their ends, and a second one of those that have a choice. */
const FRAMES = [
  effects.blockHeader({ peer: 1, height: 2 ** 31 - 1, viaCompactBlock: true }),
  effects.blockHeader({ peer: 1, height: -1 }),
  effects.reconstructed({ peer: 1, counts: [1, 2 ** 32 - 1, 3, 4, 5] }),
  effects.added({ fee: 2_100_000_000_000_000, vsize: 2 ** 31 - 1 }),
  effects.added({ fee: -1, vsize: -1, txid: effects.OTHER_TXID }),
  effects.removed('expiry', { fee: 5, vsize: 110, entered: 2 ** 33 }),
  effects.removed('x'.repeat(31)),
  effects.replaced({ fee: 1, vsize: 2, replacementFee: 3, replacementVsize: 4 }),
  effects.replaced({ isTransaction: false, replacementFee: -3 }),
  effects.rejected('min relay fee not met'),
  effects.rejected('r'.repeat(135)),
  effects.rejected(''),
  effects.blockConnected({ height: 840_123, inputs: -5, transactions: 2 ** 40, sigops: -1 }),
];

function withTimes(frames: readonly Buffer[]): Buffer[] {
  for (const [i, frame] of frames.entries()) {
    frame.writeBigUInt64LE(BigInt(1000 + i * 1000), HEADER.timeNs);
    frame.writeBigUInt64LE(BigInt(i + 1), HEADER.sequence);
  }
  return [...frames];
}

/** All but when, where, and how many there were. */
function timeless(event: ProbeEvent | undefined): object {
  return { ...event, timeNs: 0, pid: 0, sequence: 0 };
}

describe('what became of transactions and blocks', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'p2p-trace-effects-'))));
  after(() => rmSync(folder, { recursive: true }));

  /** @returns arguments of the demo node. */
  function playing(name: string, frames: readonly Buffer[], loops = 1): string[] {
    const path = join(folder, name);
    writeFileSync(path, Buffer.concat([hello, ...withTimes(frames)]));
    return ['--session', path, '--speed', '1000', '--loops', String(loops)];
  }

  it('arrives as the node has it: every field of every kind, in order', async () => {
    const opened = connection(EventKind.InboundConnection, { peer: 1 });
    const args = playing('all', [opened, ...FRAMES]);
    const { events, statistics } = await traceRun(openTracer(), ...args);
    const arrived = events.filter(({ kind }) => kind !== 'connection');
    assert.deepEqual(
      arrived.map(timeless),
      FRAMES.map((frame) => timeless(decodeEvent(frame) as ProbeEvent)),
    );
    assert.equal(statistics.lostRingFull + statistics.lostUnreadable, 0);
    assert.equal(statistics.events, events.length);
  });

  it('counts coins for each block, and tells of flushes, where that is asked for', async () => {
    const frames = [
      effects.blockConnected({ height: 1 }),
      effects.blockCoins({ height: 1, added: [2500, 2 ** 50], spent: [2000, 7], uncached: [0, 0] }),
      effects.cacheFlushed({ durationUs: 2 ** 40, coins: 2 ** 33, mode: 4, forPrune: true }),
      // Uncached after one block and before the next.
      effects.blockConnected({ height: 2 }),
      effects.blockCoins({ height: 2, added: [1, -1], spent: [0, 0], uncached: [12, 2 ** 40] }),
      effects.blockConnected({ height: 3 }),
      effects.blockCoins({ height: 3, added: [1, 5], spent: [3, 0], uncached: [0, 0] }),
      effects.cacheFlushed({ durationUs: 0, coins: 0, bytes: 0, mode: 0 }),
    ];
    const tracer = openTracer({ coins: true });
    assert.deepEqual(tracer.tracepoints.slice(-4), [
      'utxocache:flush',
      'utxocache:add',
      'utxocache:spent',
      'utxocache:uncache',
    ]);
    const { events, statistics } = await traceRun(tracer, ...playing('coins', frames));
    assert.deepEqual(
      events.map(timeless),
      frames.map((frame) => timeless(decodeEvent(frame) as ProbeEvent)),
    );
    assert.equal(statistics.events, frames.length, 'coins are no events');
    const other = openTracer({ coins: true, filter: encodeFilter({}, 1) });
    assert.deepEqual((await traceRun(other, ...playing('coins', frames))).events, []);
  });

  it('does not attach to coins where nobody asks for them', async () => {
    const frames = [effects.blockConnected(), effects.blockCoins(), effects.cacheFlushed()];
    const tracer = openTracer();
    assert.ok(!tracer.tracepoints.some((name) => name.startsWith('utxocache:')));
    assert.deepEqual(tracer.unattached, []);
    const { events } = await traceRun(tracer, ...playing('unasked', frames));
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['block-connected'],
    );
  });

  it('tells nothing of coins of a block whose connection it saw in part', async () => {
    const frames = [
      effects.blockConnected({ height: 1 }),
      effects.blockCoins({ height: 1, added: [0, 0], spent: [5, 50], uncached: [4, 40] }),
      effects.blockConnected({ height: 2 }),
      effects.blockCoins({ height: 2, added: [6, 60], spent: [7, 70], uncached: [8, 80] }),
    ];
    const { events } = await traceRun(openTracer({ coins: true }), ...playing('part', frames));
    const expected = [
      effects.blockConnected({ height: 1 }),
      effects.blockConnected({ height: 2 }),
      effects.blockCoins({ height: 2, added: [6, 60], spent: [7, 70], uncached: [12, 120] }),
    ];
    assert.deepEqual(
      events.map(timeless),
      expected.map((frame) => timeless(decodeEvent(frame) as ProbeEvent)),
    );
  });

  it('passes a filter of messages, and of peers unless it is of one', async () => {
    const frames = [
      message({ peer: 1, type: 'tx', payload: Buffer.alloc(4) }),
      effects.blockHeader({ peer: 1 }),
      effects.blockHeader({ peer: 2 }),
      effects.added(),
      effects.blockConnected(),
    ];
    const run = async (filter: Buffer): Promise<Traced> =>
      traceRun(openTracer({ filter }), ...playing('filtered', frames));
    const kindsOf = ({ events }: Traced): string[] =>
      events.map(({ kind, peer }) => `${kind} ${peer ?? 'node'}`);
    const all = ['block-header 1', 'block-header 2', 'mempool-added node', 'block-connected node'];
    assert.deepEqual(kindsOf(await run(encodeFilter({ messageTypes: ['inv'] }))), all);
    assert.deepEqual(kindsOf(await run(encodeFilter({ direction: 'outbound' }))), all);
    assert.deepEqual(kindsOf(await run(encodeFilter({ peers: [1] }))), [
      'message 1',
      ...all.filter((kind) => !kind.endsWith('2')),
    ]);
    assert.deepEqual(kindsOf(await run(encodeFilter({}, 1))), [], 'of another process');
  });

  it('is counted where it found no room', async () => {
    const count = 40_000;
    const tracer = openTracer({ ringSize: 1 << 20 });
    let read = (): void => undefined;
    const traced = collect(tracer, new Promise((resolve) => (read = resolve)));
    const frames = Array.from({ length: 2000 }, () => effects.rejected('dust'));
    const node = await RunningNode.start('--wait', ...playing('many', frames, count / 2000));
    await node.ended();
    read();
    tracer.stop();
    const { events, statistics } = await traced;
    assert.ok(events.length > 1000 && events.length < count, `${events.length} arrived`);
    assert.equal(statistics.events, count);
    assert.equal(statistics.lostRingFull, count - events.length);
    let last = 0;
    for (const event of events) {
      assert.equal(event.lostRingFull, event.sequence - last - 1);
      last = event.sequence;
    }
  });
});
