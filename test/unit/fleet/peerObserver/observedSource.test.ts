import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { decodeGap, type GapFrame } from '../../../../src/capture/store/gapFrame';
import { encodeEvent, type Published } from '../../../../src/fleet/peerObserver/encodeEvent';
import { ObservedSource } from '../../../../src/fleet/peerObserver/observedSource';
import { SUBJECTS } from '../../../../src/fleet/peerObserver/subjects';
import { UserError } from '../../../../src/shared/errors/userError';
import { eventsOf, isProbeEvent, type ProbeEvent } from '../../../../src/shared/events/event';
import { FrameKind, GapFrameCause, HEADER } from '../../../../src/shared/frames/layout';
import type { TraceFilter } from '../../../../src/shared/helper/traceFilter';
import { message } from '../../support/frames';
import { NatsServer } from '../natsServer';
import { recordedEvents } from './recordedEvents';

/** What a reader was given. */
class Taken {
  private readonly runs: Buffer[] = [];
  private changed: () => void = () => undefined;

  take(run: Buffer): void {
    this.runs.push(run);
    this.changed();
  }

  get all(): Buffer {
    return Buffer.concat(this.runs);
  }

  get events(): ProbeEvent[] {
    return [...eventsOf(this.all)].filter(isProbeEvent);
  }

  get gaps(): GapFrame[] {
    const { all } = this;
    const gaps: GapFrame[] = [];
    for (let at = 0; at < all.length; at += all.readUInt32LE(at))
      if (all.readUInt16LE(at + HEADER.kind) === (FrameKind.Gap as number))
        gaps.push(decodeGap(all.subarray(at, at + all.readUInt32LE(at))));
    return gaps;
  }

  async until(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) await new Promise<void>((resolve) => (this.changed = resolve));
  }
}

const fact = (event: ProbeEvent): unknown =>
  event.kind === 'message'
    ? [event.direction, event.messageType, event.peer, event.size, event.address]
    : event.kind;

const ping = (nth: number): Published => {
  const [event] = eventsOf(message({ type: 'ping', payload: Buffer.alloc(8, nth) }));
  return encodeEvent(event as ProbeEvent, Date.now());
};

