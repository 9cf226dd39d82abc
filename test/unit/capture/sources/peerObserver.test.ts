import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { toBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { DEFINITIONS } from '../../../../src/capture/sources/peerObserver/definitions';
import { descriptor } from '../../../../src/capture/sources/peerObserver/records';
import { openSource } from '../../../../src/capture/sources/openSource';
import type { Damage } from '../../../../src/capture/sources/sourceKind';
import { eventsOf, isProbeEvent, type ProbeEvent } from '../../../../src/shared/events/event';
import type { MessageEvent } from '../../../../src/shared/events/messages';
import { examples } from '../../../fuzz/examples';
import { temporaryDirectory } from '../../support/directory';
import {
  archiveHeader,
  delimited,
  ebpf,
  eventRecord,
  observed,
  observedTransaction,
  recordBytes,
} from '../../support/peerObserver';
import { added, blockConnected, rejected, removed, replaced } from '../../support/effects';
import { Random } from '../../support/random';
import { sessionMessages } from '../../bitcoin/sessionMessages';

const START = 1_790_000_000_000;

interface Read {
  events: ProbeEvent[];
  damages: readonly Damage[];
  notes: readonly string[];
  error: Error | undefined;
  wallMs: number[];
}

const path = temporaryDirectory();
let files = 0;

/** Opens an archive of these bytes, as a file of its own. */
async function read(bytes: Buffer, name = 'archive.bin'): Promise<Read> {
  const file = path(`${files++}.${name}`);
  writeFileSync(file, bytes);
  const source = await openSource(file);
  const { wallNs, monotonicNs } = source.hello;
  const events: ProbeEvent[] = [];
  source.flow((run) => {
    for (const event of eventsOf(Buffer.from(run))) if (isProbeEvent(event)) events.push(event);
    return Promise.resolve();
  });
  const { error } = await source.ended;
  source.dispose();
  const wallMs = events.map(({ timeNs }) => Number(wallNs - monotonicNs) / 1e6 + timeNs / 1e6);
  return { events, damages: source.damages, notes: source.notes, error, wallMs };
}

function* recorded(name: string): Generator<ProbeEvent> {
  const frames = gunzipSync(readFileSync(`native/demo-node/${name}.p2ptrace.gz`));
  for (const event of eventsOf(frames)) if (isProbeEvent(event)) yield event;
}

/** What peer-observer writes of events, and those of which it writes something. */
function archive(events: Iterable<ProbeEvent>): {
  bytes: Buffer;
  kept: ProbeEvent[];
  ms: number[];
} {
  const records = [archiveHeader()];
  const kept: ProbeEvent[] = [];
  const ms: number[] = [];
  for (const event of events) {
    const timestamp = START + Math.floor(event.timeNs / 1e6);
    const record = observed(event, timestamp);
    if (!record) continue;
    records.push(record);
    kept.push(event);
    ms.push(timestamp);
  }
  return { bytes: Buffer.concat(records), kept, ms };
}

/** A message that has nothing but its payload. */
function message(messageType: string, payload: Buffer): MessageEvent {
  return {
    kind: 'message',
    kindNumber: 2,
    sequence: 1,
    timeNs: 0,
    pid: 1,
    lostRingFull: 0,
    direction: 'inbound',
    peer: 3,
    address: '127.0.0.1:8333',
    connectionType: 'inbound',
    messageType,
    size: payload.length,
    payload,
    truncated: false,
    lost: undefined,
    reconstructed: false,
  };
}

/** @returns What is read of one message that peer-observer wrote. */
async function readMessage(what: object, size: number, messageType = ''): Promise<MessageEvent> {
  const about = { peer: 3n, address: 'a', connectionType: 1, messageType, inbound: true };
  const value = { about: { ...about, size: BigInt(size) }, what };
  const record = eventRecord(START, ebpf('message', value));
  const { events, damages } = await read(Buffer.concat([archiveHeader(), record]));
  assert.deepEqual(damages, []);
  return events[0] as MessageEvent;
}

describe('an archive of peer-observer', () => {
  for (const [name, counts] of [
    ['session', { events: 2463, certain: 2422, equal: 21, part: 0, other: 7 }],
    ['busy', { events: 46722, certain: 40529, equal: 335, part: 0, other: 190 }],
  ] as const)
    it(`has the events of the recorded ${name}, and marks what is not certain`, async () => {
      const { bytes, kept, ms } = archive(recorded(name));
      const { events, damages, notes, error, wallMs } = await read(bytes);
      assert.equal(error, undefined);
      assert.deepEqual(damages, []);
      assert.equal(events.length, kept.length);
      assert.deepEqual(wallMs, ms);
      const found = { events: events.length, certain: 0, equal: 0, part: 0, other: 0 };
      const marked = new Set<string>();
      kept.forEach((was, index) => {
        const is = events[index]!;
        assert.equal(is.sequence, index + 1);
        if (was.kind !== 'message' || is.kind !== 'message') {
          // Types of connections that peer-observer has no name for are lost.
          const connectionType = (is as { connectionType?: string }).connectionType;
          const { timeNs, pid, sequence } = is;
          const expected = { ...was, timeNs, pid, sequence };
          assert.deepEqual(
            is,
            was.kind === 'connection' ? { ...expected, connectionType } : expected,
          );
          return;
        }
        for (const member of ['messageType', 'size', 'peer', 'direction', 'address'] as const)
          assert.equal(is[member], was[member]);
        const isEqual = is.payload.equals(was.payload);
        if (is.reconstructed) marked.add(is.messageType);
        else assert.ok(isEqual, is.messageType);
        if (!is.reconstructed) found.certain++;
        else if (isEqual) found.equal++;
        else if (is.payload.length < is.size) found.part++;
        else found.other++;
      });
      const types = ['addr', 'alert', 'getcfcheckpt', 'getcfheaders', 'sendcmpct', 'version'];
      assert.ok(
        [...marked].every((type) => types.includes(type)),
        [...marked].join(),
      );
      assert.deepEqual(found, counts);
      assert.equal(notes.length, 1);
    });

  it('has an example of every type', async () => {
    for (const { messageType, payload } of examples()) {
      const was = message(messageType, payload);
      const record = observed(was, START);
      if (!record) continue;
      const { events } = await read(Buffer.concat([archiveHeader(), record]));
      const [is] = events as [MessageEvent];
      assert.equal(is.messageType, messageType);
      assert.equal(is.size, payload.length);
      if (!is.reconstructed) assert.deepEqual(is.payload, payload, messageType);
    }
  });

  it('says of a payload that it is not certain', async () => {
    const hash = Buffer.alloc(32, 5);
    const errors = { items: [{ what: { case: 'error', value: true } }] };
    const entry = await readMessage({ case: 'inv', value: errors }, 37);
    assert.equal(entry.payload.toString('hex'), `01${'00'.repeat(36)}`);
    const low = await readMessage(
      { case: 'sendcmpct', value: { announce: false, version: 2n } },
      9,
    );
    assert.deepEqual(
      [low.payload.toString('hex'), low.reconstructed],
      ['000200000000000000', false],
    );
    const high = await readMessage(
      { case: 'sendcmpct', value: { announce: true, version: 2n } },
      9,
    );
    const stop = { version: 1, hashes: [hash], stop: hash };
    const longer = await readMessage({ case: 'getheaders', value: stop }, 71);
    assert.deepEqual([longer.payload.length, longer.size], [69, 71]);
    const shorter = await readMessage({ case: 'getheaders', value: stop }, 60);
    assert.deepEqual([shorter.payload.length, shorter.size], [0, 60]);
    const nothing = await readMessage({ case: undefined }, 12, 'future');
    assert.deepEqual([nothing.messageType, nothing.payload.length], ['future', 0]);
    const badHash = { version: 1, hashes: [hash.subarray(1)], stop: hash };
    const broken = await readMessage({ case: 'getheaders', value: badHash }, 69);
    assert.equal(broken.payload.toString('hex'), '0100000001');
    for (const each of [entry, high, longer, shorter, nothing, broken])
      assert.equal(each.reconstructed, true);
  });

  it('says of an addr with IPv6 and Tor that it is certain, and of IPv4 that it is not', async () => {
    const address = (what: object): object => ({ time: 1, services: 9n, port: 8333, what });
    const six = { case: 'ipv6', value: '2001:db8::1:2' };
    const tor = { case: 'torv2', value: '5wyqrzbvrdsumnok.onion' };
    const value = { addresses: [address(six), address(tor)] };
    const certain = await readMessage({ case: 'addr', value }, 61);
    assert.equal(certain.reconstructed, false);
    assert.equal(
      certain.payload.toString('hex'),
      '02' +
        '010000000900000000000000' +
        '20010db8000000000000000000010002' +
        '208d' +
        '010000000900000000000000' +
        'fd87d87eeb43edb108e43588e54635ca' +
        '208d',
    );
    const four = { addresses: [address({ case: 'ipv4', value: '1.2.3.4' })] };
    const guess = await readMessage({ case: 'addr', value: four }, 31);
    assert.equal(guess.reconstructed, true);
    assert.equal(guess.payload.toString('hex', 13, 29), '00000000000000000000ffff01020304');
    const none = { addresses: [address({ case: 'ipv4', value: '0.0.0.0' })] };
    const zeros = await readMessage({ case: 'addr', value: none }, 31);
    assert.equal(zeros.payload.toString('hex', 13, 29), '00'.repeat(16));
  });

  it('marks a transaction and a block that are not what their hashes say', async () => {
    const { payload } = sessionMessages().find((each) => each.messageType === 'tx')!;
    const tx = observedTransaction(payload);
    const size = payload.length;
    assert.equal((await readMessage({ case: 'tx', value: { tx } }, size)).reconstructed, false);
    for (const name of ['txid', 'wtxid']) {
      const changed = { ...tx, [name]: Buffer.alloc(32) };
      const marked = await readMessage({ case: 'tx', value: { tx: changed } }, size);
      assert.equal(marked.reconstructed, true, name);
      assert.deepEqual(marked.payload, payload);
    }
    const cut = { ...tx, raw: payload.subarray(0, size - 1) };
    assert.equal((await readMessage({ case: 'tx', value: { tx: cut } }, size)).reconstructed, true);
  });

  it('has the beginning of what was archived without transactions', async () => {
    const find = (type: string): Buffer =>
      sessionMessages().find((each) => each.messageType === type)!.payload;
    const tx = { ...observedTransaction(find('tx')), raw: Buffer.alloc(0) };
    const alone = await readMessage({ case: 'tx', value: { tx } }, 300);
    assert.deepEqual([alone.payload.length, alone.size, alone.reconstructed], [0, 300, true]);
    const hash = Buffer.alloc(32, 7);
    const txn = { hash, transactions: [tx, tx] };
    const blocktxn = await readMessage({ case: 'blocktxn', value: txn }, 600);
    assert.deepEqual(blocktxn.payload, Buffer.concat([hash, Buffer.of(2)]));
    const block = find('block');
    const record = observed(message('block', block), START)!;
    const whole = await read(Buffer.concat([archiveHeader(), record]));
    assert.deepEqual((whole.events[0] as MessageEvent).payload, block);
    const header = {
      version: block.readInt32LE(0),
      previous: block.subarray(4, 36),
      merkleRoot: block.subarray(36, 68),
      time: block.readUInt32LE(68),
      bits: block.readUInt32LE(72),
      nonce: block.readUInt32LE(76),
      hash,
    };
    const low = await readMessage(
      { case: 'block', value: { header, transactions: [] } },
      block.length,
    );
    assert.deepEqual(low.payload, block.subarray(0, 80));
    assert.equal(low.reconstructed, true);
    const told = await read(archiveHeader({ created: 1n, lowData: true }));
    assert.deepEqual(told.notes, [
      'It was archived without the bytes of transactions and blocks (--low-data).',
    ]);
  });

  it('counts what a capture has no place for', async () => {
    const others = [
      eventRecord(START, { case: 'rpc', value: {} }),
      eventRecord(START, { case: 'log', value: {} }),
      eventRecord(START, ebpf('addrman', {})),
      eventRecord(START, ebpf('addrman', {})),
      delimited(
        Buffer.concat([Buffer.from('32021234', 'hex'), Buffer.from('50808098d6cf34', 'hex')]),
      ),
    ];
    const { events, damages, notes } = await read(Buffer.concat([archiveHeader(), ...others]));
    assert.deepEqual([events, damages], [[], []]);
    assert.deepEqual(notes, [
      'Left out, since a capture has no place for them: 1 RPC event, 1 log event, 2 address manager events, 1 unknown event.',
    ]);
  });

  it('has what the node did with transactions and blocks', async () => {
    const frames = [
      added({ fee: 7 }),
      removed('sizelimit'),
      replaced({ isTransaction: false }),
      rejected('min relay fee not met, 1 < 2'),
      blockConnected({ height: 900_000 }),
    ];
    const was = [...eventsOf(Buffer.concat(frames))].filter(isProbeEvent);
    const records = was.map((event) => observed(event, START)!);
    const { events, damages, notes } = await read(Buffer.concat([archiveHeader(), ...records]));
    assert.deepEqual([damages, notes], [[], []]);
    assert.deepEqual(
      events,
      was.map((event, index) => ({ ...event, sequence: index + 1, timeNs: 60e9, pid: 1 })),
    );
  });

  it('leaves out what has numbers that no node tells', async () => {
    const peer = (id: bigint) => ({ id, address: 'a', connectionType: 1, network: 1 });
    const opened = (id: bigint, existing: bigint): object => {
      const value = { peer: peer(id), existing };
      return ebpf('connection', { what: { case: 'inbound', value } });
    };
    const about = { address: 'a', connectionType: 1, messageType: 'verack', inbound: true };
    const verack = { ...about, peer: 2n ** 64n - 1n, size: 0n };
    const mempool = (what: object): object => ebpf('mempool', { what });
    const txid = Buffer.alloc(32, 1);
    const bad = [
      eventRecord(START, opened(2n ** 64n - 1n, 1n)),
      eventRecord(START, opened(1n, 2n ** 63n)),
      eventRecord(
        START,
        ebpf('connection', { what: { case: 'misbehaving', value: { id: 2n ** 64n - 1n } } }),
      ),
      eventRecord(START, ebpf('message', { about: verack, what: { case: 'verack', value: true } })),
      eventRecord(START, mempool({ case: 'added', value: { txid: txid.subarray(1) } })),
      eventRecord(
        START,
        mempool({ case: 'removed', value: { txid, entered: 2n ** 64n - 1n, reason: '' } }),
      ),
      eventRecord(2 ** 48, opened(1n, 1n)),
    ];
    const good = eventRecord(START, opened(1n, 1n));
    const all = Buffer.concat([archiveHeader(), good, ...bad, good]);
    const { events, damages, error } = await read(all);
    assert.deepEqual([events.length, damages.length, error], [2, bad.length, undefined]);
    // The first one says when the archive begins.
    const late = await read(Buffer.concat([archiveHeader(), bad.at(-1)!, good]));
    assert.deepEqual([late.events.length, late.damages.length, late.error], [1, 1, undefined]);
  });

  it('is read with the header of its first version, and with none that is known', async () => {
    const { bytes } = archive([...recorded('session')].slice(0, 20));
    const records = bytes.subarray(archiveHeader().length);
    const old = Buffer.concat([Buffer.from('PA\x01\x01\x02\x03\x04'), Buffer.alloc(9)]);
    assert.equal((await read(Buffer.concat([old, records]), 'any.name')).events.length, 20);
    old[2] = 2;
    const file = path('version2.bin.zst');
    writeFileSync(path('version2.bin'), Buffer.concat([old, records]));
    execFileSync('zstd', ['-q', '-f', path('version2.bin'), '-o', file]);
    await assert.rejects(openSource(file), /version 2 of its format is not known/);
  });

  it('is read compressed, in any number of pieces', async () => {
    const { bytes, kept } = archive([...recorded('session')].slice(0, 500));
    const file = path('whole.bin');
    writeFileSync(file, bytes);
    for (const level of ['-1', '-19']) {
      const packed = execFileSync('zstd', ['-q', '-c', '--long=27', level, file]);
      const { events, damages, error } = await read(packed, 'x.bin.zst');
      assert.deepEqual([events.length, damages, error], [kept.length, [], undefined]);
    }
    const frames = ['-1', '-3'].map((level, half) => {
      writeFileSync(file, half === 0 ? bytes.subarray(0, 1000) : bytes.subarray(1000));
      return execFileSync('zstd', ['-q', '-c', level, file]);
    });
    const { events } = await read(Buffer.concat(frames), 'x.bin.zst');
    assert.equal(events.length, kept.length);
  });

  it('gives everything before the place where it is cut or damaged, compressed', async () => {
    const { bytes, kept } = archive([...recorded('session')].slice(0, 2000));
    const file = path('long.bin');
    writeFileSync(file, bytes);
    const packed = execFileSync('zstd', ['-q', '-c', '-1', file]);
    const cut = await read(packed.subarray(0, packed.length - 20_000), 'x.bin.zst');
    assert.match(
      String(cut.error),
      /x\.bin\.zst cannot be decompressed beyond byte \d+: it ends early/,
    );
    assert.ok(cut.events.length > kept.length / 10, `${cut.events.length}`);
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, packed.length - 20_000, packed.length - 19_000);
    const broken = await read(damaged, 'x.bin.zst');
    assert.match(String(broken.error), /the compressed bytes are damaged/);
    assert.ok(broken.events.length > kept.length / 10);
  });

  it('leaves out what is damaged, says where, and goes on', async () => {
    const { bytes, kept } = archive([...recorded('session')].slice(0, 300));
    const random = new Random(5);
    const ends: number[] = [];
    let at = archiveHeader().length;
    for (const event of kept) {
      at += observed(event, START + Math.floor(event.timeNs / 1e6))!.length;
      ends.push(at);
    }
    for (let round = 0; round < 40; round++) {
      const hit = 50 + random.below(200);
      const from = ends[hit - 1]!;
      const damaged = Buffer.from(bytes);
      // Its length, or what is in it.
      const place = from + (round % 2 === 0 ? 0 : random.below(ends[hit]! - from));
      damaged[place]! ^= 1 << random.below(8);
      const { events, damages, error } = await read(damaged);
      assert.equal(error, undefined);
      assert.ok(events.length >= kept.length - 2, `${events.length}`);
      for (const damage of damages) {
        assert.ok(damage.offset <= place && damage.offset + damage.bytes > place);
        assert.equal(damage.offset, from);
      }
    }
    const between = Buffer.concat([
      bytes.subarray(0, ends[9]),
      random.bytes(5000),
      bytes.subarray(ends[9]),
    ]);
    const lost = await read(between);
    assert.equal(lost.events.length, kept.length);
    assert.deepEqual(
      lost.damages.map(({ offset, bytes: length }) => [offset, length]),
      [[ends[9], 5000]],
    );
    const cut = await read(bytes.subarray(0, ends[20]! - 1));
    assert.equal(cut.events.length, 20);
    assert.deepEqual(
      cut.damages.map(({ offset }) => offset),
      [ends[19]],
    );
  });

  it('does not take the memory that a record claims', async () => {
    const { bytes, kept } = archive([...recorded('session')].slice(0, 10));
    const items = Buffer.alloc(6_000_000);
    for (let at = 0; at < items.length; at += 2) items[at] = 0x0a;
    const bomb = (tags: string[]): Buffer => {
      let content: Buffer = items;
      for (const tag of tags.toReversed())
        content = Buffer.concat([Buffer.from(tag, 'hex'), delimited(content)]);
      return delimited(Buffer.concat([content, Buffer.from('50808098d6cf34', 'hex')]));
    };
    // An inventory of millions of empty entries; as many indexes, one a byte.
    const bombs = [bomb(['0a', '0a', '22']), bomb(['0a', '0a', '9a01', '12'])];
    const longest = Buffer.from('ffffffff7f', 'hex');
    const started = process.memoryUsage().rss;
    const all = Buffer.concat([bytes, ...bombs, observed(kept[0]!, START)!, longest]);
    const { events, damages } = await read(all);
    assert.equal(events.length, 11);
    assert.deepEqual(
      damages.map(({ bytes: length }) => length),
      [...bombs.map(({ length }) => length), longest.length],
    );
    assert.ok(process.memoryUsage().rss - started < 200e6);
  });

  it('is defined so that Google’s compiler reads and writes the same', function () {
    this.timeout(60_000);
    const set = path('definitions.desc');
    writeFileSync(
      set,
      toBinary(FileDescriptorSetSchema, {
        $typeName: 'google.protobuf.FileDescriptorSet',
        file: [descriptor()],
      }),
    );
    const protoc = (option: string, input: Buffer | string): Buffer =>
      execFileSync('protoc', [`--descriptor_set_in=${set}`, option], { input });
    const seen = new Set<string>();
    for (const { messageType, payload } of examples()) {
      const record = observed(message(messageType, payload), START);
      if (!record || seen.has(messageType)) continue;
      seen.add(messageType);
      const event = afterLength(record);
      const text = protoc('--decode=Event', event).toString();
      assert.ok(!/^\s*\d+:/m.test(text), `${messageType} has a field without a name:\n${text}`);
      assert.deepEqual(protoc('--encode=Event', text), event, messageType);
    }
    assert.ok(seen.size > 30);
  });

  it('has no number twice, and no type that is not defined', () => {
    const names = new Set(Object.keys(DEFINITIONS));
    for (const [name, fields] of Object.entries(DEFINITIONS)) {
      const numbers = Object.values(fields).map(([, , number]) => number as number);
      assert.equal(new Set(numbers).size, numbers.length, name);
      for (const [, type] of Object.values(fields))
        assert.ok(names.has(type as string) || /^[a-z]/.test(type as string), type as string);
    }
    assert.ok(recordBytes('Event', { timestamp: 1n }).length > 0);
  });
});

function afterLength(record: Buffer): Buffer {
  let at = 0;
  while (record[at]! >= 0x80) at++;
  return record.subarray(at + 1);
}
