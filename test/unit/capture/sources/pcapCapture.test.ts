import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { temporaryDirectory } from '../../support/directory';
import {
  BEGIN,
  Dialogue,
  ethernet,
  FLAG,
  ip,
  MAGIC,
  pcap,
  tcp,
  versionPayload,
  wire,
  type TimedPacket,
} from '../../support/packets';
import { readSource, type ReadSource } from '../../support/readSource';
import { Random } from '../../support/random';

const NODE = { host: '10.0.0.1', port: 18444 };
const CLIENT = { host: '203.0.113.5', port: 50_000 };
const payload = (n: number): Buffer => Buffer.of(n);
const ping = (n: number): Buffer => wire('ping', payload(n));
const big = (n: number, size = 20_000): Buffer => wire('block', Buffer.alloc(size, n));

describe('packets that were captured', () => {
  const path = temporaryDirectory();
  let files = 0;

  function read(file: Buffer): Promise<ReadSource> {
    const name = path(`${files++}.pcap`);
    writeFileSync(name, file);
    return readSource(name);
  }

  const begin = (): Dialogue => new Dialogue(CLIENT, NODE).open();
  const of = (...dialogues: Dialogue[]): Promise<ReadSource> =>
    read(pcap(dialogues.flatMap(({ packets }) => packets)));

  it('give the messages of a connection, when it was opened and closed, and the node', async () => {
    const dialogue = begin()
      .say(0, wire('version', versionPayload('/client/')))
      .say(1, Buffer.concat([wire('version', versionPayload('/node/')), wire('verack')]))
      .say(0, Buffer.concat([wire('verack'), ping(1)]))
      .say(1, wire('pong', payload(1)))
      .close();
    const { said, nodes, events, damages, notes, error } = await of(dialogue);
    assert.equal(error, undefined);
    assert.deepEqual(said, [
      '1/0 opened inbound 1',
      '1/0 inbound version 94 bytes',
      '1/0 outbound version 92 bytes',
      '1/0 outbound verack',
      '1/0 inbound verack',
      '1/0 inbound ping 01',
      '1/0 outbound pong 01',
      '1/0 closed',
    ]);
    assert.deepEqual([damages, notes], [[], []]);
    const [opened] = events;
    assert.ok(opened?.kind === 'connection');
    assert.deepEqual(
      [opened.address, opened.connectionType, opened.network],
      ['203.0.113.5:50000', 'inbound', 1],
    );
    const { name, chain, userAgent } = nodes.get(1)!;
    assert.deepEqual([name, chain, userAgent], ['10.0.0.1', 'regtest', '/node/']);
    // Each has the time of the packet that completes it.
    const times = events.map(({ timeNs }) => (timeNs - events[0]!.timeNs) / 1e6);
    assert.deepEqual(times, [0, 3, 4, 4, 5, 5, 6, 8]);
  });

  it('are put in order, each byte once, however they came', async () => {
    const messages = Array.from({ length: 40 }, (_, n) => (n % 4 === 0 ? big(n, 3000) : ping(n)));
    const whole = begin().say(0, Buffer.concat(messages), 700).hear(1);
    const wanted = (await of(whole)).said;
    assert.equal(wanted.length, 41);
    const random = new Random(5);
    for (let round = 0; round < 30; round++) {
      const [head, rest] = [whole.packets.slice(0, 3), whole.packets.slice(3)];
      for (let swaps = 0; swaps < 12; swaps++) {
        const from = random.below(rest.length);
        const [packet] = rest.splice(from, 1);
        rest.splice(Math.min(rest.length, Math.max(0, from - 4 + random.below(9))), 0, packet!);
        // Some of them twice.
        if (random.below(2) === 0) rest.splice(random.below(rest.length), 0, packet!);
      }
      const { said, notes } = await read(pcap([...head, ...rest]));
      assert.deepEqual([said, notes], [wanted, []], `round ${round}`);
    }
  });

  it('may be sent again in other parts, and with other content, of which the first counts', async () => {
    const data = Buffer.concat([big(1, 2000), ping(2)]);
    const forged = Buffer.alloc(500, 9);
    const dialogue = begin();
    dialogue.raw(0, { ahead: 1000, data: data.subarray(1000, 1600) });
    dialogue.raw(0, { ahead: 1300, data: forged });
    dialogue.raw(0, { ahead: 800, data: data.subarray(800, 1200) });
    dialogue.raw(0, { ahead: 0, data: data.subarray(0, 900) });
    dialogue.raw(0, { ahead: 1600, data: data.subarray(1600) });
    const { said, notes, damages } = await of(dialogue);
    assert.deepEqual(said, ['1/0 opened inbound 1', '1/0 inbound ping 02']);
    // Bytes 1600 to 1800 are those of the forgery, which came first.
    assert.deepEqual(
      damages.map(({ bytes }) => bytes),
      [2024],
    );
    assert.match(notes.join('\n'), /^300 bytes were sent again with another content/);
  });

  it('are read over the end of the sequence numbers', async () => {
    for (const ahead of [1, 500, 2000, 40_000]) {
      const sequences: [number, number] = [2 ** 32 - ahead, 2 ** 32 - 3];
      const dialogue = new Dialogue(CLIENT, NODE, { sequences }).open();
      dialogue.say(0, Buffer.concat([big(1), ping(2)])).say(1, ping(3));
      const { packets } = dialogue;
      [packets[8], packets[9]] = [packets[9]!, packets[8]!];
      const { said, notes } = await read(pcap(packets));
      assert.deepEqual(said.slice(1), [
        '1/0 inbound block 20000 bytes',
        '1/0 inbound ping 02',
        '1/0 outbound ping 03',
      ]);
      assert.deepEqual(notes, []);
    }
  });

  it('that are missing are marked, and reading goes on with the next message', async () => {
    const dialogue = begin();
    dialogue.say(0, ping(1)).say(0, big(2)).say(0, ping(3)).hear(1);
    dialogue.wait(1500).say(0, ping(4));
    const all = dialogue.packets;
    // Amid the block: where it ends is known.
    const amid = await read(pcap([...all.slice(0, 7), ...all.slice(9)]));
    assert.deepEqual(amid.said, [
      '1/0 opened inbound 1',
      '1/0 inbound ping 01',
      '1 uncaptured 1/0 inbound ping 03',
      '1/0 inbound ping 04',
    ]);
    assert.match(amid.notes.join(), /^2,800 bytes of connections are missing in 1 place/);
    // What came before the gap was given up has its own time.
    assert.equal(amid.events[2]!.timeNs - amid.events[0]!.timeNs, 19e6);
    // With its header: the next one is looked for.
    const header = await read(pcap([...all.slice(0, 4), ...all.slice(5)]));
    assert.deepEqual(header.said.slice(2), [
      '1 uncaptured 1/0 inbound ping 03',
      '1/0 inbound ping 04',
    ]);
    // At the end nothing follows that tells it.
    const end = await read(pcap(all.slice(0, 12)));
    assert.match(end.notes.join(), /^1 message had not come whole/);
  });

  it('of which any are missing: what is given was said, in its order, and where it is not all is marked', async () => {
    const messages = Array.from({ length: 60 }, (_, n) =>
      n % 5 === 0 ? big(n, 4000 + n) : ping(n),
    );
    const dialogue = begin();
    messages.forEach((each) => dialogue.wait(300).say(0, each, 900).hear(1));
    const wanted = (await of(dialogue)).said.slice(1);
    const random = new Random(21);
    for (let round = 0; round < 40; round++) {
      const kept = dialogue.packets.filter((_, at) => at < 3 || random.below(25) > 0);
      const { said, damages } = await read(pcap(kept));
      assert.deepEqual(damages, []);
      let at = 0;
      for (const line of said.slice(1)) {
        const [, mark, message] = /^(\d+ uncaptured )?(.*)$/.exec(line)!;
        const found = wanted.indexOf(message!, at);
        assert.ok(found >= 0, `round ${round}: ${line}`);
        assert.equal(found > at, mark !== undefined, `round ${round}: ${line}`);
        at = found + 1;
      }
    }
  });

  it('that are missing are waited for while they may come', async () => {
    const dialogue = begin().say(0, ping(1)).say(0, big(2, 2000));
    const late = dialogue.packets.splice(4, 1);
    dialogue.say(0, ping(3)).wait(20_000).say(0, ping(4));
    const { said, notes, events } = await read(pcap([...dialogue.packets, ...late]));
    assert.deepEqual(said.slice(1), [
      '1/0 inbound ping 01',
      '1/0 inbound block 2000 bytes',
      '1/0 inbound ping 03',
      '1/0 inbound ping 04',
    ]);
    assert.deepEqual(notes, []);
    assert.ok(events.every(({ timeNs }, at) => at === 0 || timeNs >= 0));
  });

  it('may begin amid a connection', async () => {
    const dialogue = begin()
      .say(0, wire('version', versionPayload()))
      .say(1, Buffer.concat([big(1), ping(2), ping(3)]))
      .say(0, big(4))
      .say(0, ping(5))
      .hear(1)
      .close(1);
    // Without the handshake of TCP and the first half of the block.
    const { said, notes, damages, nodes } = await read(pcap(dialogue.packets.slice(10)));
    assert.deepEqual(said, [
      '1/0 outbound ping 02',
      '1/0 outbound ping 03',
      '1/0 inbound block 20000 bytes',
      '1/0 inbound ping 05',
      '1/0 closed',
    ]);
    assert.deepEqual([notes, damages], [[], []]);
    assert.equal(nodes.get(1)?.chain, 'regtest');
  });

  it('tell who has connected by who says version first, where the handshake of TCP is missing', async () => {
    const dialogue = begin().say(0, wire('version', versionPayload())).say(1, wire('verack'));
    const { events } = await read(pcap(dialogue.packets.slice(3)));
    const [first] = events;
    assert.ok(first?.kind === 'message');
    assert.equal(first.connectionType, 'inbound');
  });

  it('are cut by a snap length: messages are shown as far as they are there', async () => {
    const dialogue = begin()
      .say(0, Buffer.concat([big(1, 3000)]))
      .say(0, ping(2))
      .say(0, big(3, 500));
    const cut = (length: number): TimedPacket[] =>
      dialogue.packets.map(({ seconds, nanos, bytes }) => ({
        seconds,
        nanos: nanos ?? 0,
        bytes: bytes.subarray(0, length),
        length: bytes.length,
      }));
    const { said, notes, damages } = await read(pcap(cut(52 + 24 + 100)));
    assert.deepEqual(said, [
      '1/0 opened inbound 1',
      '1/0 inbound block 100 bytes of 3000',
      '1/0 inbound ping 02',
      '1/0 inbound block 100 bytes of 500',
    ]);
    assert.deepEqual([notes, damages], [[], []]);
    // Amid the connection too, where no checksum can confirm it.
    const later = await read(pcap(cut(52 + 24 + 100).slice(4)));
    assert.deepEqual(later.said, ['1/0 inbound ping 02', '1/0 inbound block 100 bytes of 500']);
  });

  it('of later connections of the same ports are of other peers', async () => {
    const first = begin().say(0, ping(1)).close();
    const second = new Dialogue(CLIENT, NODE, { sequences: [9_000_000, 7], ms: 100 }).open();
    second.say(0, ping(2)).reset(1);
    const third = new Dialogue(CLIENT, NODE, { sequences: [3e9, 2e9], ms: 200 }).open();
    third.say(0, ping(3));
    const fourth = new Dialogue(CLIENT, NODE, { sequences: [11, 12], ms: 300 }).open();
    fourth.say(1, ping(4));
    const { said } = await of(first, second, third, fourth);
    assert.deepEqual(said, [
      '1/0 opened inbound 1',
      '1/0 inbound ping 01',
      '1/0 closed',
      '1/1 opened inbound 1',
      '1/1 inbound ping 02',
      '1/1 closed',
      '1/2 opened inbound 1',
      '1/2 inbound ping 03',
      '1/2 closed',
      '1/3 opened inbound 1',
      '1/3 outbound ping 04',
    ]);
  });

  it('may say nothing new: what keeps a connection alive, and what is sent twice', async () => {
    const dialogue = begin().say(0, ping(1));
    dialogue
      .raw(0, { ahead: -1, data: Buffer.of(0) })
      .raw(1, { ahead: -1 })
      .hear(1);
    dialogue.packets.push(...dialogue.packets.slice(0, 4));
    dialogue.say(0, ping(2)).raw(0, { ahead: -25, data: ping(2).subarray(0, 25) });
    const { said, notes } = await of(dialogue);
    assert.deepEqual(said.slice(1), ['1/0 inbound ping 01', '1/0 inbound ping 02']);
    assert.deepEqual(notes, []);
  });

  it('whose checksum is wrong are left out, as a node does', async () => {
    const wrong = ping(2);
    wrong[20]! ^= 1;
    const dialogue = begin().say(0, ping(1)).say(0, wrong).say(0, ping(3));
    const { said, damages } = await of(dialogue);
    assert.deepEqual(said.slice(1), ['1/0 inbound ping 01', '1/0 inbound ping 03']);
    const before = dialogue.packets
      .slice(0, 4)
      .reduce((sum, { bytes }) => sum + 16 + bytes.length, 24);
    assert.deepEqual(
      damages.map(({ offset, bytes }) => [offset, bytes]),
      [[before, 25]],
    );
  });

  it('with bytes that are no message: the next message is found', async () => {
    const stray = Buffer.concat([Buffer.alloc(3000, 7), Buffer.from(MAGIC.regtest, 'hex')]);
    const dialogue = begin().say(0, Buffer.concat([ping(1), stray, ping(2), ping(3)]));
    const { said, damages } = await of(dialogue);
    assert.deepEqual(said.slice(1), [
      '1/0 inbound ping 01',
      '1/0 inbound ping 02',
      '1/0 inbound ping 03',
    ]);
    assert.deepEqual(
      damages.map(({ bytes }) => bytes),
      [3004],
    );
  });

  it('are of the chain that their magic says, or of a signet of somebody’s own', async () => {
    for (const [chain, magic] of Object.entries({ ...MAGIC, own: '01020304' })) {
      const end = { host: '10.0.0.1', port: 4242 };
      const dialogue = new Dialogue(CLIENT, end).open();
      dialogue
        .say(0, wire('version', versionPayload(), magic), 50)
        .say(1, wire('ping', payload(1), magic));
      const { said, nodes } = await of(dialogue);
      assert.deepEqual(
        said.slice(1),
        ['1/0 inbound version 92 bytes', '1/0 outbound ping 01'],
        chain,
      );
      assert.equal(nodes.get(1)?.chain, chain === 'own' ? 'signet' : chain);
    }
    // Amid a connection, of a magic that another connection makes plain.
    const early = new Dialogue({ host: '10.0.0.9', port: 5 }, NODE).open();
    early.say(0, wire('ping', payload(1), '01020304'));
    early.packets.splice(0, 3);
    const late = new Dialogue(CLIENT, NODE, { ms: 50 }).open();
    late.say(0, wire('version', versionPayload(), '01020304'));
    const { said } = await of(early, late);
    assert.equal(said[0], '1/0 inbound ping 01');
  });

  it('find the node by how many connections an end has', async () => {
    const outbound = (n: number): Dialogue => {
      const server = { host: `198.51.100.${n}`, port: 8333 };
      const client = { host: '203.0.113.200', port: 40_000 + n };
      const dialogue = new Dialogue(client, server, { ms: n * 10 }).open();
      return dialogue.say(0, wire('ping', payload(n), MAGIC.main));
    };
    const { said, events, nodes } = await of(...[1, 2, 3].map(outbound));
    assert.deepEqual(said, [
      '1/0 opened outbound 1',
      '1/0 outbound ping 01',
      '1/1 opened outbound 2',
      '1/1 outbound ping 02',
      '1/2 opened outbound 3',
      '1/2 outbound ping 03',
    ]);
    const addresses = events.map((event) => 'address' in event && event.address);
    assert.equal(addresses[5], '198.51.100.3:8333');
    assert.deepEqual(
      [nodes.size, nodes.get(1)?.name, nodes.get(1)?.chain],
      [1, '203.0.113.200', 'main'],
    );
    // Where both have as many, it is the one of a network of somebody's own; else the one that was connected to.
    const home = new Dialogue({ host: '192.168.1.2', port: 4000 }, { host: '8.8.8.8', port: 8333 });
    home.open().say(1, wire('ping', payload(1), MAGIC.main));
    assert.deepEqual((await of(home)).said, ['1/0 opened outbound 1', '1/0 inbound ping 01']);
    const abroad = new Dialogue({ host: '8.8.4.4', port: 4000 }, { host: '8.8.8.8', port: 8333 });
    abroad.open().say(1, wire('ping', payload(1), MAGIC.main));
    assert.deepEqual((await of(abroad)).said, ['1/0 opened inbound 1', '1/0 outbound ping 01']);
  });

  it('of several nodes: of several chains, and on one machine by their ports', async () => {
    const local = (from: number, to: number, magic: string, ms: number): Dialogue => {
      const [client, server] = [from, to].map((port) => ({ host: '127.0.0.1', port }));
      return new Dialogue(client!, server!, { ms })
        .open()
        .say(0, wire('ping', payload(to & 255), magic));
    };
    const { said, nodes, events } = await of(
      local(40_001, 11_000, MAGIC.regtest, 0),
      local(40_002, 11_001, MAGIC.regtest, 10),
      local(40_003, 11_000, MAGIC.regtest, 20),
      local(40_004, 38_333, MAGIC.signet, 30),
    );
    assert.deepEqual(
      said.filter((line) => line.includes('ping')),
      ['1/0 inbound ping f8', '2/0 inbound ping f9', '1/1 inbound ping f8', '3/0 inbound ping bd'],
    );
    assert.deepEqual(
      [...nodes.values()].map(({ name, chain }) => `${name} ${chain}`),
      ['127.0.0.1:11000 regtest', '127.0.0.1:11001 regtest', '127.0.0.1:38333 signet'],
    );
    const opened = events.find((event) => event.kind === 'connection');
    assert.equal(opened?.kind === 'connection' && opened.network, 0);
  });

  it('that are encrypted are named, and so are those that may be', async () => {
    const random = new Random(9);
    const handshake = (dialogue: Dialogue): Dialogue =>
      dialogue
        .open()
        .say(0, random.bytes(64 + 300))
        .say(1, random.bytes(64 + 100))
        .say(0, random.bytes(500));
    const usual = handshake(new Dialogue(CLIENT, { host: '10.0.0.1', port: 8333 })).close();
    const speaker = new Dialogue(
      { host: '203.0.113.9', port: 6 },
      { host: '10.0.0.1', port: 4000 },
      { ms: 40 },
    );
    speaker.open().say(0, ping(1));
    const other = handshake(new Dialogue(CLIENT, { host: '10.0.0.1', port: 4000 }, { ms: 60 }));
    const unknown = handshake(new Dialogue(CLIENT, { host: '10.0.0.1', port: 4001 }, { ms: 80 }));
    const text = new Dialogue(CLIENT, { host: '10.0.0.1', port: 18_444 }, { ms: 100 }).open();
    text.say(
      0,
      Buffer.from('GET / HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\nUser-Agent: none\r\n\r\n'),
    );
    const { said, notes, nodes } = await of(usual, speaker, other, unknown, text);
    assert.deepEqual(said, [
      '1/0 opened inbound 1',
      '1/0 closed',
      '2/0 opened inbound 1',
      '2/0 inbound ping 01',
      '2/1 opened inbound 2',
    ]);
    assert.deepEqual(
      [...nodes.values()].map(({ chain }) => chain),
      ['main', 'regtest'],
    );
    assert.deepEqual(notes, [
      '2 connections of 2.1 kB are encrypted (Bitcoin’s v2 transport): what is said there cannot be read.',
      '1 connection of 1.0 kB begins with random bytes, as Bitcoin’s encrypted v2 transport does; nothing else tells whether it is that.',
    ]);
  });

  it('are of any IP: IPv6 with headers in between, and in parts', async () => {
    const [a, b] = ['20010db8000000000000000000000001', '20010db8000000000000000000000002'];
    const [from, to] = [
      { host: a, port: 5 },
      { host: b, port: 8333 },
    ];
    const data = wire('ping', Buffer.alloc(3000, 4), MAGIC.main);
    const start = tcp({ from, to, sequence: 9, flags: FLAG.syn });
    const segment = tcp({ from, to, sequence: 10, data });
    const extensions = [
      { type: 0, bytes: Buffer.alloc(8) },
      { type: 60, bytes: Buffer.alloc(8) },
    ];
    const part = (offset: number, end: number): Buffer =>
      ip(a, b, segment.subarray(offset, end), {
        offset,
        more: end < segment.length,
        id: 77,
        extensions,
      });
    const parts = [part(0, 1200), part(1200, 2400), part(2400, segment.length)];
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0, 0],
      [2, 2, 1, 0],
    ]) {
      const packets = [ip(a, b, start), ...order.map((n) => parts[n]!)];
      const { said, events, notes } = await read(
        pcap(packets.map((bytes) => ({ seconds: BEGIN, bytes }))),
      );
      assert.deepEqual(said, ['1/0 opened inbound 1', '1/0 inbound ping 3000 bytes'], order.join());
      const [opened] = events;
      assert.ok(opened?.kind === 'connection');
      assert.equal(opened.address, '[2001:db8::1]:5');
      // What comes once more waits for the other parts of another packet.
      assert.equal(notes.length, order.join() === '1,2,0,0' ? 1 : 0);
    }
    const lost = [ip(a, b, start), parts[0]!, parts[2]!].map((bytes) => ({
      seconds: BEGIN,
      bytes,
    }));
    const { error } = await read(pcap(lost));
    assert.match(error!.message, /1 IP packet came in parts of which some are missing/);
  });

  it('in parts of IPv4, and behind VLAN tags', async () => {
    const { packets } = begin().say(0, wire('ping', Buffer.alloc(1000, 1)));
    const segment = packets[3]!.bytes.subarray(20);
    const parts = [
      ip(CLIENT.host, NODE.host, segment.subarray(0, 504), { more: true }),
      ip(CLIENT.host, NODE.host, segment.subarray(504), { offset: 504 }),
    ];
    const frames = [...packets.slice(0, 3).map(({ bytes }) => bytes), ...parts.reverse()];
    for (const tags of [[], [0x8100], [0x88a8, 0x8100]]) {
      const file = frames.map((bytes) => ({ seconds: BEGIN, bytes: ethernet(bytes, tags) }));
      const { said } = await read(pcap(file, { linkType: 1 }));
      assert.deepEqual(said, ['1/0 opened inbound 1', '1/0 inbound ping 1000 bytes']);
    }
  });

  it('without any message of Bitcoin: an error says what they are', async () => {
    const { packets } = new Dialogue(CLIENT, { host: '10.0.0.1', port: 80 })
      .open()
      .say(0, Buffer.alloc(500));
    const web = await read(pcap(packets));
    assert.match(
      web.error!.message,
      /has no message of Bitcoin’s v1 transport among its packets\.$/,
    );
    const air = await read(pcap(packets, { linkType: 127 }));
    assert.match(
      air.error!.message,
      /4 packets of 802\.11 with radiotap header \(link type 127\) were left out/,
    );
    assert.ok((await read(pcap([]))).error);
  });

  it('take bounded memory, whatever they claim', async () => {
    // Each connection holds a part of a message that never comes whole, and bytes behind a hole.
    const packets: TimedPacket[] = [];
    const chunk = Buffer.concat([
      wire('block', Buffer.alloc(4_000_000)).subarray(0, 24),
      Buffer.alloc(30_000),
    ]);
    for (let n = 0; n < 3000; n++) {
      const client = { host: `10.1.${n >> 8}.${n & 255}`, port: 9 };
      const dialogue = new Dialogue(client, NODE, { ms: n }).open().say(0, chunk, 60_000);
      dialogue.raw(0, { ahead: 5, data: chunk });
      packets.push(...dialogue.packets);
    }
    const last = new Dialogue(CLIENT, NODE, { ms: 5000 }).open().say(0, ping(1));
    const before = process.memoryUsage().arrayBuffers;
    const name = path('large.pcap');
    writeFileSync(name, pcap([...packets, ...last.packets]));
    packets.length = 0;
    let most = 0;
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 5);
    const { said, notes } = await readSource(name);
    clearInterval(timer);
    assert.equal(said.at(-1), '1/3000 inbound ping 01');
    assert.match(notes.join('\n'), /holes? in connections were given up for want of memory/);
    assert.ok(most - before < 400e6, `${most - before} bytes`);
  }).timeout(60_000);

  it('are given up to a record that cannot be one, and the hint says so', async () => {
    const file = pcap(begin().say(0, ping(1)).packets);
    const record = Buffer.alloc(16);
    record.writeUInt32LE(0x7fff_ffff, 8);
    record.writeUInt32LE(0x7fff_ffff, 12);
    const { said, error } = await read(Buffer.concat([file, record]));
    assert.deepEqual(said.at(-1), '1/0 inbound ping 01');
    assert.match(
      String(error),
      /cannot be read as a capture: .* Everything before that was delivered/,
    );
  });
});
