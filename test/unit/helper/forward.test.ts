import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { forward } from '../../../src/helper/forward';
import type { Tracer } from '../../../src/shared/addon';
import { encodeControl } from '../../../src/shared/control';
import { decodeEvent } from '../../../src/shared/event';
import { message, statistics } from '../support/frames';
import { temporaryDirectory } from '../support/directory';

/** A tracer whose batches the test fires. */
class FakeTracer implements Tracer {
  readonly tracepoints = ['inbound_message'];
  readonly attachMode = 'fake';
  readonly pids: number[] = [];
  released = 0;
  stops = 0;
  private onBatch!: Parameters<Tracer['start']>[0];
  private onEnd!: () => void;

  start(onBatch: Parameters<Tracer['start']>[0], onEnd: () => void): void {
    this.onBatch = onBatch;
    this.onEnd = onEnd;
  }
  fire(frames: Buffer): void {
    this.onBatch(frames, () => this.released++);
  }
  onlyPid(pid: number): void {
    this.pids.push(pid);
  }
  stop(): void {
    this.stops++;
    this.fire(statistics(1));
    this.onEnd();
  }
}

describe('forward', () => {
  const path = temporaryDirectory();
  let server: Server;
  let client: Socket;
  let helper: Socket;
  let tracer: FakeTracer;
  let exits: number[];
  let exited: Promise<number>;
  let signal: (signal: NodeJS.Signals) => void;

  beforeEach(async () => {
    server = createServer().listen(path('s.sock'));
    const accepted = once(server, 'connection');
    helper = connect(path('s.sock'));
    [client] = (await accepted) as [Socket];
    tracer = new FakeTracer();
    exits = [];
    exited = new Promise((resolve) => {
      signal = forward(tracer, helper, (code) => {
        exits.push(code);
        helper.destroy();
        resolve(code);
      });
    });
  });
  afterEach(() => {
    client.destroy();
    helper.destroy();
    server.close();
  });

  async function received(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of client) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  it('carries batches, and ends with statistics when told to stop', async () => {
    const frame = message({ payload: Buffer.from('hi') });
    tracer.fire(frame);
    client.write(encodeControl({ verb: 'stop' }));
    assert.deepEqual(await received(), Buffer.concat([frame, statistics(1)]));
    assert.equal(await exited, 0);
    assert.equal(tracer.stops, 1);
  });

  it('names the signal that ended it', async () => {
    signal('SIGTERM');
    const bytes = await received();
    const last = decodeEvent(bytes.subarray(statistics(1).length));
    assert.ok(last?.kind === 'failure' && last.code === 'interrupted' && last.detail === 'SIGTERM');
    assert.equal(await exited, 0);
  });

  it('steers the filter, also with records in pieces', async () => {
    const records = Buffer.concat([
      encodeControl({ verb: 'only-pid', pid: 12 }),
      encodeControl({ verb: 'only-pid', pid: 0 }),
    ]);
    for (const byte of records) {
      client.write(Buffer.from([byte]));
      await wait(1);
    }
    for (let i = 0; tracer.pids.length < 2 && i < 100; i++) await wait(10);
    assert.deepEqual(tracer.pids, [12, 0]);
    assert.deepEqual(exits, []);
  });

  it('ends on anything that is no control record', async () => {
    client.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    assert.equal(await exited, 1);
  });

  it('ends when its client is gone', async () => {
    client.destroy();
    assert.equal(await exited, 0);
    assert.equal(tracer.stops, 1);
  });

  it('releases no batch that a stuck client has not taken, and all when it is gone', async () => {
    client.pause();
    const batch = message({ payload: Buffer.alloc(1_000_000) });
    for (let i = 0; i < 8; i++) tracer.fire(batch);
    await wait(100);
    assert.ok(tracer.released < 8, `${tracer.released} released`);
    client.destroy();
    await exited;
    for (let i = 0; tracer.released < 9 && i < 100; i++) await wait(10);
    assert.equal(tracer.released, 9);
  });
});
