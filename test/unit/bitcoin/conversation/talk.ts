import { Conversations, neededBytes } from '../../../../src/bitcoin/conversation/conversations';
import type { Finding } from '../../../../src/bitcoin/conversation/finding';
import { hash256 } from '../../../../src/bitcoin/hash';
import type { Chain } from '../../../../src/bitcoin/read/payload';

export const NETWORK = 0x409n;
export const BLOOM = 4n;
export const COMPACT_FILTERS = 0x40n;

export interface SaidVersion {
  version?: number;
  services?: bigint;
  nonce?: bigint;
  relay?: boolean;
}

const NOTHING = Buffer.alloc(0);
/** A nonce. */
const GREETING = Buffer.from('greeting');

/** A conversation that a test makes up, and what is found in it. */
export class Talk {
  readonly findings: Finding[] = [];
  readonly listener: Conversations;
  peer = 1;
  row = 0;
  timeNs = 1e9;

  /** @param type Of the connection. */
  constructor(
    readonly type = 'inbound',
    chain: Chain | undefined = 'regtest',
  ) {
    this.listener = new Conversations(
      (finding) => this.findings.push(finding),
      () => chain,
    );
  }

  /** Ids of the rules that were told. */
  get rules(): string[] {
    return this.findings.map(({ rule }) => rule.id);
  }

  /** The same, of others than a kind of connection brings with it. */
  get id() {
    return { pid: 7, peer: this.peer };
  }

  private event() {
    this.timeNs += 1e6;
    return { row: this.row++, timeNs: this.timeNs };
  }

  wait(seconds: number): this {
    this.timeNs += seconds * 1e9;
    return this;
  }

  opens(): this {
    this.listener.opened(this.id, this.type, this.event());
    return this;
  }

  closes(): this {
    this.listener.closed(this.id, this.event());
    return this;
  }

  punishes(reason: string): this {
    this.listener.misbehaving(this.id, this.event(), reason);
    return this;
  }

  /** The node takes a transaction into its mempool. @param fee Satoshi. */
  accepts(txid: Uint8Array, fee: number, vsize: number): this {
    this.listener.accepted(this.id.pid, this.event(), txid, 0, fee, vsize);
    return this;
  }

  refuses(txid: Uint8Array, reason: string): this {
    this.listener.refused(this.id.pid, this.event(), txid, 0, reason);
    return this;
  }

  /** The node connects a block. */
  connects(hash: Uint8Array, height: number): this {
    this.listener.connected(hash, 0, height);
    return this;
  }

  evicts(): this {
    this.listener.evicted(this.id, this.event());
    return this;
  }

  /** The peer says something. @param size Bytes that it has where fewer were captured. */
  in(messageType: string, payload: Buffer = NOTHING, size = payload.length): this {
    return this.say(true, messageType, payload, size);
  }

  /** The node says something. */
  out(messageType: string, payload: Buffer = NOTHING, size = payload.length): this {
    return this.say(false, messageType, payload, size);
  }

  /** Both say hello, as Core does. */
  greets({ peer = {}, node = {} }: { peer?: SaidVersion; node?: SaidVersion } = {}): this {
    const [first, second] = this.type === 'inbound' ? [true, false] : [false, true];
    this.say(first, 'version', version(first ? peer : node));
    this.say(second, 'version', version(second ? peer : node));
    for (const inbound of [false, true])
      for (const type of ['wtxidrelay', 'sendaddrv2', 'verack']) this.say(inbound, type);
    this.out('sendcmpct', sendcmpct(0)).out('ping', GREETING);
    return this.in('sendcmpct', sendcmpct(0)).in('pong', GREETING);
  }

  private say(
    inbound: boolean,
    messageType: string,
    payload: Buffer = NOTHING,
    size = payload.length,
  ): this {
    const whole = size === payload.length;
    // As much of it as is read of a capture.
    const read = payload.subarray(0, neededBytes(messageType));
    const heard = { ...this.event(), inbound, messageType, payload: read, size, whole };
    this.listener.message(this.id, this.type, heard);
    return this;
  }
}

