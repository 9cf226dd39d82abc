import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { generate } from 'selfsigned';
import { connectTo, type ServerOptions } from '../../../src/fleet/nats/connect';
import { FleetSource } from '../../../src/fleet/reader/fleetSource';
import { lookAtFleet } from '../../../src/fleet/reader/lookAtFleet';
import { eventsOf } from '../../../src/shared/events/event';
import { eventually } from '../../e2e/eventually';
import { message } from '../support/frames';
import { NatsServer } from './natsServer';
import { PlayedNode } from './playedNode';

const NAMES = ['berlin', 'oslo', 'tokyo'];
const PAGE = readFileSync('docs/fleet-operations.md', 'utf8');

/** The configuration of the documentation, but for what is of one machine: address, directory and certificate. */
function documented(directory: string): string {
  const [, config = ''] = /```conf\n([^]*?)```/.exec(PAGE) ?? [];
  const replaced = [
    [/^listen:.*\n/m, ''],
    [/^jetstream \{.*\}\n/m, ''],
    [/\/etc\/nats(?=\/server\.(?:pem|key)")/g, directory],
  ] as const;
  return replaced.reduce((text, [pattern, by]) => {
    assert.match(text, pattern);
    return text.replace(pattern, by);
  }, config);
}

describe('the server of docs/fleet-operations.md', function () {
  this.timeout(60_000);
  const directory = mkdtempSync(join(tmpdir(), 'p2p-trace-operations-'));
  const tlsCa = join(directory, 'server.pem');
  let server: NatsServer;
  before(async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'fleet' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    writeFileSync(tlsCa, cert);
    writeFileSync(join(directory, 'server.key'), key);
    server = await NatsServer.start(documented(directory));
  });
  after(async () => {
    await server.dispose();
    rmSync(directory, { recursive: true });
  });

  const as = (user: string): ServerOptions => ({
    url: server.url.replace('nats:', 'tls:'),
    user,
    password: `CHANGE-ME-${user}`,
    tlsCa,
  });

  async function connected(
    user: string,
    use: (connection: Awaited<ReturnType<typeof connectTo>>) => Promise<void>,
  ): Promise<void> {
    const connection = await connectTo(as(user), 'test');
    try {
      await use(connection);
    } finally {
      await connection.close();
    }
  }

  it('takes three agents, and a reader reads them', async () => {
    const nodes: PlayedNode[] = [];
    // The first makes the stream.
    for (const name of NAMES) nodes.push(await PlayedNode.start({ server: as(name), name }));
    const payload = Buffer.alloc(10);
    for (const node of nodes) {
      const timeNs = Number(process.hrtime.bigint());
      await node.fire(message({ sequence: 1, timeNs, type: 'ping', payload }));
    }
    const look = await lookAtFleet(as('reader'));
    assert.ok('states' in look);
    assert.deepEqual(look.states.names.sort(), NAMES);
    for (const name of NAMES)
      assert.equal(look.states.of(name, Date.now())?.about?.host, `${name}.example`);

    const source = await FleetSource.open(as('reader'), { from: 0 }, (notice) =>
      assert.fail(notice),
    );
    let messages = 0;
    source.flow((run) => {
      for (const { kind } of eventsOf(run)) if (kind === 'message') messages++;
      return Promise.resolve();
    });
    await eventually('a message of each node', () => Promise.resolve(messages === NAMES.length));
    // What is wanted changes: another consumer, and the one before is given up.
    source.setFilter({ nodes: ['oslo'] });
    const timeNs = Number(process.hrtime.bigint());
    await nodes[1]!.fire(message({ sequence: 2, timeNs, type: 'ping', payload }));
    await eventually('one more', () => Promise.resolve(messages === NAMES.length + 1));
    await source.stop();
    source.dispose();
    for (const node of nodes) await node.end();
  });

  for (const subject of ['p2ptrace.v1.oslo.node', '$KV.P2PTRACE_NODES.oslo'])
    it(`does not take ${subject} of another agent, nor of a reader`, async () => {
      for (const user of ['berlin', 'reader'])
        await connected(user, async (connection) => {
          const sent = jetstream(connection).publish(subject, Buffer.alloc(1), { timeout: 2000 });
          await assert.rejects(sent, /permission/i);
        });
      // Its own it takes: what was refused was not so for another reason.
      await connected('oslo', async (connection) => {
        await jetstream(connection).publish(subject, Buffer.alloc(1));
      });
    });

  for (const subject of ['p2ptrace.v1.>', '_INBOX.>', '_INBOX.reader.>', '_INBOX.oslo.>'])
    it(`does not let an agent listen to ${subject}`, async () => {
      await connected('berlin', async (connection) => {
        const heard = new Promise<Error | null>((resolve) => {
          connection.subscribe(subject, { callback: (error) => resolve(error) });
        });
        assert.match((await heard)?.message ?? '', /permission/i);
      });
    });

  it('does not let an agent read the stream, or change or remove it', async () => {
    await connected('oslo', async (connection) => {
      for (const what of ['CONSUMER.CREATE', 'STREAM.DELETE', 'STREAM.PURGE', 'STREAM.UPDATE'])
        await assert.rejects(
          connection.request(`$JS.API.${what}.P2PTRACE`, '{}', { timeout: 2000 }),
          /permission/i,
          what,
        );
    });
  });
});
