import type { Secret } from './secret';

/** Addresses whose stand-ins are nobody else's; later ones may share theirs. It takes about 100 MB. */
const MOST_DISTINCT = 2_000_000;

/** Addresses [first, first + count) that stand for others, as whole numbers. */
interface Range {
  first: number;
  count: number;
}

/** 240.0.0.0 to 254.255.255.255: reserved, so that nobody has them, and routable for Core. */
const RESERVED: Range = { first: 0xf0000000, count: 15 * 2 ** 24 };
/** 127.128.0.0/9 */
const LOOPBACK: Range = { first: 0x7f800000, count: 2 ** 23 };
/** 198.18.0.0/15, for benchmarks: not routable for Core, as those that it stands for. */
const BENCHMARK: Range = { first: 0xc6120000, count: 2 ** 17 };
/** What of it is given away: where it is nearly full, free ones are hard to find. */
const MOST_LOCAL = 2 ** 16;

/** Networks that no router passes on (RFC 1918, 6598, 3927, 5737, 2544, 1122): address and bits. */
const LOCAL_NETWORKS: readonly (readonly [number, number])[] = [
  [0x0a000000, 8],
  [0xac100000, 12],
  [0xc0a80000, 16],
  [0x64400000, 10],
  [0xa9fe0000, 16],
  [0xc0000200, 24],
  [0xc6336400, 24],
  [0xcb007100, 24],
  [0xc6120000, 15],
  [0x00000000, 8],
];

/**
 * Stand-ins of IPv4 addresses. There are fewer of them than addresses, so which are taken has to be
 * remembered: that is the only memory that a redaction needs, and it is bounded.
 */
export class Ipv4StandIns {
  /** Whose each stand-in is. */
  private readonly owners = new Map<number, number>();
  private locals = 0;

  constructor(private readonly secret: Secret) {}

  /** @param ip 4 bytes. */
  of(ip: Uint8Array): Uint8Array {
    const address = ((ip[0]! << 24) | (ip[1]! << 16) | (ip[2]! << 8) | ip[3]!) >>> 0;
    // No address, and INADDR_NONE.
    if (address === 0 || address === 0xffffffff) return ip;
    const standIn = this.find(address, ip);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(standIn);
    return bytes;
  }

  private find(address: number, ip: Uint8Array): number {
    const wanted = rangeOf(address);
    const isFull = wanted === BENCHMARK && this.locals >= MOST_LOCAL;
    let standIn = this.pick(wanted, address, ip);
    // Who has one of the local range keeps it when that is full.
    if (isFull && this.owners.get(standIn) !== address) standIn = this.pick(RESERVED, address, ip);
    if (!this.owners.has(standIn) && this.owners.size < MOST_DISTINCT) {
      this.owners.set(standIn, address);
      if (wanted === BENCHMARK && !isFull) this.locals++;
    }
    return standIn;
  }

  /** The first one that is free or its own. */
  private pick({ first, count }: Range, address: number, ip: Uint8Array): number {
    for (let attempt = 0; ; attempt++) {
      const standIn = first + (this.secret.number(`ipv4 ${attempt}`, ip) % count);
      const owner = this.owners.get(standIn) ?? address;
      if (owner === address && standIn !== address) return standIn;
    }
  }
}

function rangeOf(address: number): Range {
  if (address >>> 24 === 127) return LOOPBACK;
  const isLocal = LOCAL_NETWORKS.some(
    ([network, bits]) => (address ^ network) >>> (32 - bits) === 0,
  );
  return isLocal ? BENCHMARK : RESERVED;
}
