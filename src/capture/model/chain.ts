import { NETWORKS, type Network } from '../../bitcoin/read/payload';
import type { Capture } from '../capture';
import { guessNetwork, knownPeers } from './guessNetwork';
import type { PeersModel } from './peersModel';

export interface Chain {
  network: Network;
  /** The node said so. */
  known: boolean;
  /** Nothing tells it, not even the node's peers. */
  assumed: boolean;
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
  if (network) return { network, known: true, assumed: false };
  const guess = guessNetwork(knownPeers(peers.nodes.get(pid)?.peers ?? []));
  return { network: guess ?? 'main', known: false, assumed: !guess };
}

/** The chains of the nodes that a stream of messages is of, each found out once. */
export class ChainOfMessages {
  /** Nothing told the chain of some node, and main was assumed. */
  assumed = false;
  private readonly known = new Map<number, Network>();
  private revision = '';

  /** @param given Instead of what the capture says. */
  constructor(
    private readonly contents: Pick<Capture, 'nodes'>,
    private readonly peers: PeersModel,
    private readonly given: Network | undefined,
  ) {}

  of(pid: number): Network {
    if (this.given) return this.given;
    const revision = `${this.contents.nodes.revision} ${this.peers.structureRevision}`;
    if (revision !== this.revision) this.known.clear();
    this.revision = revision;
    let network = this.known.get(pid);
    if (network) return network;
    const found = chainOf(this.contents, this.peers, pid);
    this.assumed ||= found.assumed;
    this.known.set(pid, (network = found.network));
    return network;
  }
}
