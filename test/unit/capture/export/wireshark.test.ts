import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decodeMessage } from '../../../../src/bitcoin/decodeMessage';
import { hash256 } from '../../../../src/bitcoin/hash';
import { magicOf } from '../../../../src/bitcoin/magic';
import type { Field } from '../../../../src/bitcoin/read/field';
import { CHAINS } from '../../../../src/bitcoin/read/payload';
import {
  decodeEvent,
  eventsOf,
  isProbeEvent,
  type MessageEvent,
  type ProbeEvent,
} from '../../../../src/shared/events/event';
import { encodeNode } from '../../../../src/shared/frames/node';
import { bigBlock } from '../../bitcoin/bigBlock';
import { temporaryDirectory } from '../../support/directory';
import { exported } from '../../support/exported';
import { connection, EventFlag, EventKind, hello, message, NODE } from '../../support/frames';
import { tshark } from '../../support/tshark';

/** Fields of ours, by their names on the way from the message. `[]` stands for each element. */
type Path = string;
type Form = (field: Field, payload: Buffer) => string;

const number: Form = ({ start, end }, payload) => {
  const bytes = payload.subarray(start, end);
  return bytes.length <= 6
    ? String(bytes.readUIntLE(0, bytes.length))
    : String(bytes.readBigUInt64LE(0));
};
const bytes: Form = ({ start, end }, payload) => payload.toString('hex', start, end);
/** Without the length before it. */
const script: Form = (field, payload) => {
  const size = field.child('size')!;
  return payload.toString('hex', size.end, field.end);
};
/** It takes such text for ASCII. */
const text: Form = (field, payload) =>
  payload.toString('latin1', field.child('size')!.end, field.end).replace(/[\x80-\xff]/g, '\ufffd');
const port: Form = ({ start }, payload) => String(payload.readUInt16BE(start));

const HEADER = (prefix: string, path: string): [string, Path, Form][] => [
  [`${prefix}.version`, `${path}nVersion`, number],
  [`${prefix}.prev_block`, `${path}hashPrevBlock`, bytes],
  [`${prefix}.merkle_root`, `${path}hashMerkleRoot`, bytes],
  [`${prefix}.bits`, `${path}nBits`, number],
  [`${prefix}.nonce`, `${path}nNonce`, number],
];

const INVENTORY = (prefix: string): [string, Path, Form][] => [
  [`${prefix}.type`, 'vInv/[]/type', number],
  [`${prefix}.hash`, 'vInv/[]/hash', bytes],
];

/** What tshark calls a field of a message type, and where ours is. */
const FIELDS: Readonly<Record<string, readonly [string, Path, Form][]>> = {
  version: [
    ['bitcoin.version.version', 'nVersion', number],
    ['bitcoin.version.services', 'nServices', number],
    ['bitcoin.version.nonce', 'nNonce', number],
    ['bitcoin.version.start_height', 'starting_height', number],
    ['bitcoin.version.relay', 'fRelay', number],
    ['bitcoin.string.value', 'strSubVer', text],
  ],
  ping: [['bitcoin.ping.nonce', 'nonce', number]],
  pong: [['bitcoin.pong.nonce', 'nonce', number]],
  inv: INVENTORY('bitcoin.inv'),
  getdata: INVENTORY('bitcoin.getdata'),
  notfound: INVENTORY('bitcoin.notfound'),
  headers: HEADER('bitcoin.headers', 'headers/[]/header/'),
  getheaders: [
    ['bitcoin.getheaders.hash_start', 'locator/vHave/[]', bytes],
    ['bitcoin.getheaders.hash_stop', 'hashStop', bytes],
  ],
  getblocks: [
    ['bitcoin.getblocks.hash_start', 'locator/vHave/[]', bytes],
    ['bitcoin.getblocks.hash_stop', 'hashStop', bytes],
  ],
  block: HEADER('bitcoin.block', 'header/'),
  merkleblock: [
    ...HEADER('bitcoin.merkleblock', 'header/'),
    ['bitcoin.merkleblock.num_transactions', 'txn/nTransactions', number],
  ],
  tx: [
    ['bitcoin.tx.version', 'version', number],
    ['bitcoin.tx.in.prev_output.hash', 'vin/[]/prevout/hash', bytes],
    ['bitcoin.tx.in.prev_output.index', 'vin/[]/prevout/n', number],
    ['bitcoin.tx.in.sig_script', 'vin/[]/scriptSig', script],
    ['bitcoin.tx.in.seq', 'vin/[]/nSequence', number],
    ['bitcoin.tx.out.value', 'vout/[]/nValue', number],
    ['bitcoin.tx.out.script', 'vout/[]/scriptPubKey', script],
    ['bitcoin.tx.lock_time', 'nLockTime', number],
  ],
  addr: [['bitcoin.address.port', 'vAddr/[]/port', port]],
  filterload: [
    ['bitcoin.filterload.nhashfunc', 'nHashFuncs', number],
    ['bitcoin.filterload.ntweak', 'nTweak', number],
    ['bitcoin.filterload.nflags', 'nFlags', number],
  ],
};

