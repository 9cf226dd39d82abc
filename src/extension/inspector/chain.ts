import { NETWORKS, type Network } from '../../bitcoin/read/payload';
import { guessNetwork, knownPeers } from '../../capture/model/guessNetwork';
import type { Recording } from '../captures/recording';

export interface Chain {
  network: Network;
  /** Of the process; else by the addresses of its peers. */
  known: boolean;
}

/** The chain that a traced process is on, for the rendering of addresses and proof of work. */
export function chainOf(recording: Recording, pid: number): Chain {
  // `bitcoind · regtest`, as long as the trace knows the process.
  const name = recording.nodeNames.get(pid)?.split(' · ').at(-1);
  const network = NETWORKS.find((each) => each === name);
  if (network) return { network, known: true };
  const guess = guessNetwork(knownPeers(recording.peers.nodes.get(pid)?.peers ?? []));
  return { network: guess ?? 'main', known: false };
}