/** A connection after its handshake. */
export function talk(type?: string, said?: { peer?: SaidVersion; node?: SaidVersion }): Talk {
  return new Talk(type).opens().greets(said);
}

let nonces = 1n;

export function version({
  version: number = 70016,
  services = NETWORK,
  nonce = nonces++,
  relay = true,
}: SaidVersion = {}): Buffer {
  const bytes = Buffer.alloc(86);
  bytes.writeInt32LE(number, 0);
  bytes.writeBigUInt64LE(services, 4);
  bytes.writeBigUInt64LE(nonce, 72);
  bytes[85] = Number(relay);
  return bytes;
}

export function sendcmpct(high: number, number = 2n): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = high;
  bytes.writeBigUInt64LE(number, 1);
  return bytes;
}

export function count(value: number): Buffer {
  if (value < 0xfd) return Buffer.of(value);
  if (value <= 0xffff) return Buffer.of(0xfd, value & 0xff, value >> 8);
  const bytes = Buffer.alloc(5, 0xfe);
  bytes.writeUInt32LE(value, 1);
  return bytes;
}

export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

/** A hash that no other number has. */
export function hashOf(number: number): Buffer {
  return hash256(Buffer.from(String(number)));
}

export function inventory(type: number, ...hashes: Uint8Array[]): Buffer {
  const entries = hashes.map((hash) => {
    const entry = Buffer.alloc(36);
    entry.writeUInt32LE(type);
    entry.set(hash, 4);
    return entry;
  });
  return Buffer.concat([count(hashes.length), ...entries]);
}

/** So many entries, all bytes of which are zeros. */
export function many(number: number, bytes: number): Buffer {
  return Buffer.concat([count(number), Buffer.alloc(number * bytes)]);
}

/** A transaction without witnesses. @param lockTime Tells it from others. */
export function transaction(lockTime: number): Buffer {
  const bytes = Buffer.alloc(4 + 1 + 41 + 1 + 9 + 4);
  bytes[0] = 2;
  bytes[4] = 1;
  bytes[46] = 1;
  bytes.writeUInt32LE(lockTime, bytes.length - 4);
  return bytes;
}

/** The same with a witness, which its txid does not cover. */
export function witnessTransaction(lockTime: number): Buffer {
  const plain = transaction(lockTime);
  const witness = Buffer.of(1, 1, 0xaa);
  const end = plain.length - 4;
  return Buffer.concat([
    plain.subarray(0, 4),
    Buffer.of(0, 1),
    plain.subarray(4, end),
    witness,
    plain.subarray(end),
  ]);
}

const EASIEST = 0x207fffff;

/** A header of regtest. @param worked Whether its hash reaches its target. */
export function header(
  previous: Uint8Array = Buffer.alloc(32),
  worked = true,
  bits = EASIEST,
): Buffer {
  const bytes = Buffer.alloc(80);
  bytes.set(previous, 4);
  bytes.writeUInt32LE(bits, 72);
  for (let nonce = 0; ; nonce++) {
    bytes.writeUInt32LE(nonce, 76);
    if (hash256(bytes)[31]! < 0x80 === worked) return bytes;
  }
}

/** A block as `cmpctblock` has it, with one transaction. @param position Of that, in the block. */
export function compactBlock(of: Uint8Array = header(), position = 0): Buffer {
  const prefilled = [count(1), count(position), transaction(1)];
  return Buffer.concat([of, Buffer.alloc(8), count(0), ...prefilled]);
}

export function headers(...list: Buffer[]): Buffer {
  return Buffer.concat([count(list.length), ...list.flatMap((each) => [each, Buffer.of(0)])]);
}

export function locator(...hashes: Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.alloc(4), count(hashes.length), ...hashes, Buffer.alloc(32)]);
}