describe('what peer-observer publishes', function () {
  this.timeout(60_000);
  let server: NatsServer;
  let source: ObservedSource | undefined;
  let taken: Taken;
  beforeEach(async () => {
    server = await NatsServer.start();
    taken = new Taken();
  });
  afterEach(async () => {
    source?.dispose();
    source = undefined;
    await server.dispose();
  });

  async function open(filter: TraceFilter = {}, mostWaiting?: number): Promise<ObservedSource> {
    source = await ObservedSource.open({ url: server.url }, filter, mostWaiting);
    return source;
  }

  const flow = () =>
    source!.flow((run) => {
      taken.take(run);
      return Promise.resolve();
    });

  const missing = (): number => taken.gaps.reduce((sum, gap) => sum + gap.missing, 0);

  async function publish(events: readonly Published[]): Promise<void> {
    const connection = await server.connect();
    for (const { subject, bytes } of events) connection.publish(subject, bytes);
    await connection.flush();
    await connection.close();
  }

  it('is read as it was, in its order', async () => {
    const events = [...recordedEvents('session')];
    const published: Published[] = [];
    const expected: unknown[] = [];
    for (const event of events) {
      try {
        published.push(encodeEvent(event, Date.now()));
        expected.push(fact(event));
      } catch {
        // What peer-observer has no words for.
      }
    }
    assert.ok(expected.length > 500, `${expected.length}`);
    await open();
    flow();
    await publish(published);
    await taken.until(() => taken.events.length >= expected.length);
    const [, node] = eventsOf(taken.all);
    assert.equal(node!.kind, 'node');
    assert.ok(Math.abs(node!.timeNs - taken.events[0]!.timeNs) < 3600e9, 'the node is as old');
    const { complete, error } = await source!.stop();
    assert.deepEqual([complete, error], [true, undefined]);
    assert.deepEqual(taken.events.map(fact), expected);
    assert.deepEqual(taken.gaps, []);
    assert.match(source!.notes.join('\n'), /marked as reconstructed/);
  });

  it('is left out, and counted, where it is not an event', async () => {
    await open();
    flow();
    const stranger = (bytes: Buffer): Published => ({ subject: SUBJECTS.messages, bytes });
    await publish([
      ping(1),
      stranger(Buffer.alloc(0)),
      stranger(Buffer.alloc(500_000, 0xff)),
      stranger(Buffer.from('{"not":"protobuf"}')),
      ping(2),
    ]);
    await taken.until(() => taken.events.length >= 2);
    await source!.stop();
    assert.equal(taken.events.length, 2);
    const notes = source!.notes.join('\n');
    assert.match(notes, /^2 messages of the server were left out/m);
    assert.match(notes, /1 unknown event/);
  });

  it('is given as far as a filter passes it', async () => {
    await open({ messageTypes: ['pong'] });
    flow();
    const [pong] = eventsOf(message({ type: 'pong', payload: Buffer.alloc(8) }));
    await publish([ping(1), encodeEvent(pong as ProbeEvent, Date.now()), ping(2)]);
    await taken.until(() => taken.events.length >= 1);
    await source!.stop();
    assert.deepEqual(
      taken.events.map((event) => event.kind === 'message' && event.messageType),
      ['pong'],
    );
  });

  it('is missing while the server is away, which is told where it is', async () => {
    await open();
    flow();
    await publish([ping(1)]);
    await taken.until(() => taken.events.length >= 1);
    await server.kill();
    await server.start();
    await taken.until(() => taken.gaps.length >= 1);
    await publish([ping(2)]);
    await taken.until(() => taken.events.length >= 2);
    await source!.stop();
    const [gap] = taken.gaps;
    assert.deepEqual(
      [taken.gaps.length, gap!.row, gap!.missing, gap!.cause],
      [1, 1, 1, GapFrameCause.Untraced],
    );
  });

  it('is dropped and counted where the reader is too slow', async () => {
    await open({}, 1000);
    let go: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (go = resolve));
    source!.flow((run) => {
      taken.take(run);
      return slow;
    });
    await publish(Array.from({ length: 200 }, (_, i) => ping(i)));
    // A connection of the same server has its answer after what came before.
    await publish([]);
    go();
    await taken.until(() => taken.gaps.length >= 1);
    await publish([ping(201)]);
    await taken.until(() => taken.events.length + missing() >= 201);
    await source!.stop();
    assert.ok(missing() > 0);
    assert.ok(taken.gaps.every(({ cause }) => cause === GapFrameCause.Undelivered));
    assert.equal(taken.events.length + missing(), 201);
  });

  it('says that it may not be read', async () => {
    await server.kill();
    server.config =
      'authorization { users = [{ user: a, password: b, permissions: { subscribe: "_INBOX.>" } }] }';
    await server.start();
    source = await ObservedSource.open({ url: server.url, user: 'a', password: 'b' }, {});
    flow();
    const { error, complete } = await source.ended;
    assert.equal(complete, false);
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.code, 'fleet-not-permitted');
  });

  it('is printed in a terminal', async () => {
    const args = ['log', '--nats', server.url, '--peer-observer', '--count', '2'];
    const child = spawn(process.execPath, ['dist/cli.js', ...args]);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    while (!stderr.includes('Reading what peer-observer publishes'))
      await once(child.stderr, 'data');
    await publish([ping(1), ping(2), ping(3)]);
    const [status] = (await once(child, 'exit')) as [number];
    assert.equal(status, 0, stderr);
    assert.equal(stdout.trim().split('\n').length, 2, stdout);
    assert.match(stdout, /^inbound 'ping' msg from peer/m);
  });
});
