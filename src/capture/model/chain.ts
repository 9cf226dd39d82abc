import type { Chain } from '../../bitcoin/read/payload';
import type { Capture } from '../capture';
import { chainCalled } from './chainCalled';
import { guessChain, knownPeers } from './guessChain';
import type { PeersModel } from './peersModel';

export interface KnownChain {
  name: Chain;
  /** The node named it. */
  known: boolean;
}

/**
 * The chain that a traced process is on, for the rendering of addresses and proof of work. Captures of
 * version 1 do not say it, nor does a process of which nothing could be found out.
 * @param row The process at that time.
 */
export function chainOf(
  contents: Pick<Capture, 'nodes'>,
  peers: PeersModel,
  pid: number,
  row?: number,
): KnownChain {
  const said = saidChain(contents, pid, row);
  return { name: said ?? guessChainOf(peers, pid) ?? 'main', known: said !== undefined };
}

/** The chains of the nodes that a stream of messages is of. */
export class ChainOfMessages {
  /** Nothing told the chain of some node, and main was assumed. */
  assumed = false;
  /** By process: what its peers suggest, where it did not say. */
  private readonly guessed = new Map<number, Chain>();
  private revision = -1;

  /** @param given Instead of what the capture says. */
  constructor(
    private readonly contents: Pick<Capture, 'nodes'>,
    private readonly peers: PeersModel,
    private readonly given: Chain | undefined,
  ) {}

  /**
   * @param row Of a message: another process may have had the number before, or have it later.
   * @param modelPid The number that the model of peers has for the process, where it is another one.
   */
  of(pid: number, row: number, modelPid = pid): Chain {
    return this.given ?? saidChain(this.contents, pid, row) ?? this.guess(modelPid);
  }

  /** The same where it was given, or the node has said it; undefined where it would be a guess. */
  said(pid: number, row: number): Chain | undefined {
    return this.given ?? saidChain(this.contents, pid, row);
  }

  private guess(pid: number): Chain {
    const { structureRevision } = this.peers;
    if (structureRevision !== this.revision) this.guessed.clear();
    this.revision = structureRevision;
    let chain = this.guessed.get(pid);
    if (chain) return chain;
    const guess = guessChainOf(this.peers, pid);
    this.assumed ||= !guess;
    this.guessed.set(pid, (chain = guess ?? 'main'));
    return chain;
  }
}

export function saidChain(
  { nodes }: Pick<Capture, 'nodes'>,
  pid: number,
  row?: number,
): Chain | undefined {
  return chainCalled(nodes.of(pid, row)?.chain);
}

function guessChainOf(peers: PeersModel, pid: number): Chain | undefined {
  return guessChain(knownPeers(peers.nodes.get(pid)?.peers ?? []));
}
