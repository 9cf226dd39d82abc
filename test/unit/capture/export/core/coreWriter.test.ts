import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CoreWriter } from '../../../../../src/capture/export/core/coreWriter';
import { openSource } from '../../../../../src/capture/sources/openSource';
import { CaptureContents } from '../../../../../src/capture/store/captureContents';
import { encodeBookmark } from '../../../../../src/shared/frames/bookmark';
import { eventsOf, type MessageEvent } from '../../../../../src/shared/events/event';
import { encodeNode } from '../../../../../src/shared/frames/node';
import { coreRecord } from '../../../support/coreFiles';
import { temporaryDirectory } from '../../../support/directory';
import { connection, EventKind, hello, HELLO, message, NODE } from '../../../support/frames';
import { writeSession } from '../../../support/session';

/** Of the hello of these frames: unix microseconds at the monotonic time 0. */
const ZERO_US = Number((HELLO.wallNs - HELLO.monotonicNs) / 1000n);

describe('what a node with -capturemessages would have written', () => {
  const path = temporaryDirectory();
  let directories = 0;

  /** @param frames Without the hello; each run is given by itself. */
  async function write(...frames: Buffer[]) {
    const directory = path(`${directories++}`);
    mkdirSync(directory);
    const contents = new CaptureContents();
    const writer = new CoreWriter(directory, contents);
    for (const run of [Buffer.from(hello), ...frames]) {
      contents.add(run, 0);
      await writer.add(run);
      // It is good until the next one is asked for.
      run.fill(0xee);
    }
    await writer.close();
    const { folders, notIn } = writer;
    return { directory, folders, notIn, files: filesBelow(directory) };
  }

  it('has a record for each message, byte for byte', async () => {
    const payload = Buffer.from('0102', 'hex');
    const { files } = await write(
      message({ address: '127.0.0.1:18444', type: 'ping', payload, timeNs: 5_000 }),
      message({ address: '127.0.0.1:18444', type: 'twelve_bytes', payload, timeNs: 7_000 }),
      message({ address: '127.0.0.1:18444', type: '\x7f', direction: 'outbound', timeNs: 9_000 }),
    );
    assert.deepEqual(Object.keys(files), [
      '127.0.0.1_18444/msgs_recv.dat',
      '127.0.0.1_18444/msgs_sent.dat',
    ]);
    assert.deepEqual(
      files['127.0.0.1_18444/msgs_recv.dat'],
      Buffer.concat([
        coreRecord({ timeUs: ZERO_US + 5, type: 'ping', payload }),
        coreRecord({ timeUs: ZERO_US + 7, type: 'twelve_bytes', payload }),
      ]),
    );
    assert.deepEqual(
      files['127.0.0.1_18444/msgs_sent.dat'],
      coreRecord({ timeUs: ZERO_US + 9, type: '\x7f' }),
    );
  });

  it('names directories as Core does, and never leaves its own', async () => {
    const onion = `${'a'.repeat(56)}.onion`;
    const names: [address: string, folder: string][] = [
      ['[2001:db8::1]:8333', '[2001_db8__1]_8333'],
      ['[fe80::1%2]:8333', '[fe80__1%2]_8333'],
      [`${onion}:8333`, `${onion}_8333`],
      ['seed.example.org:8333', 'seed.example.org_8333'],
      ['', 'peer-7'],
      ['..', 'peer-7'],
      ['.hidden', 'peer-7'],
      ['../../etc', 'peer-7'],
      ['/etc/passwd', 'peer-7'],
      ['a b\n', 'peer-7'],
      ['é:1', 'peer-7'],
      ['x'.repeat(256), 'peer-7'],
    ];
    for (const [address, folder] of names) {
      const { directory, notIn } = await write(message({ peer: 7, address }));
      assert.deepEqual(readdirSync(directory), [folder], address);
      assert.equal(notIn.unnamed, Number(folder === 'peer-7'));
    }
  });

  it('has each node in a directory of its own, and one that was restarted in one', async () => {
    const node = (pid: number, dataDirectory: string) =>
      encodeNode({ ...NODE, pid, dataDirectory });
    const { files, folders } = await write(
      Buffer.concat([node(1, '/a'), node(2, '/b'), node(3, '/a'), node(4, '')]),
      ...[1, 2, 3, 4, 5].map((pid) => message({ pid, address: '1.2.3.4:5' })),
    );
    assert.deepEqual(folders, ['bitcoind-1', 'bitcoind-2', 'bitcoind-4', 'node-5']);
    const sizes = Object.entries(files).map(([name, bytes]) => [name, bytes.length / 24]);
    assert.deepEqual(sizes, [
      ['bitcoind-1/1.2.3.4_5/msgs_recv.dat', 2],
      ['bitcoind-2/1.2.3.4_5/msgs_recv.dat', 1],
      ['bitcoind-4/1.2.3.4_5/msgs_recv.dat', 1],
      ['node-5/1.2.3.4_5/msgs_recv.dat', 1],
    ]);
  });

  it('puts what one node says at the top, whatever its peers are called', async () => {
    const { files } = await write(
      encodeNode({ ...NODE, pid: 1 }),
      message({ pid: 1, address: 'bitcoind-1' }),
      message({ pid: 1, address: 'node' }),
    );
    assert.deepEqual(Object.keys(files), ['bitcoind-1/msgs_recv.dat', 'node/msgs_recv.dat']);
  });

  it('counts what has no place in it', async () => {
    const address = '1.2.3.4:5';
    const { files, notIn } = await write(
      connection(EventKind.InboundConnection, { address }),
      message({ address, timeNs: 1_000 }),
      message({ address, timeNs: 1_999 }),
      message({ address, timeNs: 1_999, direction: 'outbound' }),
      message({ address, payload: Buffer.alloc(3), size: 4n }),
      encodeBookmark({ row: 0, eventNs: 1_000, text: 'a note' }),
    );
    assert.deepEqual(
      Object.values(files).map(({ length }) => length / 24),
      [2, 1],
    );
    const expected = {
      others: 1,
      incomplete: 1,
      bookmarks: 1,
      cutTimes: 2,
      unordered: 1,
      unnamed: 0,
    };
    assert.deepEqual(notIn, expected);
  });

  it('is for its owner only, and nothing where there is no message', async () => {
    const { directory } = await write(message({ address: 'a' }));
    assert.equal(statSync(join(directory, 'a')).mode & 0o777, 0o700);
    assert.equal(statSync(join(directory, 'a/msgs_recv.dat')).mode & 0o777, 0o600);
    assert.deepEqual((await write()).files, {});
  });

  it('gives a recorded session back, event by event', async () => {
    const file = path('session.p2ptrace');
    writeSession(file);
    const before = await messagesAt(file);
    const directory = path('session');
    mkdirSync(directory);
    const source = await openSource(file);
    const writer = new CoreWriter(directory, source.contents);
    source.flow((run) => writer.add(run));
    assert.equal((await source.ended).error, undefined);
    source.dispose();
    await writer.close();
    assert.ok(!existsSync(join(directory, '.node')));
    assert.ok(before.length > 2000);
    assert.deepEqual(await messagesAt(directory), before);
  });
});

/** By their paths, in the order of these. */
function filesBelow(directory: string): Record<string, Buffer> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  return Object.fromEntries(files.map((file) => [relative(directory, file), readFileSync(file)]));
}

/** What Core's files can say of them. */
async function messagesAt(place: string): Promise<unknown[]> {
  const source = await openSource(place);
  const { wallNs, monotonicNs } = source.hello;
  const messages: MessageEvent[] = [];
  source.flow((run) => {
    for (const event of eventsOf(Buffer.from(run)))
      if (event.kind === 'message') messages.push(event);
    return Promise.resolve();
  });
  assert.equal((await source.ended).error, undefined);
  source.dispose();
  const peers = new Map<number, number>();
  return messages.map((event) => {
    const { peer, timeNs, direction, address, messageType, payload } = event;
    if (!peers.has(peer)) peers.set(peer, peers.size);
    const timeUs = (wallNs - monotonicNs + BigInt(timeNs)) / 1000n;
    const bytes = payload.toString('hex');
    return { timeUs, direction, address, messageType, bytes, peer: peers.get(peer) };
  });
}
