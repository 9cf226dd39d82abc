import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { encodeControl } from '../../src/shared/helper/control';
import {
  decodeEvent,
  type ProbeEvent,
  type StatisticsEvent,
  isProbeEvent,
} from '../../src/shared/events/event';
import { FrameSplitter } from '../../src/shared/frames/frameSplitter';
import { forEachFrame } from '../unit/support/forEachFrame';
import { summonRaw } from './rawHelper';
import { RunningNode } from './support';

const EVENTS = 300_000;
/** Bytes: a fraction of what the events take. */
const RING = 4 << 20;
/** Bytes that a helper may grow by while nobody reads: its buffer for small frames, and Node's moods. */
const GROWTH = 16e6;

interface Outcome {
  /** Nanoseconds that the node was busy. */
  took: number;
  grown: number;
  /** Those that arrived, and of them those with all that they had. */
  events: number;
  whole: number;
  statistics: StatisticsEvent;
}

/** @param stuck The client takes nothing until the node is done. */
async function trace(stuck: boolean): Promise<Outcome> {
  const node = await RunningNode.start('--wait', '--burst', `${EVENTS}`, '--size', '250');
  const helper = await summonRaw(node, { ringSize: RING });
  const before = resident(helper.pid);
  const reading = stuck ? undefined : read(helper.socket);
  const took = await node.fired();
  await node.ended();
  const grown = resident(helper.pid) - before;
  helper.socket.write(encodeControl({ verb: 'stop' }));
  const frames = await (reading ?? read(helper.socket));
  const events = frames.filter((frame) => frame.kind !== 'statistics');
  const statistics = frames.at(-1);
  assert.ok(statistics?.kind === 'statistics');
  const whole = events.filter((event) => event.kind === 'message' && !event.lost).length;
  return { took, grown, events: events.length, whole, statistics };
}

async function read(socket: Socket): Promise<(ProbeEvent | StatisticsEvent)[]> {
  const frames: (ProbeEvent | StatisticsEvent)[] = [];
  const splitter = new FrameSplitter();
  for await (const chunk of socket)
    for (const run of splitter.push(chunk as Buffer))
      forEachFrame(run, (frame) => {
        const event = decodeEvent(Buffer.from(frame));
        assert.ok(event && (isProbeEvent(event) || event.kind === 'statistics'));
        frames.push(event);
      });
  return frames;
}

function resident(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

describe('a client that does not read', () => {
  it('costs the helper no memory, and every loss is counted', async () => {
    const { grown, events, whole, statistics } = await trace(true);
    assert.ok(grown < GROWTH, `it grew by ${grown}`);
    assert.ok(events < EVENTS / 2, `${events} arrived: nobody was slow`);
    assert.equal(statistics.events, EVENTS);
    assert.equal(statistics.lostRingFull, EVENTS - whole);
  });

  it('does not slow the node down', async () => {
    const took = { reading: Infinity, stuck: Infinity };
    for (let round = 0; round < 3; round++) {
      took.reading = Math.min(took.reading, (await trace(false)).took);
      took.stuck = Math.min(took.stuck, (await trace(true)).took);
    }
    // Far apart, since it is not about speed: a node that waited for the client would wait for ever.
    assert.ok(took.stuck < 3 * took.reading, JSON.stringify(took));
  });
});