/** Every type that tshark takes apart, and that consists of something. */
const NAMES = [...new Set(Object.values(FIELDS).flatMap((fields) => fields.map(([name]) => name)))];

function find(field: Field, path: readonly string[]): Field[] {
  const [name, ...rest] = path;
  if (name === undefined) return [field];
  if (name === '[]')
    return field
      .children()
      .filter((child) => child.name !== 'size')
      .flatMap((child) => find(child, rest));
  const child = field.child(name);
  return child ? find(child, rest) : [];
}

/** As tshark has numbers in decimal or hexadecimal, the letters of hexadecimal in any case. */
function plain(value: string): string {
  return /^0x[0-9a-f]+$/i.test(value) ? String(BigInt(value)) : value;
}

const GENERAL = [
  'frame.number',
  'frame.time_epoch',
  'frame.len',
  'frame.cap_len',
  'frame.interface_name',
  'frame.packet_flags_direction',
  'frame.comment',
  'bitcoin.magic',
  'bitcoin.command',
  'bitcoin.length',
  'bitcoin.checksum',
  '_ws.malformed',
  'exported_pdu.src_port',
  'exported_pdu.dst_port',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
] as const;

type Shown = Record<(typeof GENERAL)[number], string[]> & { of: (field: string) => string[] };

function show(file: string, ...flags: string[]): Shown[] {
  return tshark(file, [...GENERAL, ...NAMES], ...flags).map((row) => {
    const general = Object.fromEntries(GENERAL.map((name, i) => [name, row[i] ?? []]));
    const of = (field: string) => row[GENERAL.length + NAMES.indexOf(field)] ?? [];
    return { ...(general as Record<(typeof GENERAL)[number], string[]>), of };
  });
}

/** Type names of the P2P protocol have no bytes of these; those of a session that has are not compared as text. */
const PRINTABLE = /^[ -~]*$/;

