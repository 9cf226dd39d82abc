import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { greet } from '../../../src/client/greeting';
import { HEADER } from '../../../src/shared/frames/layout';
import { EventKind } from '../support/eventKind';
import { NONCE_SIZE } from '../../../src/shared/helper/nonce';
import { temporaryDirectory } from '../support/directory';
import { HELLO, hello, message, statistics } from '../support/frames';
import { Random } from '../support/random';

const nonce = Buffer.alloc(NONCE_SIZE, 7);
/** Milliseconds. */
const PATIENCE = 60;

describe('a helper that greets', () => {
  const directory = temporaryDirectory();
  const random = new Random(3);
  let server: Server;
  let helper: Socket;
  let client: Socket;

  before(() => {
    server = createServer().listen(directory('s.sock'));
  });
  after(() => server.close());
  beforeEach(meet);
  afterEach(part);

  async function meet(): Promise<void> {
    const accepted = once(server, 'connection');
    helper = connect(directory('s.sock'));
    helper.on('error', () => undefined);
    [client] = (await accepted) as [Socket];
  }

  function part(): void {
    helper.destroy();
    client.destroy();
  }

  const refused = (why: RegExp) => assert.rejects(greet(client, nonce, PATIENCE), why);

  it('is understood in whatever pieces it comes, and what follows is left to read', async () => {
    const frame = message({ payload: Buffer.from('hi') });
    const bytes = Buffer.concat([nonce, hello, frame]);
    for (const size of [1, 7, 33, bytes.length]) {
      const greeted = greet(client, nonce);
      for (let at = 0; at < bytes.length; at += size) {
        helper.write(bytes.subarray(at, at + size));
        if (size > 1) await wait(1);
      }
      helper.end();
      const greeting = await greeted;
      assert.ok(greeting.kind === 'hello');
      assert.deepEqual(greeting.hello, HELLO);
      const rest: Buffer[] = [];
      for await (const chunk of greeting.socket) rest.push(chunk as Buffer);
      assert.deepEqual(Buffer.concat(rest), frame);
      part();
      await meet();
    }
  });

  it('is not awaited for ever', async () => {
    await refused(/it said nothing in time/);
    assert.ok(client.destroyed);
  });

  it('has the time for all of it, not for each byte', async () => {
    const dribble = setInterval(() => helper.write('\x07'), PATIENCE / 4);
    await refused(/it said nothing in time/);
    clearInterval(dribble);
  });

  it('knows the secret', async () => {
    helper.write(Buffer.concat([nonce.subarray(1), hello, hello]));
    await refused(/does not know the secret/);
  });

  it('says hello, or why not, in a frame of some thousand bytes', async () => {
    const long = Buffer.from(hello);
    long.writeUInt32LE(80_000, HEADER.length);
    helper.write(Buffer.concat([nonce, long]));
    await refused(/a greeting of 80000 bytes/);
  });

  it('says nothing else first', async () => {
    helper.write(Buffer.concat([nonce, statistics(1)]));
    await refused(new RegExp(`a frame of kind ${EventKind.Statistics}`));
  });

  it('is refused for any other bytes, at once or in the end', async () => {
    let taken = 0;
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(hello);
      for (let change = random.below(4); change >= 0; change--)
        bytes[random.below(random.below(2) ? HEADER.size : bytes.length)] = random.below(256);
      helper.end(Buffer.concat([nonce, bytes.subarray(0, 1 + random.below(2 * bytes.length))]));
      const end = await greet(client, nonce, PATIENCE).catch((error: unknown) => error);
      if (end instanceof Error) assert.ok(client.destroyed);
      else taken++;
      part();
      await meet();
    }
    // A name may well be another.
    assert.ok(taken < 150, `${taken} were taken`);
  });
});
