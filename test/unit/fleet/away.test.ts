import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishDestination } from '../../../src/cli/fleet/publishDestination';
import { FleetSource } from '../../../src/fleet/reader/fleetSource';
import { hello, message } from '../support/frames';
import { events, gaps } from './fleetTalk';
import { NatsServer } from './natsServer';

const MOST_WAIT = 40_000;

describe('an agent whose nats-server is away', function () {
  this.timeout(90_000);
  let server: NatsServer;
  let spool: string;
  let sequence = 0;
  beforeEach(async () => {
    server = await NatsServer.start();
    spool = mkdtempSync(join(tmpdir(), 'p2p-trace-away-'));
    sequence = 0;
  });
  afterEach(async () => {
    await server.dispose();
    rmSync(spool, { recursive: true, force: true });
  });

  const agent = () =>
    PublishDestination.connect({
      server: { url: server.url },
      name: 'berlin',
      spool,
      spoolLimit: 1e9,
    });

  /** Gives it messages of this size. */
  async function fire(to: PublishDestination, count: number, bytes: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const timeNs = Number(process.hrtime.bigint());
      const payload = Buffer.alloc(bytes, 7);
      const frame = message({ sequence: ++sequence, timeNs, type: 'tx', payload });
      await to.take(sequence === 1 ? Buffer.concat([hello, frame]) : frame, []);
    }
  }

  /** @returns Lengths of the messages that the stream holds, and what is said to be missing. */
  async function read(): Promise<{ lengths: number[]; missing: number[] }> {
    const source = await FleetSource.open({ url: server.url }, { from: 0, untilNow: true });
    const runs: Buffer[] = [];
    source.flow((run) => {
      for (let at = 0, length; at < run.length; at += length) {
        length = run.readUInt32LE(at);
        runs.push(Buffer.from(run.subarray(at, at + length)));
      }
      return Promise.resolve();
    });
    assert.equal((await source.ended).error, undefined);
    return {
      lengths: events(runs).flatMap((event) =>
        event.kind === 'message' ? [event.payload.length] : [],
      ),
      missing: gaps(runs).map(({ missing }) => missing),
    };
  }

  it('begins all the same, and sends everything when it is there', async () => {
    await server.kill();
    const destination = await agent();
    await destination.begin();
    await fire(destination, 30, 1000);
    await server.start();
    await fire(destination, 30, 1000);
    const end = Date.now() + MOST_WAIT;
    while ((await count()) === 0) assert.ok(Date.now() < end, 'it sends nothing');
    await destination.close();
    const { lengths, missing } = await read();
    assert.deepEqual(lengths, new Array<number>(60).fill(1000));
    assert.deepEqual(missing, []);
  });

  it('keeps what it has for the next one, when it ends before', async () => {
    await server.kill();
    const first = await agent();
    await fire(first, 20, 1000);
    await first.close();
    assert.ok(readdirSync(spool).some((name) => name.endsWith('.parts')));
    await server.start();
    sequence = 0;
    const second = await agent();
    await fire(second, 5, 2000);
    await second.close();
    const { lengths } = await read();
    assert.equal(lengths.filter((length) => length === 1000).length, 20);
    assert.equal(lengths.filter((length) => length === 2000).length, 5);
    assert.deepEqual(
      readdirSync(spool).filter((name) => name.endsWith('.parts')),
      [],
    );
  });

  it('is not held up by what a server that was set up anew does not take', async () => {
    const destination = await agent();
    await fire(destination, 1, 100);
    const end = Date.now() + MOST_WAIT;
    while ((await count()) === 0) assert.ok(Date.now() < end, 'it sends nothing');
    await server.kill();
    // In parts of 256 kB, to the memory and then to the disk.
    await fire(destination, 30, 1_000_000);
    assert.ok(readdirSync(spool).some((name) => name.endsWith('.parts')));
    server.config = 'max_payload: 64KB';
    await server.start();
    // What is cut before the agent is connected again may be too large as well.
    for (const again = Date.now() + MOST_WAIT; (await count()) < 2;) {
      assert.ok(Date.now() < again, 'it sends nothing more');
      await fire(destination, 1, 50);
    }
    await fire(destination, 10, 100_000);
    await destination.close();
    const { lengths, missing } = await read();
    assert.equal(lengths.filter((length) => length === 100_000).length, 10);
    assert.equal(lengths.filter((length) => length === 1_000_000).length, 0);
    const told = missing.reduce((sum, one) => sum + one, 0);
    assert.equal(lengths.length + told, sequence);
  });

  /** How many messages the stream has. */
  async function count(): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, 200));
    try {
      return (await read()).lengths.length;
    } catch {
      return 0;
    }
  }
});