describe('Wireshark reads an export', () => {
  const path = temporaryDirectory();

  function written(name: string, frames: Buffer): string {
    const file = path(`${name}.pcapng`);
    writeFileSync(file, exported(frames));
    return file;
  }

  for (const [name, chain, least] of [
    ['session', 'regtest', 1400],
    ['busy', 'main', 18_500],
  ] as const)
    it(`and finds in it what we do: number, types, sizes and values of the session ${name}`, () => {
      const frames = gunzipSync(readFileSync(`native/demo-node/${name}.p2ptrace.gz`));
      const file = path(`${name}.pcapng`);
      writeFileSync(file, exported(frames, { chainOf: () => chain }));
      const events: ProbeEvent[] = [];
      for (const event of eventsOf(frames)) if (isProbeEvent(event)) events.push(event);
      const shown = show(file);
      assert.equal(shown.length, events.length);
      const hello = decodeEvent(frames.subarray(0, frames.readUInt32LE(0)));
      assert.ok(hello?.kind === 'hello');
      let compared = 0;
      const types = new Set<string>();
      for (const [i, event] of events.entries()) {
        const row = shown[i]!;
        const time: bigint = BigInt(event.timeNs) + hello.wallNs - hello.monotonicNs;
        const [seconds, nanoseconds] = row['frame.time_epoch'][0]!.split('.');
        assert.equal(BigInt(seconds!) * 10n ** 9n + BigInt(nanoseconds!), time);
        if (event.kind !== 'message') {
          assert.equal(row['bitcoin.command'].length, 0);
          assert.equal(row['frame.comment'].length, 1);
          continue;
        }
        checkMessage(event, row, magicOf(chain));
        // It does not know segregated witness, and calls some of what Core takes malformed.
        if (row['_ws.malformed'].length > 0) continue;
        const fields = FIELDS[event.messageType];
        if (!fields || isOfWitness(event)) continue;
        checkFields(event, row, fields);
        types.add(event.messageType);
        compared++;
      }
      assert.ok(compared >= least, `${compared} messages of ${[...types].join(', ')}`);
      if (name === 'session')
        assert.deepEqual(
          [...types].sort(),
          Object.keys(FIELDS).sort(),
          'every type that tshark knows is compared',
        );
    }).timeout(120_000);

  function isOfWitness({ messageType, payload }: MessageEvent): boolean {
    return messageType === 'tx' && payload[4] === 0;
  }

  function checkMessage(event: MessageEvent, row: Shown, magic: number): void {
    const { messageType, payload, size, direction, peer } = event;
    if (PRINTABLE.test(messageType)) assert.deepEqual(row['bitcoin.command'], [messageType]);
    assert.deepEqual(row['bitcoin.length'].map(Number), [size]);
    const wire = Buffer.alloc(4);
    wire.writeUInt32LE(magic);
    assert.deepEqual(row['bitcoin.magic'].map(Number), [wire.readUInt32BE(0)]);
    const checksum = hash256(payload).subarray(0, 4);
    assert.deepEqual(row['bitcoin.checksum'].map(Number), [checksum.readUInt32BE(0)]);
    const isIn = direction === 'inbound';
    assert.deepEqual(row['frame.packet_flags_direction'].map(Number), [isIn ? 1 : 2]);
    const own = row[isIn ? 'exported_pdu.dst_port' : 'exported_pdu.src_port'];
    assert.deepEqual(own, [String(peer % 65_536)]);
  }

  function checkFields(
    { messageType, payload }: MessageEvent,
    row: Shown,
    fields: readonly [string, Path, Form][],
  ): void {
    const { root } = decodeMessage(messageType, payload);
    for (const [name, place, form] of fields) {
      // It looks for this only from the version on in which it came.
      if (name === 'bitcoin.version.relay' && payload.readUInt32LE(0) < 70_002) continue;
      const ours = find(root, place.split('/')).map((field) => form(field, payload));
      // It has no field for what is empty.
      const expected = ours.filter((value) => value !== '');
      const theirs = row.of(name).filter((value) => value !== '<MISSING>');
      assert.deepEqual(theirs.map(plain), expected.map(plain), `${name} of ${messageType}`);
    }
  }

  it('of every chain', () => {
    for (const chain of CHAINS) {
      const node = encodeNode({ ...NODE, chain });
      const ping = message({ payload: Buffer.alloc(8, 1) });
      const [row] = show(written(chain, Buffer.concat([hello, node, ping])));
      assert.deepEqual(row!['bitcoin.command'], ['ping']);
      assert.deepEqual(row!.of('bitcoin.ping.nonce').map(plain), [String(0x0101010101010101n)]);
    }
  });

  it('with a block of 4 MB, and what comes after it', () => {
    const block = bigBlock();
    const file = written(
      'block',
      Buffer.concat([
        hello,
        message({ type: 'block', payload: block }),
        message({ type: 'verack' }),
      ]),
    );
    const [row, after] = show(file);
    assert.deepEqual(row!['bitcoin.command'], ['block']);
    assert.ok(Number(row!['frame.len']) > block.length);
    assert.ok(Number(row!['frame.cap_len']) > 250_000);
    assert.deepEqual(row!.of('bitcoin.block.prev_block'), [block.toString('hex', 4, 36)]);
    assert.deepEqual(after!['bitcoin.command'], ['verack']);
  });

  it('with peers of every network as conversations, named', () => {
    const onion = `${'a2'.repeat(28)}.onion`;
    const i2p = `${'b3'.repeat(26)}.b32.i2p`;
    const long = `${'h'.repeat(100)}.example`;
    const addresses = [
      '1.2.3.4:8333',
      '[2a01:4f8::7]:8333',
      '[fc32:17ea:e415:c3bf:9808:149d:b5a2:c9aa]:8333',
      `${onion}:8333`,
      `${i2p}:0`,
      `${long}:8333`,
      'a\nb\x1b[31m:1',
      '',
    ];
    const frames = addresses.flatMap((address, peer) =>
      (['inbound', 'outbound'] as const).map((direction) =>
        message({ address, peer, direction, type: 'verack' }),
      ),
    );
    const file = written('peers', Buffer.concat([hello, encodeNode(NODE), ...frames]));
    const peerOf = (row: Shown, side: 'src' | 'dst') => [
      ...row[`ip.${side}`],
      ...row[`ipv6.${side}`],
    ];
    const rows = show(file);
    const ends = addresses.map((_, i) => {
      const [one, other] = [rows[2 * i]!, rows[2 * i + 1]!];
      assert.deepEqual(peerOf(one, 'src'), peerOf(other, 'dst'));
      assert.deepEqual(peerOf(one, 'dst'), peerOf(other, 'src'));
      return peerOf(one, 'src')[0]!;
    });
    assert.equal(new Set(ends).size, addresses.length);
    assert.equal(ends[0], '1.2.3.4');
    assert.equal(ends[1], '2a01:4f8::7');
    assert.equal(ends[2], 'fc32:17ea:e415:c3bf:9808:149d:b5a2:c9aa');

    const named = tshark(
      file,
      ['ip.src_host', 'ipv6.src_host', '_ws.col.Source', '_ws.col.Destination'],
      '-o',
      'nameres.network_name:TRUE',
    );
    const sources = named.map(([, , source]) => source![0]!).filter((_, i) => i % 2 === 0);
    assert.deepEqual(sources.slice(3, 5), [onion, i2p]);
    assert.equal(sources[5], long.slice(0, 63));
    assert.equal(sources[6], 'a⟨U+000A⟩b⟨U+001B⟩[31m');
    assert.equal(sources[7], 'peer-7');
    for (const [i, [, , source, destination]] of named.entries())
      assert.deepEqual(i % 2 === 0 ? destination : source, ['bitcoind-main-4242']);
  });

  it('with several nodes, each of its own address, name and interface', () => {
    const nodes = [11, 22].map((pid) => encodeNode({ ...NODE, pid, chain: 'regtest' }));
    const frames = [11, 22, 33, 11].map((pid) => message({ pid, type: 'verack' }));
    // A number that another node has afterwards.
    const other = encodeNode({ ...NODE, pid: 11, chain: 'signet' });
    const late = message({ pid: 11, type: 'verack' });
    const rows = show(written('nodes', Buffer.concat([hello, ...nodes, ...frames, other, late])));
    assert.deepEqual(
      rows.map((row) => row['frame.interface_name'][0]),
      [
        'bitcoind-regtest-11',
        'bitcoind-regtest-22',
        'node-33',
        'bitcoind-regtest-11',
        'bitcoind-signet-11',
      ],
    );
    const own = rows.map((row) => row['ip.dst'][0]);
    assert.equal(new Set(own).size, 4);
    assert.equal(own[0], own[3]);
  });

  it('with connections, cuts, losses and types that nobody knows', () => {
    const peer = { peer: 9, address: '1.2.3.4:8333' };
    const file = written(
      'events',
      Buffer.concat([
        hello,
        connection(EventKind.OutboundConnection, { ...peer, connectionType: 'manual' }),
        message({ ...peer, type: 'nonsense', payload: Buffer.alloc(20, 1) }),
        message({
          ...peer,
          type: 'tx',
          payload: Buffer.alloc(50),
          size: 900n,
          flags: EventFlag.Truncated,
        }),
        message({ ...peer, type: 'ping', payload: Buffer.alloc(3) }),
        connection(EventKind.EvictedInboundConnection, peer),
      ]),
    );
    const rows = show(file);
    assert.deepEqual(
      rows.map((row) => [
        row['frame.comment'][0],
        row['bitcoin.command'][0],
        Number(row['frame.len']),
      ]),
      [
        ['peer 9: connected (manual)', undefined, Number(rows[0]!['frame.cap_len'])],
        [undefined, 'nonsense', Number(rows[1]!['frame.cap_len'])],
        [
          'only 50 of 900 bytes are here: cut by the snap length',
          'tx',
          Number(rows[2]!['frame.cap_len']) + 850,
        ],
        [undefined, 'ping', Number(rows[3]!['frame.cap_len'])],
        ['peer 9: evicted', undefined, Number(rows[4]!['frame.cap_len'])],
      ],
    );
    assert.ok(rows[3]!['_ws.malformed'].length > 0, 'three bytes are no ping');
  });
});
