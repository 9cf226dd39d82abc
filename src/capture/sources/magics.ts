import { magicOf } from '../../bitcoin/magic';
import type { Chain } from '../../bitcoin/read/payload';

/** nDefaultPort of Core's kernel/chainparams.cpp. */
const PORTS: ReadonlyMap<number, Chain> = new Map([
  [8333, 'main'],
  [18333, 'test'],
  [48333, 'testnet4'],
  [38333, 'signet'],
  [18444, 'regtest'],
]);
/** Networks of others that are told apart; a file of a stranger's may name any number. */
const MOST = 64;

/** @returns The chain whose nodes listen on this port unless they are told otherwise. */
export function chainOfPort(port: number): Chain | undefined {
  return PORTS.get(port);
}

export interface Magic {
  bytes: Buffer;
  chain: Chain;
}

/** The magic of each network: those that Core knows, and those that `version` messages make plain. */
export class Magics {
  /** By the four bytes as a little-endian number. */
  private readonly known = new Map<number, Magic>();

  constructor() {
    for (const chain of PORTS.values()) {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(magicOf(chain));
      this.add(bytes, chain);
    }
  }

  get all(): Iterable<Magic> {
    return this.known.values();
  }

  /** @param magic Four bytes as a little-endian number. */
  of(magic: number): Magic | undefined {
    return this.known.get(magic);
  }

  ofChain(chain: Chain): Magic {
    return [...this.known.values()].find((magic) => magic.chain === chain)!;
  }

  /** A network that Core does not know is a signet of somebody's own. */
  learn(magic: Uint8Array): Magic | undefined {
    if (this.known.size >= MOST) return undefined;
    return this.add(Buffer.from(magic), 'signet');
  }

  private add(bytes: Buffer, chain: Chain): Magic {
    const magic = { bytes, chain };
    this.known.set(bytes.readUInt32LE(0), magic);
    return magic;
  }
}
