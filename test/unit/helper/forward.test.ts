import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { mock } from 'node:test';
import { setImmediate as immediate, setTimeout as wait } from 'node:timers/promises';
import { forward } from '../../../src/helper/forward';
import type { Tracer } from '../../../src/shared/helper/addon';
import { CONTROL_SIZE, encodeControl } from '../../../src/shared/helper/control';
import { decodeEvent } from '../../../src/shared/events/event';
import { encodeFilter } from '../../../src/shared/helper/traceFilter';
import { message, statistics } from '../support/frames';
import { temporaryDirectory } from '../support/directory';

/** A tracer that writes what the test wants. */
class FakeTracer implements Tracer {
  readonly tracepoints = ['inbound_message'];
  readonly unattached = [];
  stops = 0;
  /** What the kernel held is not written yet when it is stopped. */
  stuck = false;
  readonly filters: Buffer[] = [];
  private descriptor!: number;
  private onEnd!: () => void;

  start(descriptor: number, onEnd: () => void): void {
    this.descriptor = descriptor;
    this.onEnd = onEnd;
  }
  write(frames: Buffer): void {
    writeSync(this.descriptor, frames);
  }
  setFilter(filter: Buffer): void {
    this.filters.push(filter);
  }
  stop(): void {
    this.stops++;
    if (this.stuck) return;
    try {
      this.write(statistics(1));
    } catch {
      // Nobody is left to read.
    }
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
    const own = { helper, exits: (exits = []) as number[] };
    exited = new Promise((resolve) => {
      signal = forward(tracer, helper, (code) => {
        own.exits.push(code);
        own.helper.destroy();
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

  it('leaves the socket to the tracer, and ends with statistics when told to stop', async () => {
    const frame = message({ payload: Buffer.from('hi') });
    tracer.write(frame);
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
    const filter = encodeFilter({ peers: [3], messageTypes: ['inv'] });
    const records = Buffer.concat([
      encodeControl({ verb: 'set-filter', filter }),
      encodeControl({ verb: 'set-filter', filter: encodeFilter({}, 12) }),
    ]);
    for (let at = 0; at < records.length; at += 97) {
      client.write(records.subarray(at, at + 97));
      await wait(1);
    }
    for (let i = 0; tracer.filters.length < 2 && i < 100; i++) await wait(10);
    assert.deepEqual(tracer.filters, [filter, encodeFilter({}, 12)]);
    assert.deepEqual(exits, []);
  });

  it('ends on anything that is not a control record', async () => {
    client.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'.padEnd(CONTROL_SIZE)));
    assert.equal(await exited, 1);
  });

  it('ends when a record that has begun does not come to its end', async () => {
    client.write(encodeControl({ verb: 'stop' }).subarray(0, CONTROL_SIZE - 1));
    assert.equal(await exited, 1);
    assert.equal(tracer.stops, 0);
  });

  it('ends when its client is gone', async () => {
    client.destroy();
    assert.equal(await exited, 0);
    assert.equal(tracer.stops, 1);
  });

  it('waits for what is left as long as its client lives, and not when that is gone', async () => {
    tracer.stuck = true;
    const timers = mock.method(globalThis, 'setTimeout');
    try {
      client.write(encodeControl({ verb: 'stop' }));
      while (tracer.stops === 0) await immediate();
      signal('SIGHUP');
      signal('SIGHUP');
      assert.equal(timers.mock.callCount(), 0, 'its time is limited');
      client.destroy();
      assert.equal(await exited, 1);
    } finally {
      timers.mock.restore();
    }
  });

  it('waits no longer after a second signal', async () => {
    tracer.stuck = true;
    signal('SIGINT');
    assert.equal(tracer.stops, 1);
    signal('SIGINT');
    assert.equal(await exited, 1);
    assert.equal(tracer.stops, 1);
  });
});
