import assert from 'node:assert/strict';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Agent } from '../../../src/fleet/agent/agent';
import { Outbox } from '../../../src/fleet/agent/outbox';
import { Sender } from '../../../src/fleet/agent/sender';
import { connectTo } from '../../../src/fleet/nats/connect';
import { ensureStream, managerOf } from '../../../src/fleet/nats/stream';
import { FleetSource, type FleetOptions } from '../../../src/fleet/reader/fleetSource';
import { encodePart } from '../../../src/fleet/wire/part';
import { subjectOf } from '../../../src/fleet/wire/subjects';
import { UserError } from '../../../src/shared/errors/userError';
import { hello, message } from '../support/frames';
import { events, gaps } from './fleetTalk';
import { NatsServer } from './natsServer';

const now = () => ({
  wallNs: BigInt(Date.now()) * 1_000_000n,
  monotonicNs: process.hrtime.bigint(),
});

/** An agent of a node that is played, with a server that is real. */
async function agentOf(server: NatsServer, node: string, stream = 'P2PTRACE') {
  const connection = await connectTo({ url: server.url }, 'test agent');
  const manager = await managerOf(connection, server.url);
  await ensureStream(manager, stream);
  const outbox = new Outbox(undefined, (error) => assert.fail(error));
  const agent = new Agent(outbox, () => 20_000, now);
  const said: string[] = [];
  const sender = new Sender(jetstream(connection), node, outbox, {
    onAway: () => said.push('away'),
    onBack: () => said.push('back'),
    onTooLarge: () => said.push('too large'),
  });
  let sequence = 0;
  return {
    said,
    /** Fires messages with these payloads. */
    async fire(...payloads: Buffer[]): Promise<void> {
      const frames = payloads.map((payload) => {
        const timeNs = Number(process.hrtime.bigint());
        return message({
          sequence: ++sequence,
          timeNs,
          type: sequence % 3 ? 'tx' : 'inv',
          payload,
        });
      });
      await agent.take(Buffer.concat(sequence === payloads.length ? [hello, ...frames] : frames));
    },
    async end(): Promise<void> {
      await agent.end();
      outbox.close();
      await sender.ended;
      await connection.close();
    },
  };
}

/** All that the stream holds. */
async function read(
  server: NatsServer,
  options: FleetOptions = {},
  onNotice: (notice: Error) => void = (notice) => assert.fail(notice),
): Promise<Buffer[]> {
  const source = await FleetSource.open(
    { url: server.url },
    { from: 0, untilNow: true, ...options },
    onNotice,
  );
  const runs: Buffer[] = [];
  source.flow((run) => {
    runs.push(Buffer.from(run));
    return Promise.resolve();
  });
  const end = await source.ended;
  assert.equal(end.error, undefined);
  const frames: Buffer[] = [];
  for (const run of runs)
    for (let at = 0, length; at < run.length; at += length) {
      length = run.readUInt32LE(at);
      frames.push(run.subarray(at, at + length));
    }
  return frames;
}

const numbered = (number: number, bytes = 100): Buffer => {
  const payload = Buffer.alloc(bytes);
  payload.writeUInt32LE(number);
  return payload;
};

