import type { Network } from '../bitcoin/read/payload';

/** nDefaultPort of Core's kernel/chainparams.cpp. */
const DEFAULT_PORTS: ReadonlyMap<string, Network> = new Map([
  ['8333', 'main'],
  ['18333', 'test'],
  ['48333', 'testnet4'],
  ['38333', 'signet'],
  ['18444', 'regtest'],
]);

/**
 * The chain of a node, which no message names, by the addresses of its peers: by the default port that
 * most of them have; regtest where all are on this machine.
 * @param addresses As the tracepoints give them, with ports; '' is none.
 * @returns undefined when they do not tell.
 */
export function guessNetwork(addresses: Iterable<string>): Network | undefined {
  const votes = new Map<Network, number>();
  let local = true;
  for (const address of addresses) {
    if (address === '') continue;
    local &&= /^(127\.|\[::1\]|localhost)/.test(address);
    const chain = DEFAULT_PORTS.get(/:(\d+)$/.exec(address)?.[1] ?? '');
    if (chain) votes.set(chain, (votes.get(chain) ?? 0) + 1);
    else if (local) votes.set('regtest', votes.get('regtest') ?? 0);
  }
  const [most] = [...votes].sort(([, a], [, b]) => b - a);
  if (most && (most[1] > 0 || local)) return most[0];
  return undefined;
}
