import { NETWORKS, type Network } from '../../bitcoin/read/payload';
import type { Capture } from '../capture';
import { guessNetwork, knownPeers } from './guessNetwork';
import type { PeersModel } from './peersModel';

export interface Chain {
  network: Network;
  /** The node said so; else its peers suggest it, or nothing does. */
  known: boolean;
}

/**
 * The chain that a traced process is on, for the rendering of addresses and proof of work. Captures of
 * version 1 do not say it, nor does a process of which nothing could be found out.
 * @param row The process at that time.
 */
export function chainOf(
  { nodes }: Pick<Capture, 'nodes'>,
  peers: PeersModel,
  pid: number,
  row?: number,
): Chain {
  const said = nodes.of(pid, row)?.chain;
  const network = NETWORKS.find((each) => each === said);
  if (network) return { network, known: true };
  const guess = guessNetwork(knownPeers(peers.nodes.get(pid)?.peers ?? []));
  return { network: guess ?? 'main', known: false };
}