const numbers = (frames: readonly Buffer[]): number[] =>
  events(frames).flatMap((event) =>
    event.kind === 'message' ? [event.payload.readUInt32LE(0)] : [],
  );

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('a fleet, with a real nats-server', function () {
  this.timeout(60_000);
  let server: NatsServer;
  beforeEach(async () => (server = await NatsServer.start()));
  afterEach(() => server.dispose());

  it('arrives whole, whatever size its messages have', async () => {
    const agent = await agentOf(server, 'berlin');
    const sizes = [4, 3_999_999, 100, 19_000, 20_001, 1_048_576, 60_000];
    await agent.fire(...sizes.map((bytes, i) => numbered(i, bytes)));
    await agent.end();
    const frames = await read(server);
    assert.deepEqual(
      events(frames).flatMap((event) => (event.kind === 'message' ? [event.payload.length] : [])),
      sizes,
    );
    assert.deepEqual(gaps(frames), []);
  });

  it('loses and doubles nothing when the server is killed and comes back', async () => {
    const agent = await agentOf(server, 'berlin');
    let sent = 0;
    const fire = async (count: number) => {
      for (let i = 0; i < count; i++) {
        await agent.fire(numbered(sent++));
        if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    await fire(300);
    await server.kill();
    await fire(300);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await server.start();
    await fire(300);
    await agent.end();
    const frames = await read(server);
    assert.deepEqual(numbers(frames), upTo(900));
    assert.deepEqual(gaps(frames), []);
    assert.deepEqual(agent.said, ['away', 'back']);
  });

  it('is read live, and goes on when the server was away', async () => {
    const agent = await agentOf(server, 'berlin');
    await agent.fire(numbered(0));
    const source = await FleetSource.open({ url: server.url }, { from: 0 });
    const seen: number[] = [];
    source.flow((run) => {
      seen.push(...numbers([Buffer.from(run)]));
      return Promise.resolve();
    });
    const until = async (count: number) => {
      for (const end = Date.now() + 40_000; seen.length < count;) {
        assert.ok(Date.now() < end, `${seen.length} of ${count}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await until(1);
    await server.kill();
    await agent.fire(...upTo(50).map((i) => numbered(i + 1)));
    await server.start();
    await until(51);
    await source.stop();
    await agent.end();
    assert.deepEqual(seen, upTo(51));
  });

  it('does not wait for a reader that stops reading, and catches up', async () => {
    const agent = await agentOf(server, 'berlin');
    const source = await FleetSource.open({ url: server.url }, { from: 0 });
    const seen: number[] = [];
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    source.flow(async (run) => {
      await held;
      seen.push(...numbers([Buffer.from(run)]));
    });
    for (let i = 0; i < 2000; i += 100)
      await agent.fire(...upTo(100).map((n) => numbered(i + n, 5000)));
    await agent.end();
    goOn();
    for (const end = Date.now() + 40_000; seen.length < 2000;) {
      assert.ok(Date.now() < end, String(seen.length));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await source.stop();
    assert.deepEqual(seen, upTo(2000));
  });

  it('is read from a time on, of some nodes, and by type', async () => {
    const [berlin, oslo] = [await agentOf(server, 'berlin'), await agentOf(server, 'oslo')];
    await berlin.fire(...upTo(6).map((i) => numbered(i)));
    await oslo.fire(...upTo(6).map((i) => numbered(100 + i)));
    await new Promise((resolve) => setTimeout(resolve, 400));
    const from = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await berlin.fire(...upTo(6).map((i) => numbered(10 + i)));
    await Promise.all([berlin.end(), oslo.end()]);
    assert.deepEqual(numbers(await read(server, { from })), [10, 11, 12, 13, 14, 15]);
    assert.deepEqual(
      numbers(await read(server, { filter: { messageTypes: ['inv'] } })).sort((a, b) => a - b),
      [2, 5, 12, 15, 102, 105],
    );
    const named = await read(server, { nodes: ['oslo'] });
    assert.deepEqual(
      numbers(named),
      upTo(6).map((i) => 100 + i),
    );
  });

  it('loses and doubles nothing when what is wanted changes', async () => {
    const agents = [await agentOf(server, 'berlin'), await agentOf(server, 'oslo')];
    const source = await FleetSource.open({ url: server.url }, { from: 0 });
    const frames: Buffer[] = [];
    source.flow((run) => {
      const copy = Buffer.from(run);
      for (let at = 0; at < copy.length; at += copy.readUInt32LE(at))
        frames.push(copy.subarray(at, at + copy.readUInt32LE(at)));
      return Promise.resolve();
    });
    let sent = 0;
    const filters = [
      { messageTypes: ['inv'] },
      { messageTypes: ['inv', 'tx'], nodes: ['berlin'] },
      { nodes: ['berlin', 'oslo'] },
      { messageTypes: ['inv', 'block'] },
      { nodes: ['berlin'], messageTypes: ['inv'] },
      {},
    ];
    const count = 600;
    while (sent < count) {
      await agents[0]!.fire(numbered(sent));
      await agents[1]!.fire(numbered(10_000 + sent++));
      await new Promise((resolve) => setTimeout(resolve, 8));
      if (sent % 47 === 0) source.setFilter(filters[(sent / 47) % filters.length]!);
    }
    source.setFilter({});
    for (const agent of agents) await agent.end();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const { complete } = await source.stop();
    assert.ok(complete);
    assert.deepEqual(gaps(frames), []);
    const seen = numbers(frames);
    assert.equal(new Set(seen).size, seen.length, 'nothing comes twice');
    const passAll = upTo(count).filter((i) => (i + 1) % 3 === 0);
    assert.deepEqual(
      seen.filter((i) => i < 10_000 && (i + 1) % 3 === 0),
      passAll,
    );
    assert.ok(seen.length > 650 && seen.length < 1150, `${seen.length} of ${2 * count}`);
  });

  it('says what is lost where the stream forgot it', async () => {
    const manager = await jetstreamManager(await server.connect());
    const agent = await agentOf(server, 'berlin');
    await agent.fire(numbered(0));
    await new Promise((resolve) => setTimeout(resolve, 600));
    await agent.fire(...upTo(40).map((i) => numbered(i + 1)));
    await new Promise((resolve) => setTimeout(resolve, 600));
    const { state } = await manager.streams.info('P2PTRACE');
    await agent.fire(numbered(41));
    await agent.end();
    // All but the first batch and the last.
    for (let seq = 2; seq <= state.last_seq; seq++) {
      const stored = await manager.streams.getMessage('P2PTRACE', { seq });
      if (seq > 2 || stored?.subject !== subjectOf('berlin', 'node'))
        await manager.streams.deleteMessage('P2PTRACE', seq);
    }
    const frames = await read(server);
    assert.deepEqual(numbers(frames), [0, 41]);
    assert.deepEqual(
      gaps(frames).map(({ missing }) => missing),
      [40],
    );
  });

  for (const [what, options, code] of [
    ['a node that nobody knows', { nodes: ['paris'] }, 'fleet-no-node'],
    ['a stream that is not there', { stream: 'OTHER' }, 'fleet-without-stream'],
    ['a stream of something else', { stream: 'ORDERS' }, 'fleet-wrong-stream'],
  ] as const)
    it(`says what is wrong with ${what}`, async () => {
      const manager = await jetstreamManager(await server.connect());
      await manager.streams.add({ name: 'ORDERS', subjects: ['orders.>'] });
      await (await agentOf(server, 'berlin')).end();
      await assert.rejects(
        FleetSource.open({ url: server.url }, options),
        (error) => error instanceof UserError && error.code === code,
      );
    });

  for (const version of [0, 2])
    it(`says that an agent writes version ${version} of the format, and reads the others`, async () => {
      const agent = await agentOf(server, 'berlin');
      await agent.fire(numbered(0));
      const part = encodePart({
        topic: 0,
        session: '00'.repeat(16),
        batch: 0,
        piece: 0,
        pieces: 1,
        body: Buffer.alloc(100),
      });
      part.writeUInt8(version, 4);
      const connection = await server.connect();
      for (let i = 0; i < 3; i++) connection.publish(subjectOf('oslo', 'node'), part);
      await connection.flush();
      await connection.close();
      await agent.fire(numbered(1));
      await agent.end();
      const notices: Error[] = [];
      const frames = await read(server, {}, (notice) => notices.push(notice));
      assert.deepEqual(numbers(frames), [0, 1]);
      assert.equal(notices.length, 1, 'once');
      const [notice] = notices;
      assert.ok(notice instanceof UserError);
      assert.equal(notice.code, 'fleet-version');
      assert.match(notice.message, new RegExp(`oslo writes version ${version}`));
    });

  it('says that there is no server', async () => {
    await server.kill();
    await assert.rejects(
      FleetSource.open({ url: server.url }, {}),
      (error) => error instanceof UserError && error.code === 'fleet-unreachable',
    );
  });
});
