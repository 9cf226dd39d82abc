import assert from 'node:assert/strict';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { PublishDestination } from '../../../src/cli/fleet/publishDestination';
import { FleetSource } from '../../../src/fleet/reader/fleetSource';
import { UserError } from '../../../src/shared/errors/userError';
import { NatsServer } from './natsServer';

const READER = ['$JS.API.INFO', '$JS.API.STREAM.INFO.P2PTRACE'];
const CONSUMER = ['CREATE', 'DELETE', 'INFO'].flatMap((what) =>
  ['P2PTRACE', 'P2PTRACE.>'].map((of) => `$JS.API.CONSUMER.${what}.${of}`),
);

/** A server with a user `op` who may do all, and one `limited`. */
function permitting(subjects: readonly string[]): string {
  const publish = JSON.stringify(subjects);
  return `authorization { users = [
    { user: op, password: op }
    { user: limited, password: limited, permissions: { publish: ${publish}, subscribe: ["_INBOX.>"] } }
  ] }`;
}

describe('a nats-server that does not take everything', function () {
  this.timeout(60_000);
  let server: NatsServer | undefined;
  let operator: NatsConnection | undefined;
  afterEach(async () => {
    await operator?.close();
    await server?.dispose();
  });

  /** With the stream made. */
  async function start(config: string, more: object = {}): Promise<{ url: string }> {
    server = await NatsServer.start(config);
    const servers = `127.0.0.1:${server.port}`;
    operator = await connect({ servers, user: 'op', pass: 'op' });
    const manager = await jetstreamManager(operator);
    await manager.streams.add({ name: 'P2PTRACE', subjects: ['p2ptrace.v1.>'], ...more });
    return { url: server.url, ...limited };
  }

  const limited = { user: 'limited', password: 'limited' };
  const isError = (code: string) => (error: unknown) =>
    error instanceof UserError && error.code === code;
  const publish = (options: { url: string }) =>
    PublishDestination.connect({ server: options, name: 'berlin', spoolLimit: 0 });

  for (const [what, subjects] of [
    ['nothing', ['nothing']],
    ['to look at the stream only', READER],
  ] as const)
    it(`says what is not permitted to a reader who may do ${what}`, async () => {
      const options = await start(permitting(subjects));
      await assert.rejects(FleetSource.open(options, {}), isError('fleet-not-permitted'));
    });

  it('says what is not permitted to an agent', async () => {
    const options = await start(permitting(['nothing']));
    await assert.rejects(publish(options), isError('fleet-not-permitted'));
  });

  it('ends a reader who may not ask for what comes next', async () => {
    const options = await start(permitting([...READER, ...CONSUMER]));
    const source = await FleetSource.open(options, { from: 0 });
    source.flow(() => Promise.resolve());
    const { error, complete } = await source.ended;
    assert.ok(isError('fleet-not-permitted')(error), String(error));
    assert.equal(complete, false);
  });

  it('refuses an agent whose messages it would not take', async () => {
    const open = permitting(['>']);
    const options = await start(`max_payload: 8KB\n${open}`);
    await assert.rejects(publish(options), isError('fleet-small-messages'));
  });

  it('refuses an agent whose messages the stream would not take', async () => {
    const options = await start(permitting(['>']), { max_msg_size: 2000 });
    await assert.rejects(publish(options), isError('fleet-small-messages'));
  });
});
