import { CHAINS, type Chain } from '../../bitcoin/read/payload';
import type { Capture } from '../capture';
import { guessChain, knownPeers } from './guessChain';
import type { PeersModel } from './peersModel';

export interface KnownChain {
  name: Chain;
  /** The node named it; otherwise its peers suggest it, or it is assumed. */
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
): KnownChain {
  const said = nodes.of(pid, row)?.chain;
  const name = CHAINS.find((each) => each === said);
  if (name) return { name, known: true };
  const guess = guessChain(knownPeers(peers.nodes.get(pid)?.peers ?? []));
  return { name: guess ?? 'main', known: false };
}
