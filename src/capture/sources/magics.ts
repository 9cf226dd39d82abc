import type { Chain } from '../../bitcoin/read/payload';

/** The four bytes that begin every message of a network, as hex (kernel/chainparams.cpp of Core). */
const CHAINS: readonly (readonly [magic: string, chain: Chain, port: number])[] = [
  ['f9beb4d9', 'main', 8333],
  ['0b110907', 'test', 18333],
  ['1c163f28', 'testnet4', 48333],
  ['0a03cf40', 'signet', 38333],
  ['fabfb5da', 'regtest', 18444],
];
const CHAIN_OF_PORT = new Map<number, Chain>(CHAINS.map(([, chain, port]) => [port, chain]));
/** Networks of others that are told apart; a file of a stranger's may name any number. */
const MOST = 64;

/** @returns The chain whose nodes listen on this port unless they are told otherwise. */
export function chainOfPort(port: number): Chain | undefined {
  return CHAIN_OF_PORT.get(port);
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
    for (const [magic, chain] of CHAINS) this.add(Buffer.from(magic, 'hex'), chain);
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
