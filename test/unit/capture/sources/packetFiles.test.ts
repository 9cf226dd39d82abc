import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { temporaryDirectory } from '../../support/directory';
import { BEGIN, Dialogue, ethernet, etherType, pcap, Pcapng, wire } from '../../support/packets';
import { readSource, type ReadSource } from '../../support/readSource';

const NODE = { host: '10.0.0.1', port: 18444 };
const CLIENT = { host: '203.0.113.5', port: 50_000 };
const RAW = 101;
const SAID = ['1/0 opened inbound 1', '1/0 inbound ping 07', '1/0 outbound pong 07'];

const u16 = (...values: number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.of(value >> 8, value & 255)));

describe('files of packets', () => {
  const path = temporaryDirectory();
  let files = 0;

  function read(file: Buffer): Promise<ReadSource> {
    const name = path(`${files++}.pcap`);
    writeFileSync(name, file);
    return readSource(name);
  }

  const { packets } = new Dialogue(CLIENT, NODE)
    .open()
    .say(0, wire('ping', Buffer.of(7)))
    .say(1, wire('pong', Buffer.of(7)));
  const times = async (file: Buffer): Promise<[string[], number[]]> => {
    const { said, events, error } = await read(file);
    assert.equal(error, undefined);
    return [said, events.map(({ timeNs }) => timeNs - events[0]!.timeNs)];
  };

  it('are classic pcap of either byte order, in micro- or nanoseconds', async () => {
    for (const isBig of [false, true])
      for (const nano of [false, true]) {
        const fine = packets.map((packet) => ({ ...packet, nanos: packet.nanos! + 321 }));
        const [said, at] = await times(pcap(fine, { isBig, nano }));
        assert.deepEqual(said, SAID);
        assert.deepEqual(at, [0, 3e6, 4e6]);
        const { events, bytes } = await read(pcap(fine, { isBig, nano }));
        const wall = bytes.readBigUInt64LE(48) - bytes.readBigUInt64LE(56);
        const unix = wall + BigInt(events[0]!.timeNs);
        assert.equal(unix, BigInt(BEGIN) * 1_000_000_000n + (nano ? 321n : 0n));
      }
  });

  it('are of any link type that carries IP', async () => {
    const zeros = (length: number) => Buffer.alloc(length);
    const heads: [number, (packet: Buffer) => Buffer][] = [
      [0, () => Buffer.of(2, 0, 0, 0)],
      [108, () => Buffer.of(0, 0, 0, 2)],
      [101, () => zeros(0)],
      [12, () => zeros(0)],
      [228, () => zeros(0)],
      [113, (packet) => Buffer.concat([zeros(14), u16(etherType(packet))])],
      [113, (packet) => Buffer.concat([zeros(14), u16(0x8100, 5, etherType(packet))])],
      [276, (packet) => Buffer.concat([u16(etherType(packet)), zeros(18)])],
      [1, (packet) => ethernet(packet).subarray(0, 14)],
      [1, (packet) => Buffer.concat([zeros(12), u16(0x8864, 0x1100, 1, packet.length + 2, 0x21)])],
      // With flags and the length of a checksum above.
      [0x14000001, (packet) => ethernet(packet).subarray(0, 14)],
    ];
    for (const [linkType, head] of heads) {
      const framed = packets.map((packet) => ({
        ...packet,
        bytes: Buffer.concat([head(packet.bytes), packet.bytes, zeros(4)]),
      }));
      assert.deepEqual((await read(pcap(framed, { linkType }))).said, SAID, `${linkType}`);
    }
  });

  it('are pcapng of either byte order, with times of any resolution', async () => {
    // Units of a second, the option that says so, and an option that shifts them.
    const resolutions: [bigint, number | undefined, bigint][] = [
      [1_000_000n, undefined, 0n],
      [1_000_000n, 6, 0n],
      [1_000_000_000n, 9, 0n],
      [1000n, 3, 0n],
      [1n << 20n, 0x80 | 20, 0n],
      [1_000_000_000n, 9, 1_000_000_000n],
      [1_000_000n, 6, -77n],
    ];
    for (const isBig of [false, true])
      for (const [units, resolution, offset] of resolutions) {
        const writer = new Pcapng(isBig);
        const options = [
          ...(resolution === undefined ? [] : [[9, Buffer.of(resolution)] as const]),
          ...(offset === 0n ? [] : [[14, writer.u64(offset)] as const]),
        ];
        const blocks = packets.map(({ seconds, nanos = 0, bytes }) => {
          const ticks = (BigInt(nanos) * units + 999_999_999n) / 1_000_000_000n;
          return writer.packet(bytes, (BigInt(seconds) - offset) * units + ticks);
        });
        const file = [writer.section(), writer.interface(RAW, options), ...blocks];
        const [said, at] = await times(Buffer.concat(file));
        assert.deepEqual(said, SAID);
        const exact = units % 1000n === 0n;
        for (const [n, wanted] of [0, 3e6, 4e6].entries())
          assert.ok(Math.abs(at[n]! - wanted) <= (exact ? 0 : 1000), `${units} ${at.join()}`);
      }
  });

  it('have several sections and interfaces, names, comments and blocks that nobody knows', async () => {
    const [little, big] = [new Pcapng(false), new Pcapng(true)];
    const ticks = (n: number): bigint => {
      const { seconds, nanos = 0 } = packets[n]!;
      return BigInt(seconds) * 1_000_000n + BigInt(nanos / 1000);
    };
    const comment = [[1, Buffer.from('a comment')] as const];
    const one = [
      little.section(),
      little.block(0x0bad, [Buffer.alloc(40)]),
      little.interface(1),
      little.interface(RAW, [[2, Buffer.from('eth0')]]),
      little.names(Buffer.of(10, 0, 0, 1), 'node.example'),
      little.packet(ethernet(packets[0]!.bytes), ticks(0), 0),
      little.packet(packets[1]!.bytes, ticks(1), 1, undefined, comment),
      little.packet(packets[2]!.bytes, ticks(2), 1),
    ];
    const two = [
      big.section(),
      big.interface(0),
      big.block(5, [Buffer.alloc(12)]),
      ...[3, 4].map((n) =>
        big.packet(Buffer.concat([Buffer.of(0, 0, 0, 2), packets[n]!.bytes]), ticks(n), 0),
      ),
    ];
    const [said, at] = await times(Buffer.concat([...one, ...two]));
    assert.deepEqual(said, SAID);
    assert.deepEqual(at, [0, 3e6, 4e6]);
  });

  it('have simple packets, which have no time of their own', async () => {
    const writer = new Pcapng();
    const simple = packets.map(({ bytes }) => writer.simplePacket(bytes));
    const { said } = await read(
      Buffer.concat([writer.section(), writer.interface(RAW), ...simple]),
    );
    assert.deepEqual(said, SAID);
    // Cut by the limit of the interface.
    const cut = packets.map(({ bytes }) =>
      writer.simplePacket(bytes.subarray(0, 76), bytes.length),
    );
    const { said: part } = await read(
      Buffer.concat([writer.section(), writer.interface(RAW, [], 76), ...cut]),
    );
    assert.deepEqual(part.slice(1), ['1/0 inbound ping  of 1', '1/0 outbound pong  of 1']);
  });

  it('that end within a packet give what comes before, and say where they end', async () => {
    const writer = new Pcapng();
    const blocks = packets.map(({ bytes }) => writer.packet(bytes, 1n));
    for (const whole of [
      pcap(packets),
      Buffer.concat([writer.section(), writer.interface(RAW), ...blocks]),
    ]) {
      const cut = await read(whole.subarray(0, whole.length - 5));
      assert.equal(cut.error, undefined);
      assert.deepEqual(cut.said, SAID.slice(0, 2));
      const [damage] = cut.damages;
      assert.equal(damage!.offset + damage!.bytes, whole.length - 5);
      assert.equal(cut.damages.length, 1);
    }
  });

  it('that are damaged give what comes before, and an error that names the place', async () => {
    const writer = new Pcapng();
    const good = pcap(packets);
    const better = Buffer.concat([
      writer.section(),
      writer.interface(RAW),
      ...packets.map(({ bytes }) => writer.packet(bytes, 1n)),
    ]);
    const cases: [Buffer, RegExp][] = [
      [
        Buffer.concat([good, Buffer.alloc(64, 0xff)]),
        new RegExp(`bytes at offset ${good.length} cannot be`),
      ],
      [
        Buffer.concat([better, Buffer.alloc(64, 0xff)]),
        new RegExp(`at offset ${better.length} cannot be`),
      ],
      [
        Buffer.concat([better, writer.packet(Buffer.alloc(60), 1n, 9)]),
        /of an interface that is not described/,
      ],
      [
        Buffer.concat([better, writer.block(1, [Buffer.alloc(4)])]),
        /interface at offset \d+ is too short/,
      ],
      [
        Buffer.concat([better, writer.block(6, [Buffer.alloc(8)])]),
        /packet at offset \d+ is too short/,
      ],
      [
        Buffer.concat([better, writer.block(0xbad, [Buffer.alloc(8)]).fill(9, 16)]),
        /ends with another length than its own/,
      ],
    ];
    for (const [file, wanted] of cases) {
      const { said, error } = await read(file);
      assert.deepEqual(said, SAID);
      assert.match(error?.message ?? '', wanted);
    }
  });
});
