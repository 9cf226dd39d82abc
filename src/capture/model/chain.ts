import { CHAINS, type Chain } from '../../bitcoin/read/payload';
import type { Capture } from '../capture';
import { guessChain, knownPeers } from './guessChain';
import type { PeersModel } from './peersModel';

export interface KnownChain {
  name: Chain;
  /** The node named it. */
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
): KnownChain {
  const said = nodes.of(pid, row)?.chain;
  const name = CHAINS.find((each) => each === said);
  if (name) return { name, known: true, assumed: false };
  const guess = guessChain(knownPeers(peers.nodes.get(pid)?.peers ?? []));
  return { name: guess ?? 'main', known: false, assumed: !guess };
}

/** The chains of the nodes that a stream of messages is of, each found out once. */
export class ChainOfMessages {
  /** Nothing told the chain of some node, and main was assumed. */
  assumed = false;
  private readonly known = new Map<number, Chain>();
  private revision = '';

  /** @param given Instead of what the capture says. */
  constructor(
    private readonly contents: Pick<Capture, 'nodes'>,
    private readonly peers: PeersModel,
    private readonly given: Chain | undefined,
  ) {}

  of(pid: number): Chain {
    if (this.given) return this.given;
    const revision = `${this.contents.nodes.revision} ${this.peers.structureRevision}`;
    if (revision !== this.revision) this.known.clear();
    this.revision = revision;
    let chain = this.known.get(pid);
    if (chain) return chain;
    const found = chainOf(this.contents, this.peers, pid);
    this.assumed ||= found.assumed;
    this.known.set(pid, (chain = found.name));
    return chain;
  }
}
