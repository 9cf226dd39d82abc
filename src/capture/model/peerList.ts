import { Peer, TracedNode, type OtherPeers } from './peer';
import { isOtherPeers, MAX_NODES, OTHER_PROCESSES, type PeerIdentity } from '../index/peerTable';

/** Closed peers that stay told apart: the latest. */
export const MOST_CLOSED = 1000;
/** Open ones that do: those heard of last. Core has 125 connections unless it is told otherwise. */
export const MOST_OPEN = 5000;
/** The list may grow to this many times the limit, because choosing those that stay takes a while. */
const SLACK = 2;

/**
 * The peers that a model tells apart, which are the open ones and those that closed lately: the others
 * are added to the OtherPeers of their node, and nodes beyond MAX_NODES to one node of all others.
 */
export class PeerList {
  readonly nodes = new Map<number, TracedNode>();
  /** By EventIndex.peer. */
  private readonly byNumber: (Peer | OtherPeers | undefined)[] = [];
  /** The identities that `byNumber` is of. */
  private readonly identities: (PeerIdentity | undefined)[] = [];
  private openPeers = 0;
  private closedPeers = 0;
  private met = 0;

  /** @param onFold Nothing of the peer follows. */
  constructor(private readonly onFold: (peer: Peer) => void) {}

  /** @returns undefined for one that is to be added. */
  at(number: number, identity: PeerIdentity): Peer | OtherPeers | undefined {
    return this.identities[number] === identity ? this.byNumber[number] : undefined;
  }

  add(number: number, identity: PeerIdentity, timeNs: number): Peer | OtherPeers {
    const node = this.nodeOf(identity.pid);
    const totals = isOtherPeers(identity)
      ? node.others
      : this.peerOf(node, number, identity, timeNs);
    this.identities[number] = identity;
    this.byNumber[number] = totals;
    return totals;
  }

  open(peer: Peer, timeNs: number): void {
    if (!peer.open) {
      this.openPeers++;
      this.closedPeers--;
    }
    peer.reopen(timeNs);
  }

  close(peer: Peer, timeNs: number): void {
    if (peer.open) {
      this.openPeers--;
      this.closedPeers++;
    }
    peer.close(timeNs);
  }

  /** Folds what is too much. @returns Whether anything was. */
  prune(revision: number): boolean {
    const tooManyPeers =
      this.closedPeers > MOST_CLOSED * SLACK || this.openPeers > MOST_OPEN * SLACK;
    const tooManyNodes = this.nodes.size > MAX_NODES * SLACK;
    if (tooManyPeers) this.prunePeers(revision);
    if (tooManyNodes) this.pruneNodes(revision);
    return tooManyPeers || tooManyNodes;
  }

  private prunePeers(revision: number): void {
    const peers = [...this.nodes.values()].flatMap((node) => node.peers);
    const open = peers.filter((peer) => peer.open).sort((a, b) => b.lastNs - a.lastNs);
    const closed = peers.filter((peer) => !peer.open).sort((a, b) => b.closedNs! - a.closedNs!);
    for (const peer of [...open.slice(MOST_OPEN), ...closed.slice(MOST_CLOSED)])
      this.fold(peer, peer.node, revision);
  }

  /** Those go of which nothing was heard for longest. */
  private pruneNodes(revision: number): void {
    const others = this.nodeOf(OTHER_PROCESSES);
    const nodes = [...this.nodes.values()].filter((node) => node !== others);
    nodes.sort((a, b) => b.revision - a.revision);
    for (const node of nodes.slice(MAX_NODES)) {
      for (const peer of node.byId.values()) this.fold(peer, others, revision);
      others.others.absorb(node.others);
      others.others.peers += node.others.peers;
      others.traffic.absorb(node.traffic);
      this.nodes.delete(node.pid);
    }
    others.revision = others.others.revision = revision;
    // Peers that were not told apart are found by their number still.
    for (const [number, totals] of this.byNumber.entries())
      if (totals && this.nodes.get(totals.node.pid) !== totals.node) this.release(number);
  }

  private fold(peer: Peer, into: TracedNode, revision: number): void {
    if (peer.open) this.openPeers--;
    else this.closedPeers--;
    peer.folded = true;
    peer.node.byId.delete(peer.identity.peer);
    if (this.byNumber[peer.index] === peer) this.release(peer.index);
    into.others.absorb(peer);
    into.others.peers++;
    into.revision = into.others.revision = revision;
    this.onFold(peer);
  }

  private release(number: number): void {
    this.byNumber[number] = this.identities[number] = undefined;
  }

  nodeOf(pid: number): TracedNode {
    let node = this.nodes.get(pid);
    if (!node) this.nodes.set(pid, (node = new TracedNode(pid)));
    return node;
  }

  /** One that was told apart before may have another number now, since its rows were gone. */
  private peerOf(node: TracedNode, number: number, identity: PeerIdentity, timeNs: number): Peer {
    const known = node.byId.get(identity.peer);
    if (known) {
      if (this.byNumber[known.index] === known) this.release(known.index);
      known.index = number;
      known.identity = identity;
      return known;
    }
    const peer = new Peer(node, number, identity, timeNs, timeNs);
    peer.nth = ++this.met;
    node.byId.set(identity.peer, peer);
    this.openPeers++;
    return peer;
  }
}
