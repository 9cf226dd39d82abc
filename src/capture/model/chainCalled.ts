import { CHAINS, type Chain } from '../../bitcoin/read/payload';

/** What the demo node plays was recorded on it; its peers have the ports of main, as a busy node's have. */
const DEMO_CHAIN: Chain = 'regtest';

/** @param name Of a chain, as a node says it or `demo`. @returns undefined for any other, or none. */
export function chainCalled(name: string | undefined): Chain | undefined {
  return name === 'demo' ? DEMO_CHAIN : CHAINS.find((chain) => chain === name);
}
