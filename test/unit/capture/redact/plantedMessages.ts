import { Random } from '../../support/random';

/** A message of which nothing may be left: where it says who somebody is, or may say anything. */
export interface Planted {
  type: string;
  payload: Buffer;
  /** What must not be found after any redaction. */
  secrets: Buffer[];
  /** What must not be found where transactions are replaced. */
  chainSecrets: Buffer[];
}

const random = new Random(14);

/** Collects what is planted in one message. */
class Plants {
  readonly secrets: Buffer[] = [];
  readonly chainSecrets: Buffer[] = [];

  any(length: number): Buffer {
    return this.keep(random.bytes(length));
  }

  hash(length = 32): Buffer {
    const bytes = random.bytes(length);
    this.chainSecrets.push(bytes);
    return bytes;
  }

  /** Bytes that are found by themselves though they are part of something longer. */
  keep(bytes: Buffer): Buffer {
    this.secrets.push(bytes);
    return bytes;
  }

  name(text: string): Buffer {
    return this.keep(Buffer.from(text));
  }

  ipv4(): Buffer {
    return this.keep(Buffer.from([91, ...random.bytes(3)]));
  }

  mapped(): Buffer {
    return Buffer.concat([Buffer.alloc(10), Buffer.alloc(2, 0xff), this.ipv4()]);
  }

  ipv6(...prefix: number[]): Buffer {
    return Buffer.concat([Buffer.from(prefix), this.any(16 - prefix.length)]);
  }
}

const u16 = (n: number): Buffer => Buffer.from([n & 0xff, n >> 8]);
const u32 = (n: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n);
  return bytes;
};
const u64 = (n: number): Buffer => Buffer.concat([u32(n % 2 ** 32), u32(Math.floor(n / 2 ** 32))]);
const port = (): Buffer => Buffer.from([0xc3, 0x50]);
const sized = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([bytes.length]), bytes]);
const long = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0xfd]), u16(bytes.length), bytes]);
const list = (...entries: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([entries.length]), ...entries]);
const TIME = 1_700_000_000;

type Build = (p: Plants) => Buffer[];

const service = (p: Plants, address: Buffer): Buffer => Buffer.concat([u64(9), address, port()]);
const v2 = (network: number, address: Buffer): Buffer =>
  Buffer.concat([u32(TIME), Buffer.from([9, network]), sized(address), port()]);
const header = (p: Plants): Buffer =>
  Buffer.concat([u32(4), p.hash(), p.hash(), u32(TIME), u32(0x207fffff), p.hash(4)]);
const transaction = (p: Plants): Buffer =>
  Buffer.concat([
    u32(2),
    Buffer.from([0, 1]),
    list(Buffer.concat([p.hash(), u32(0), sized(p.hash(20)), u32(0xffffffff)])),
    list(Buffer.concat([p.hash(8), sized(p.hash(22))])),
    list(sized(p.hash(40))),
    p.hash(4),
  ]);
const inventory: Build = (p) => [
  list(...[1, 2, 5].map((type) => Buffer.concat([u32(type), p.hash()]))),
];
const locator: Build = (p) => [u32(70016), list(p.hash(), p.hash()), p.hash()];
const range: Build = (p) => [Buffer.from([0]), u32(7), p.hash()];

