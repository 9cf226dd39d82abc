import assert from 'node:assert/strict';
import { sha3_256 } from '@noble/hashes/sha3';
import { readAddress, writeAddress } from '../../../../src/capture/redact/addressText';
import { hostOfIp, ipOfHost, Network } from '../../../../src/capture/redact/host';
import { Hosts } from '../../../../src/capture/redact/hosts';
import { Secret } from '../../../../src/capture/redact/secret';
import { Tools } from '../../../../src/capture/redact/tools';
import { Random } from '../../support/random';

const KEY = Buffer.alloc(32, 3);
const tools = new Tools({ key: KEY });
const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
const I2P = 'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p';

describe('stand-ins of hosts', () => {
  it('are of the same network, and plainly none of it', () => {
    const forms: [string, RegExp][] = [
      ['1.2.3.4:8333', /^2(4\d|5[0-4])\.\d+\.\d+\.\d+:8333$/],
      ['127.0.0.1:45000', /^127\.(12[89]|1[3-9]\d|2\d\d)\.\d+\.\d+:\d+$/],
      ['192.168.1.7:8333', /^198\.1[89]\.\d+\.\d+:8333$/],
      ['10.0.0.1:8333', /^198\.1[89]\.\d+\.\d+:8333$/],
      ['[2a01:4f8::17]:8333', /^\[2001:db8:[0-9a-f:]+\]:8333$/],
      ['[::1]:18444', /^\[fd00:db8:[0-9a-f:]+\]:18444$/],
      ['[fe80::1%eth0]:8333', /^\[fe80::[0-9a-f:]+\]:8333$/],
      ['[fd12:3456::1]:8333', /^\[fd00:db8:[0-9a-f:]+\]:8333$/],
      ['[fc32:17ea:e415:c3bf:9808:149d:b5a2:c9aa]:8333', /^\[fc00:db8:[0-9a-f:]+\]:8333$/],
      [`${ONION}:8333`, /^redacted[a-z2-7]{48}\.onion:8333$/],
      ['expyuzz4wqqyqhjn.onion:8333', /^redacted[a-z2-7]{8}\.onion:8333$/],
      [`${I2P}:0`, /^redacted[a-z2-7]{44}\.b32\.i2p:0$/],
      ['node.example.org:8333', /^host-[0-9a-f]{16}\.invalid:8333$/],
      ['localhost', /^host-[0-9a-f]{16}\.invalid$/],
      ['1.2.3.4', /^2(4\d|5[0-4])\.\d+\.\d+\.\d+$/],
      ['2a01:4f8::17', /^2001:db8:[0-9a-f:]+$/],
    ];
    for (const [text, expected] of forms) {
      assert.match(tools.address(text), expected, text);
      assert.ok(!tools.address(text).includes(text.replace(/:\d+$/, '')), text);
    }
    for (const none of ['', '0.0.0.0:0', '[::]:0']) assert.equal(tools.address(none), none);
  });

  it('are what they were when the memory of what they stand for has other bytes', () => {
    const { hosts } = new Tools({ key: KEY });
    const all: [network: Network, bytes: Buffer][] = [
      [Network.IPv4, Buffer.alloc(4)],
      [Network.IPv4, Buffer.alloc(4, 0xff)],
      [Network.IPv4, Buffer.from([1, 2, 3, 4])],
      [Network.IPv6, Buffer.alloc(16)],
      [Network.IPv6, Buffer.alloc(16, 0x2a)],
    ];
    for (const [network, bytes] of all) {
      const again = Buffer.from(bytes);
      const standIn = Buffer.from(hosts.standIn({ network, bytes }).bytes);
      // As the next run of frames does.
      bytes.fill(0x5e);
      assert.deepEqual(Buffer.from(hosts.standIn({ network, bytes: again }).bytes), standIn);
    }
  });

  it('are the same in each form of an address, and with each port', () => {
    const { hosts } = new Tools({ key: KEY });
    const of = (text: string): string => tools.address(text).replace(/:\d+$/, '');
    assert.equal(of('1.2.3.4:8333'), of('1.2.3.4:50000'));
    assert.equal(of('[2a01:4F8:0::17]:1'), of('[2a01:4f8::17]:2'));
    assert.equal(of(`${ONION.toUpperCase()}:1`), of(`${ONION}:2`));
    const standIn = hosts.standIn({ network: Network.IPv4, bytes: Buffer.from([1, 2, 3, 4]) });
    assert.equal(of('1.2.3.4:8333'), standIn.bytes.join('.'));
    const mapped = Buffer.from('00000000000000000000ffff01020304', 'hex');
    assert.equal(
      of('1.2.3.4:1'),
      ipOfHost(hosts.standIn(hostOfIp(mapped)))
        .subarray(12)
        .join('.'),
    );
    assert.equal(of('[::ffff:1.2.3.4]:1'), of('1.2.3.4:1'));
    const { host } = readAddress(`${ONION}:8333`);
    assert.equal(host.bytes.length, 32);
    assert.equal(writeAddress({ host: hosts.standIn(host), port: 1 }), `${of(`${ONION}:1`)}:1`);
    assert.equal(new Tools({ key: KEY }).address('1.2.3.4:8333'), tools.address('1.2.3.4:8333'));
    assert.notEqual(new Tools({}).address('1.2.3.4:8333'), tools.address('1.2.3.4:8333'));
  });

  it('have the checksum of an onion address', () => {
    const [name = ''] = tools.address(`${ONION}:8333`).split('.');
    const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
    const bits = name.replace(/./g, (c) => alphabet.indexOf(c).toString(2).padStart(5, '0'));
    const bytes = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
    const key = bytes.subarray(0, 32);
    const sum = sha3_256(Buffer.concat([Buffer.from('.onion checksum'), key, Buffer.from([3])]));
    assert.deepEqual(bytes.subarray(32), Buffer.from([sum[0]!, sum[1]!, 3]));
  });

  it('read and write addresses as Core does', () => {
    for (const text of [
      '1.2.3.4:8333',
      '[2a01:4f8::17]:8333',
      '[::1]:1',
      '[1:2:3:4:5:6:7:8]:9',
      '[fc32:17ea:e415:c3bf:9808:149d:b5a2:c9aa]:8333',
      `${ONION}:8333`,
      'expyuzz4wqqyqhjn.onion:8333',
      `${I2P}:0`,
      'node.example.org:8333',
    ])
      assert.equal(writeAddress(readAddress(text)), text);
  });

  it('are different ones for hundreds of thousands of addresses', () => {
    const hosts = new Hosts(new Secret(KEY));
    const random = new Random(1);
    const seen = new Map<string, string>();
    const addresses = new Set<string>();
    for (let i = 0; i < 200_000; i++) {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(0x0b000000 + random.below(0x64000000));
      const text = bytes.join('.');
      const standIn = hosts.standIn({ network: Network.IPv4, bytes }).bytes.join('.');
      assert.equal(seen.get(standIn) ?? text, text);
      seen.set(standIn, text);
      addresses.add(text);
    }
    assert.equal(seen.size, addresses.size);
    // Long forgotten, and found again.
    for (const [standIn, text] of [...seen].slice(0, 500)) {
      const bytes = Buffer.from(text.split('.').map(Number));
      assert.equal(hosts.standIn({ network: Network.IPv4, bytes }).bytes.join('.'), standIn);
    }
  }).timeout(120_000);

  it('are different ones also where the local ones run out', () => {
    const hosts = new Hosts(new Secret(KEY));
    const seen = new Set<string>();
    const first = new Map<number, string>();
    for (let i = 1; i <= 70_000; i++) {
      const bytes = Buffer.from([10, i >> 16, (i >> 8) & 0xff, i & 0xff]);
      const standIn = hosts.standIn({ network: Network.IPv4, bytes }).bytes.join('.');
      assert.match(standIn, i <= 65_536 ? /^198\.1[89]\./ : /^2[45]\d\./);
      seen.add(standIn);
      if (i <= 10 || i > 69_990) first.set(i, standIn);
    }
    assert.equal(seen.size, 70_000);
    for (const [i, standIn] of first) {
      const bytes = Buffer.from([10, i >> 16, (i >> 8) & 0xff, i & 0xff]);
      assert.equal(hosts.standIn({ network: Network.IPv4, bytes }).bytes.join('.'), standIn);
    }
  }).timeout(120_000);

  it('have other ports, but for those of Bitcoin', () => {
    const hosts = new Hosts(new Secret(KEY));
    const host = { network: Network.IPv4, bytes: Buffer.from([1, 2, 3, 4]) };
    const other = { network: Network.IPv4, bytes: Buffer.from([1, 2, 3, 5]) };
    const seen = new Set<number>();
    let same = 0;
    let alike = 0;
    for (let port = 0; port < 65_536; port++) {
      const mapped = hosts.port(host, port);
      seen.add(mapped);
      if (mapped === port) same++;
      if (mapped === hosts.port(other, port)) alike++;
    }
    assert.equal(seen.size, 65_536);
    // Six are kept, and chance keeps one or another.
    assert.ok(same >= 6 && same < 20, `${same}`);
    assert.ok(alike >= 6 && alike < 20, `${alike}`);
    for (const kept of [0, 8333, 18333, 48333, 38333, 18444])
      assert.equal(hosts.port(host, kept), kept);
  }).timeout(120_000);
});
