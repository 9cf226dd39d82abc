import { hash256 } from '../../../src/bitcoin/hash';

/** An end of a TCP connection. */
export interface Endpoint {
  /** `192.0.2.1` or 32 digits of hex. */
  host: string;
  port: number;
}

export interface TcpFields {
  from: Endpoint;
  to: Endpoint;
  sequence: number;
  acknowledgment?: number;
  flags?: number;
  data?: Buffer;
}

export interface TimedPacket {
  /** Unix seconds. */
  seconds: number;
  nanos?: number;
  bytes: Buffer;
  /** On the wire; that of `bytes` when absent. */
  length?: number;
  /** Of pcapng. */
  interface?: number;
}

export const FLAG = { fin: 1, syn: 2, rst: 4, push: 8, ack: 16 } as const;
export const MAGIC = {
  main: 'f9beb4d9',
  test: '0b110907',
  testnet4: '1c163f28',
  signet: '0a03cf40',
  regtest: 'fabfb5da',
} as const;

export function addressBytes(host: string): Buffer {
  return host.includes('.') ? Buffer.from(host.split('.').map(Number)) : Buffer.from(host, 'hex');
}

export function tcp({ from, to, sequence, acknowledgment, flags, data }: TcpFields): Buffer {
  const header = Buffer.alloc(32);
  header.writeUInt16BE(from.port, 0);
  header.writeUInt16BE(to.port, 2);
  header.writeUInt32BE(sequence >>> 0, 4);
  header.writeUInt32BE((acknowledgment ?? 0) >>> 0, 8);
  // With twelve bytes of options, as Linux sends a timestamp.
  header[12] = 8 << 4;
  header[13] = flags ?? FLAG.ack;
  header.writeUInt16BE(65_535, 14);
  header.fill(1, 20);
  return Buffer.concat([header, data ?? Buffer.alloc(0)]);
}

export interface IpFields {
  /** Of the payload, bytes before it. */
  offset?: number;
  more?: boolean;
  id?: number;
  /** IPv6: extension headers, type by type, in front of the payload. */
  extensions?: { type: number; bytes: Buffer }[];
}

/** An IP packet of either version, as the addresses are. */
export function ip(from: string, to: string, payload: Buffer, fields: IpFields = {}): Buffer {
  const [source, destination] = [addressBytes(from), addressBytes(to)];
  const { offset = 0, more = false, id = 7 } = fields;
  if (source.length === 4) {
    const header = Buffer.alloc(20);
    header[0] = 0x45;
    header.writeUInt16BE(20 + payload.length, 2);
    header.writeUInt16BE(id & 0xffff, 4);
    header.writeUInt16BE((offset >> 3) | (more ? 0x2000 : 0), 6);
    header[8] = 64;
    header[9] = 6;
    source.copy(header, 12);
    destination.copy(header, 16);
    return Buffer.concat([header, payload]);
  }
  const extensions = [...(fields.extensions ?? [])];
  if (offset > 0 || more || fields.id !== undefined) {
    const fragment = Buffer.alloc(8);
    fragment.writeUInt16BE(offset | (more ? 1 : 0), 2);
    fragment.writeUInt32BE(id, 4);
    extensions.push({ type: 44, bytes: fragment });
  }
  const parts = extensions.map(({ bytes }, at) => {
    const part = Buffer.from(bytes);
    part[0] = extensions[at + 1]?.type ?? 6;
    return part;
  });
  const rest = Buffer.concat([...parts, payload]);
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(rest.length, 4);
  header[6] = extensions[0]?.type ?? 6;
  header[7] = 64;
  source.copy(header, 8);
  destination.copy(header, 24);
  return Buffer.concat([header, rest]);
}

export function ethernet(packet: Buffer, tags: readonly number[] = []): Buffer {
  const header = Buffer.alloc(12 + 4 * tags.length + 2);
  tags.forEach((type, at) => header.writeUInt16BE(type, 12 + 4 * at));
  header.writeUInt16BE(etherType(packet), header.length - 2);
  return Buffer.concat([header, packet]);
}

