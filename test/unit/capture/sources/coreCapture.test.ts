import assert from 'node:assert/strict';
import {
  appendFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { openSource } from '../../../../src/capture/sources/openSource';
import type { Damage } from '../../../../src/capture/sources/sourceKind';
import { eventsOf } from '../../../../src/shared/events/event';
import type { MessageEvent } from '../../../../src/shared/events/messages';
import { UserError } from '../../../../src/shared/errors/userError';
import { coreRecord, writeFiles } from '../../support/coreFiles';
import { temporaryDirectory } from '../../support/directory';
import { Random } from '../../support/random';

const START = 1_700_000_000_000_000;
const record = (second: number, type: string, payload = Buffer.alloc(0)): Buffer =>
  coreRecord({ timeUs: START + second * 1e6, type, payload });

describe('what a node with -capturemessages wrote', () => {
  const path = temporaryDirectory();
  let directories = 0;

  async function read(
    files: Record<string, Buffer>,
    place = '',
  ): Promise<{
    said: string[];
    events: MessageEvent[];
    damages: readonly Damage[];
    chain: string;
  }> {
    const directory = path(`${directories++}`);
    writeFiles(directory, files);
    const source = await openSource(join(directory, place));
    const events: MessageEvent[] = [];
    source.flow((run) => {
      for (const event of eventsOf(Buffer.from(run)))
        if (event.kind === 'message') events.push(event);
      return Promise.resolve();
    });
    const end = await source.ended;
    assert.equal(end.error, undefined);
    const { nodes } = source.contents;
    const chain = nodes.of(1)?.chain ?? '';
    source.dispose();
    const said = events.map(
      ({ timeNs, peer, direction, messageType, payload }) =>
        `${timeNs / 1e9} ${peer} ${direction} ${messageType} ${payload.toString('hex')}`,
    );
    return { said, events, damages: source.damages, chain };
  }

  it('is read in the order of time, each peer by its address', async () => {
    const { said, events, damages, chain } = await read(
      {
        'regtest/message_capture/127.0.0.1_18444/msgs_recv.dat': Buffer.concat([
          record(0, 'version', Buffer.from('aa', 'hex')),
          record(3, 'ping', Buffer.from('01', 'hex')),
        ]),
        'regtest/message_capture/127.0.0.1_18444/msgs_sent.dat': Buffer.concat([
          record(1, 'version'),
          record(4, 'pong', Buffer.from('01', 'hex')),
        ]),
        'regtest/message_capture/[2001_db8__1]_8333/msgs_sent.dat': record(2, 'version'),
        'regtest/message_capture/abc.onion_8333/msgs_recv.dat': Buffer.alloc(0),
      },
      'regtest',
    );
    assert.deepEqual(said, [
      '0 0 inbound version aa',
      '1 0 outbound version ',
      '2 1 outbound version ',
      '3 0 inbound ping 01',
      '4 0 outbound pong 01',
    ]);
    assert.deepEqual(
      events.map(({ address, connectionType }) => [address, connectionType]),
      [
        ['127.0.0.1:18444', 'inbound'],
        ['127.0.0.1:18444', 'inbound'],
        ['[2001:db8::1]:8333', ''],
        ['127.0.0.1:18444', 'inbound'],
        ['127.0.0.1:18444', 'inbound'],
      ],
    );
    assert.deepEqual(damages, []);
    assert.equal(chain, 'regtest');
  });

  it('is read of one peer, or of one direction', async () => {
    const files = {
      '1.2.3.4_8333/msgs_recv.dat': record(0, 'ping'),
      '1.2.3.4_8333/msgs_sent.dat': record(1, 'pong'),
      '5.6.7.8_8333/msgs_sent.dat': record(2, 'addr'),
    };
    assert.equal((await read(files)).said.length, 3);
    assert.equal((await read(files, '1.2.3.4_8333')).said.length, 2);
    assert.equal((await read(files, '1.2.3.4_8333/msgs_sent.dat')).said.length, 1);
  });

  it('is read of several peers', async () => {
    const files = Object.fromEntries(
      ['a_1', 'b_2', 'c_3'].map((name, i) => [
        `message_capture/${name}/msgs_recv.dat`,
        record(i, 'ping', Buffer.alloc(1, i)),
      ]),
    );
    const { events } = await read(files, 'message_capture/{a_1,c_3}');
    assert.deepEqual(
      events.map(({ address }) => address),
      ['a:1', 'c:3'],
    );
  });

  it('tells a peer that came back from the one before', async () => {
    const { said } = await read({
      'a_1/msgs_recv.dat': Buffer.concat([record(1, 'version'), record(5, 'version')]),
      'a_1/msgs_sent.dat': Buffer.concat([record(0, 'version'), record(4, 'version')]),
    });
    assert.deepEqual(
      said.map((line) => line.split(' ').slice(0, 3).join(' ')),
      ['0 0 outbound', '1 0 inbound', '4 1 outbound', '5 1 inbound'],
    );
  });

  it('shows types as they are, and payloads of any length', async () => {
    const large = Buffer.alloc(3_999_999, 7);
    const { events } = await read({
      'a_1/msgs_recv.dat': Buffer.concat([
        record(0, 'twelve_bytes', large),
        record(1, '\x7f\xff', Buffer.from('ab')),
        record(2, 'tx', large),
      ]),
    });
    assert.deepEqual(
      events.map(({ messageType, size }) => [messageType, size]),
      [
        ['twelve_bytes', large.length],
        ['\x7f\xff', 2],
        ['tx', large.length],
      ],
    );
    assert.ok(events[2]!.payload.equals(large));
  });

  it('leaves out what is no whole record, wherever it stands, and says where', async () => {
    const whole = [record(0, 'inv', Buffer.alloc(500, 1)), record(1, 'tx', Buffer.alloc(900, 2))];
    const last = record(2, 'ping', Buffer.alloc(8, 3));
    const garbage = Buffer.alloc(5000, 0xff);
    const cut = record(3, 'block', Buffer.alloc(3000, 4)).subarray(0, 2000);
    const cases: Record<string, [Buffer[], number, { offset: number; bytes: number }[]]> = {
      end: [[...whole, last.subarray(0, 30)], 2, [{ offset: 1448, bytes: 30 }]],
      header: [[...whole, last.subarray(0, 10)], 2, [{ offset: 1448, bytes: 10 }]],
      begin: [[garbage, ...whole, last], 3, [{ offset: 0, bytes: 5000 }]],
      middle: [[...whole, garbage, last], 3, [{ offset: 1448, bytes: 5000 }]],
      // The node was killed, and appended when it ran again.
      append: [[...whole, cut, last, last], 4, [{ offset: 1448, bytes: 2000 }]],
      all: [[garbage], 0, [{ offset: 0, bytes: 5000 }]],
      none: [[], 0, []],
    };
    for (const [name, [parts, count, wanted]] of Object.entries(cases)) {
      const { said, damages } = await read({ 'a_1/msgs_recv.dat': Buffer.concat(parts) });
      assert.equal(said.length, count, name);
      assert.deepEqual(
        damages.map(({ offset, bytes }) => ({ offset, bytes })),
        wanted,
        name,
      );
    }
  });

  it('never gives up a file as a whole, whatever is in it', async () => {
    const random = new Random(14);
    for (let round = 0; round < 60; round++) {
      const records = Array.from({ length: 30 }, (_, i) =>
        record(i, 'inv', Buffer.alloc(random.below(400), i)),
      );
      const bytes = Buffer.concat(records);
      const from = random.below(bytes.length);
      const bad = random.bytes(1 + random.below(300)).subarray(0, bytes.length - from);
      bytes.set(bad, from);
      const { events } = await read({ 'a_1/msgs_sent.dat': bytes });
      const shown = new Set(events.map(({ timeNs }) => timeNs / 1e9));
      let end = 0;
      for (const [second, each] of records.entries()) {
        const begin = end;
        end += each.length;
        // The one before may seem to go on, the one after to be a part of what is bad.
        const isNear = begin < from + bad.length + 450 && end > from - 1;
        assert.ok(isNear || shown.has(second), `round ${round}: ${second}`);
      }
    }
  });

  it('follows links to directories and files, and leaves out those that lead nowhere', async () => {
    writeFiles(path('links'), {
      'elsewhere/msgs_recv.dat': record(0, 'ping'),
      'one.dat': record(1, 'pong'),
      'capture/b_2/other': Buffer.alloc(1),
    });
    symlinkSync(path('links/elsewhere'), path('links/capture/a_1'));
    symlinkSync(path('links/one.dat'), path('links/capture/b_2/msgs_sent.dat'));
    symlinkSync(path('links/nowhere'), path('links/capture/c_3'));
    symlinkSync('.', path('links/capture/d_4'));
    symlinkSync('/dev/zero', path('links/capture/b_2/msgs_recv.dat'));
    const source = await openSource(path('links/capture'));
    const types: string[] = [];
    source.flow((run) => {
      for (const event of eventsOf(run))
        if (event.kind === 'message') types.push(`${event.address} ${event.messageType}`);
      return Promise.resolve();
    });
    assert.equal((await source.ended).error, undefined);
    assert.deepEqual(types, ['a:1 ping', 'b:2 pong']);
  });

  it('takes no zeros for messages: a file system may have filled a file with them', async () => {
    const zeros = Buffer.alloc(100_000);
    const { said, damages } = await read({
      'a_1/msgs_recv.dat': Buffer.concat([record(0, 'ping'), zeros, record(1, 'pong')]),
    });
    assert.deepEqual(said, ['0 0 inbound ping ', '1 0 inbound pong ']);
    assert.deepEqual(
      damages.map(({ offset, bytes }) => [offset, bytes]),
      [[24, zeros.length]],
    );
  });

  it('has little of many files in memory, and few of them open', async () => {
    const files = 400;
    for (let i = 0; i < files; i++) {
      const name = `many/192.0.2.${i % 200}_${i}/msgs_recv.dat`;
      const second = record(1000 + i, 'ping', Buffer.alloc(10_000));
      writeFiles(path(''), { [name]: Buffer.concat([record(i, 'version'), second]) });
      // A block that takes no room on the disk, and 4 MB in memory.
      const block = record(2000 + i, 'block');
      block.writeUInt32LE(3_999_000, 20);
      appendFileSync(path(name), block);
      truncateSync(path(name), statSync(path(name)).size + 3_999_000);
    }
    const source = await openSource(path('many'));
    let messages = 0;
    let open = 0;
    let held = 0;
    source.flow((run) => {
      for (const event of eventsOf(run)) if (event.kind === 'message') messages++;
      const links = readdirSync('/proc/self/fd').map((fd) => linkOf(`/proc/self/fd/${fd}`));
      open = Math.max(open, links.filter((link) => link.startsWith(path('many'))).length);
      held = Math.max(held, process.memoryUsage().rss);
      return Promise.resolve();
    });
    const before = process.memoryUsage().rss;
    assert.equal((await source.ended).error, undefined);
    assert.equal(messages, 3 * files);
    assert.ok(open > 0 && open <= 300, `${open} files open`);
    // All blocks have 1.6 GB.
    assert.ok(held - before < 400e6, `${held - before} bytes more`);
    const left = readdirSync('/proc/self/fd').map((fd) => linkOf(`/proc/self/fd/${fd}`));
    assert.deepEqual(
      left.filter((link) => link.startsWith(path('many'))),
      [],
    );
    source.dispose();
  }).timeout(60_000);

  it('says of a directory without any what to choose', async () => {
    writeFiles(path('empty'), { 'other/file': Buffer.alloc(3) });
    await assert.rejects(
      openSource(path('empty')),
      (error) => error instanceof UserError && error.code === 'nothing-captured',
    );
  });
});

/** '' where it was closed meanwhile. */
function linkOf(fd: string): string {
  try {
    return readlinkSync(fd);
  } catch {
    return '';
  }
}
