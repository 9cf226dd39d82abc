import { CHAINS, type Chain } from './read/payload';

/** pchMessageStart of Core's kernel/chainparams.cpp: the first four bytes of a message on the wire. */
const MAGIC: Readonly<Record<Chain, readonly [number, number, number, number]>> = {
  main: [0xf9, 0xbe, 0xb4, 0xd9],
  test: [0x0b, 0x11, 0x09, 0x07],
  testnet4: [0x1c, 0x16, 0x3f, 0x28],
  signet: [0x0a, 0x03, 0xcf, 0x40],
  regtest: [0xfa, 0xbf, 0xb5, 0xda],
};

/** The magic of a chain as the number that its bytes are in little-endian. */
export function magicOf(chain: Chain): number {
  const [a, b, c, d] = MAGIC[chain];
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}

/** @param magic As {@link magicOf} has it. @returns undefined for that of no chain that is known. */
export function chainOfMagic(magic: number): Chain | undefined {
  return CHAINS.find((chain) => magicOf(chain) === magic);
}