export function etherType(packet: Buffer): number {
  return packet[0]! >> 4 === 4 ? 0x0800 : 0x86dd;
}

/** A message as Bitcoin's first transport has it. */
export function wire(
  type: string,
  payload: Buffer = Buffer.alloc(0),
  magic: string = MAGIC.regtest,
): Buffer {
  const header = Buffer.alloc(24);
  header.write(magic, 0, 'hex');
  header.write(type, 4, 12, 'latin1');
  header.writeUInt32LE(payload.length, 16);
  hash256(payload).copy(header, 20, 0, 4);
  return Buffer.concat([header, payload]);
}

/** A `version` message's payload. */
export function versionPayload(userAgent = '/test/'): Buffer {
  const fixed = Buffer.alloc(80);
  fixed.writeInt32LE(70016, 0);
  fixed.writeBigUInt64LE(1_700_000_000n, 12);
  const agent = Buffer.from(userAgent);
  return Buffer.concat([fixed, Buffer.of(agent.length), agent, Buffer.alloc(5)]);
}

export interface PcapOptions {
  linkType?: number;
  isBig?: boolean;
  nano?: boolean;
}

const RAW = 101;

/** A classic pcap file. */
export function pcap(packets: readonly TimedPacket[], options: PcapOptions = {}): Buffer {
  const { linkType = RAW, isBig = false, nano = false } = options;
  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    if (isBig) bytes.writeUInt32BE(value);
    else bytes.writeUInt32LE(value);
    return bytes;
  };
  const version = isBig ? Buffer.of(0, 2, 0, 4) : Buffer.of(2, 0, 4, 0);
  const magic = u32(nano ? 0xa1b23c4d : 0xa1b2c3d4);
  const parts = [magic, version, u32(0), u32(0), u32(262_144), u32(linkType)];
  for (const { seconds, nanos = 0, bytes, length = bytes.length } of packets) {
    const fraction = nano ? nanos : Math.floor(nanos / 1000);
    parts.push(u32(seconds), u32(fraction), u32(bytes.length), u32(length), bytes);
  }
  return Buffer.concat(parts);
}

type Option = readonly [code: number, value: Buffer];

/** Writes blocks of pcapng, in either byte order. */
export class Pcapng {
  constructor(private readonly isBig = false) {}

  section(): Buffer {
    return this.block(0x0a0d0d0a, [
      this.u32(0x1a2b3c4d),
      this.u16(1),
      this.u16(0),
      Buffer.alloc(8, 0xff),
    ]);
  }

  interface(linkType: number, options: readonly Option[] = [], snapLength = 0): Buffer {
    const fixed = [this.u16(linkType), this.u16(0), this.u32(snapLength)];
    return this.block(1, [...fixed, ...this.options(options)]);
  }

  /** @param ticks Its time, in units of its interface. */
  packet(
    bytes: Buffer,
    ticks: bigint,
    face = 0,
    length = bytes.length,
    options: readonly Option[] = [],
  ): Buffer {
    const time = [this.u32(Number(ticks >> 32n)), this.u32(Number(ticks & 0xffffffffn))];
    const fixed = [this.u32(face), ...time, this.u32(bytes.length), this.u32(length)];
    return this.block(6, [...fixed, padded(bytes), ...this.options(options)]);
  }

  simplePacket(bytes: Buffer, length = bytes.length): Buffer {
    return this.block(3, [this.u32(length), padded(bytes)]);
  }

  names(address: Buffer, name: string): Buffer {
    const value = Buffer.concat([address, Buffer.from(`${name}\0`)]);
    return this.block(4, [
      this.u16(address.length === 4 ? 1 : 2),
      this.u16(value.length),
      padded(value),
      this.u32(0),
    ]);
  }

  block(type: number, body: readonly Buffer[]): Buffer {
    const content = Buffer.concat(body);
    const length = this.u32(12 + content.length);
    return Buffer.concat([this.u32(type), length, content, length]);
  }