/** Each message type, well-formed. */
const BUILDS: Readonly<Record<string, Build>> = {
  version: (p) => [
    u32(70016),
    u64(9),
    u64(TIME),
    service(p, p.mapped()),
    service(p, p.ipv6(0x2a, 0x01)),
    p.any(8),
    sized(
      Buffer.concat([
        Buffer.from('/Satoshi:30.0.0('),
        p.name('node7.example.net'),
        Buffer.from('; '),
        p.name('91.4.5.6'),
        Buffer.from(')/'),
        p.name('mallory'),
        Buffer.from(':'),
        p.name('10.20.30.40'),
        Buffer.from('/Knots:20240801/'),
      ]),
    ),
    u32(840_000),
    Buffer.from([1]),
  ],
  verack: () => [],
  wtxidrelay: () => [],
  sendaddrv2: () => [],
  sendheaders: () => [],
  getaddr: () => [],
  mempool: () => [],
  filterclear: () => [],
  sendcmpct: () => [Buffer.from([1]), u64(2)],
  sendtxrcncl: (p) => [u32(1), p.any(8)],
  feature: (p) => [sized(p.name('alice-secret')), sized(p.any(30))],
  ping: (p) => [p.any(8)],
  pong: (p) => [p.any(8)],
  addr: (p) => [
    list(
      ...[
        p.mapped(),
        p.ipv6(0x2a, 0x02),
        p.ipv6(0xfd, 0x87, 0xd8, 0x7e, 0xeb, 0x43),
        p.ipv6(0xfd, 0x6b, 0x88, 0xc0, 0x87, 0x24),
        p.ipv6(0xfe, 0x80, 0, 0, 0, 0, 0, 0),
        p.ipv6(0xfc),
      ].map((ip) => Buffer.concat([u32(TIME), service(p, ip)])),
    ),
  ],
  addrv2: (p) => [
    list(
      v2(1, p.ipv4()),
      v2(2, p.ipv6(0x2a, 0x03)),
      v2(2, p.mapped()),
      v2(3, p.any(10)),
      v2(4, p.any(32)),
      v2(5, p.any(32)),
      v2(6, p.ipv6(0xfc)),
      v2(7, p.ipv6(0x02)),
      v2(0x2a, p.any(9)),
      v2(0, p.any(11)),
    ),
  ],
  inv: inventory,
  getdata: inventory,
  notfound: inventory,
  getblocks: locator,
  getheaders: locator,
  headers: (p) => [list(Buffer.concat([header(p), Buffer.from([0])]))],
  tx: (p) => [transaction(p)],
  block: (p) => [header(p), list(transaction(p), transaction(p))],
  feefilter: () => [u64(1000)],
  cmpctblock: (p) => [
    header(p),
    p.hash(8),
    list(p.hash(6), p.hash(6)),
    list(Buffer.concat([Buffer.from([0]), transaction(p)])),
  ],
  getblocktxn: (p) => [p.hash(), list(Buffer.from([1]), Buffer.from([3]))],
  blocktxn: (p) => [p.hash(), list(transaction(p))],
  merkleblock: (p) => [header(p), u32(2), list(p.hash(), p.hash()), sized(Buffer.from([7]))],
  filterload: (p) => [sized(p.any(40)), u32(11), p.any(4), Buffer.from([1])],
  filteradd: (p) => [sized(p.any(32))],
  getcfilters: range,
  getcfheaders: range,
  getcfcheckpt: (p) => [Buffer.from([0]), p.hash()],
  cfilter: (p) => [
    Buffer.from([0]),
    p.hash(),
    sized(Buffer.concat([Buffer.from([3]), p.hash(25)])),
  ],
  cfheaders: (p) => [Buffer.from([0]), p.hash(), p.hash(), list(p.hash(), p.hash())],
  cfcheckpt: (p) => [Buffer.from([0]), p.hash(), list(p.hash())],
  alert: (p) => [
    sized(
      Buffer.concat([
        p.any(4),
        p.any(8),
        p.any(8),
        p.any(8),
        list(p.any(4)),
        p.any(8),
        list(sized(p.name('/agent of bob/'))),
        p.any(4),
        sized(p.name('call alice')),
        sized(p.name('host91.example.org')),
        sized(p.name('reserved')),
        p.any(9),
      ]),
    ),
    sized(p.any(70)),
  ],
  reject: (p) => [
    sized(p.name('sectype')),
    Buffer.from([0x10]),
    sized(
      Buffer.concat([
        Buffer.from('bad-txns-inputs from '),
        p.name('91.7.8.9'),
        Buffer.from(' '),
        p.name('mallory'),
      ]),
    ),
    p.hash(),
  ],
};

/** Payloads that break, by what a well-formed beginning is followed by. */
const BROKEN: readonly (readonly [string, Build])[] = [
  [
    'addr',
    (p) => [Buffer.from([2]), u32(TIME), service(p, p.mapped()), u32(TIME), u64(9), p.any(12)],
  ],
  ['addr', (p) => [Buffer.from([0xfd, 1, 0]), p.any(30)]],
  ['addr', (p) => [Buffer.from([0xff]), p.any(8), p.any(20)]],
  ['addrv2', (p) => [Buffer.from([1]), u32(TIME), Buffer.from([9, 1]), sized(p.any(16)), port()]],
  ['addrv2', (p) => [Buffer.from([1]), u32(TIME), Buffer.from([9, 9]), long(p.any(600)), port()]],
  ['addrv2', (p) => [Buffer.from([1]), u32(TIME), Buffer.from([9, 5, 32]), p.any(20)]],
  ['inv', (p) => [Buffer.from([0xfe]), p.any(60)]],
  ['version', (p) => [u32(70016), u64(9), u64(TIME), u64(9), p.any(12)]],
  [
    'version',
    (p) => [
      u32(70016),
      u64(9),
      u64(TIME),
      service(p, p.mapped()),
      service(p, p.mapped()),
      p.any(8),
      Buffer.from([90]),
      p.name('a-user-agent-that-is-cut'),
    ],
  ],
  ['version', (p) => [u32(70016), u64(9), u64(TIME), service(p, p.ipv6(0x2a)), p.any(7)]],
  ['tx', (p) => [transaction(p).subarray(0, 43), Buffer.from([200]), p.any(50)]],
  ['feature', (p) => [long(p.any(300)), p.any(10)]],
  ['reject', (p) => [sized(p.any(30))]],
  ['alert', (p) => [sized(p.any(60)), Buffer.from([0xfd]), p.any(9)]],
  ['filterload', (p) => [Buffer.from([40]), p.any(20)]],
  ['cmpctblock', (p) => [header(p), p.hash(8), Buffer.from([9]), p.any(5)]],
];

function planted(type: string, build: Build, more: Build = () => []): Planted {
  const plants = new Plants();
  const payload = Buffer.concat([...build(plants), ...more(plants)]);
  const { secrets, chainSecrets } = plants;
  return { type, payload, secrets, chainSecrets: chainSecrets.filter(({ length }) => length > 3) };
}

/** Every message type, as it is sent. */
export const WELL_FORMED: readonly Planted[] = Object.entries(BUILDS).map(([type, build]) =>
  planted(type, build),
);

/** The same with more bytes, in part, malformed, and of types that nobody knows. */
export const ODD: readonly Planted[] = [
  ...Object.entries(BUILDS).map(([type, build]) => planted(type, build, (p) => [p.any(24)])),
  ...BROKEN.map(([type, build]) => planted(type, build)),
  planted('mallorys-own', (p) => [p.any(50), p.name('91.92.93.94'), p.mapped()]),
  planted('xupdate', (p) => [p.any(50)]),
];