  u64(value: bigint): Buffer {
    const bytes = Buffer.alloc(8);
    if (this.isBig) bytes.writeBigInt64BE(value);
    else bytes.writeBigInt64LE(value);
    return bytes;
  }

  private options(options: readonly Option[]): Buffer[] {
    if (options.length === 0) return [];
    return [...options, [0, Buffer.alloc(0)] as const].flatMap(([code, value]) => [
      this.u16(code),
      this.u16(value.length),
      padded(value),
    ]);
  }

  private u16(value: number): Buffer {
    const bytes = Buffer.alloc(2);
    if (this.isBig) bytes.writeUInt16BE(value);
    else bytes.writeUInt16LE(value);
    return bytes;
  }

  private u32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    if (this.isBig) bytes.writeUInt32BE(value);
    else bytes.writeUInt32LE(value);
    return bytes;
  }
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

/** Seconds of the first packet of a {@link Dialogue}. */
export const BEGIN = 1_700_000_000;

/** A TCP connection whose packets are written one after the other, 1 ms apart. */
export class Dialogue {
  /** In the order in which they were sent: a test may take some away, or move them. */
  readonly packets: TimedPacket[] = [];
  private readonly next: [number, number];
  private ms: number;

  constructor(
    readonly client: Endpoint,
    readonly server: Endpoint,
    { sequences = [1000, 5000], ms = 0 }: { sequences?: [number, number]; ms?: number } = {},
  ) {
    this.next = [...sequences];
    this.ms = ms;
  }

  open(): this {
    this.send(0, FLAG.syn, undefined, 1);
    this.send(1, FLAG.syn | FLAG.ack, undefined, 1);
    this.send(0, FLAG.ack);
    return this;
  }

  /** @param side 0 the client, 1 the server. @param size Bytes of a segment at most. */
  say(side: 0 | 1, data: Buffer, size = 1400): this {
    for (let at = 0; at < data.length; at += size)
      this.send(side, FLAG.ack | FLAG.push, data.subarray(at, at + size));
    return this;
  }

  /** The other side has heard everything. */
  hear(side: 0 | 1): this {
    this.send(side, FLAG.ack);
    return this;
  }

  close(side: 0 | 1 = 0): this {
    const other = side === 0 ? 1 : 0;
    this.send(side, FLAG.fin | FLAG.ack, undefined, 1);
    this.send(other, FLAG.fin | FLAG.ack, undefined, 1);
    this.send(side, FLAG.ack);
    return this;
  }

  reset(side: 0 | 1 = 0): this {
    this.send(side, FLAG.rst);
    return this;
  }

  /** Goes on so many ms later. */
  wait(ms: number): this {
    this.ms += ms;
    return this;
  }

  /** Any segment. @param data What is taken from the sequence that it has. */
  raw(side: 0 | 1, fields: { ahead?: number; flags?: number; data?: Buffer }): this {
    const { ahead = 0, flags = FLAG.ack, data } = fields;
    this.push(side, this.next[side] + ahead, flags, data);
    return this;
  }

  private send(side: 0 | 1, flags: number, data?: Buffer, counts = 0): void {
    this.push(side, this.next[side], flags, data);
    this.next[side] += (data?.length ?? 0) + counts;
  }

  private push(side: 0 | 1, sequence: number, flags: number, data: Buffer | undefined): void {
    const [from, to] = side === 0 ? [this.client, this.server] : [this.server, this.client];
    const acknowledgment = flags & FLAG.ack ? this.next[side === 0 ? 1 : 0] : 0;
    const segment = tcp({ from, to, sequence, acknowledgment, flags, ...(data && { data }) });
    const ms = this.ms++;
    this.packets.push({
      seconds: BEGIN + Math.floor(ms / 1000),
      nanos: (ms % 1000) * 1e6,
      bytes: ip(from.host, to.host, segment),
    });
  }
}
