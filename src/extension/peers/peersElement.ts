import { OtherPeers, type Peer, type TracedNode, type TypeTraffic } from '../../capture/model/peer';
import { sortPeers, type PeerOrder } from '../../capture/model/peerOrder';
import type { Recording } from '../captures/recording';

/** A row of the Peers view. */
export type PeersElement =
  | { kind: 'waiting'; id: string; title: string; text: string }
  | { kind: 'node'; id: string; node: TracedNode }
  | { kind: 'peer'; id: string; peer: Peer }
  /** Peers that closed long ago: a node that runs for days has thousands. */
  | { kind: 'older'; id: string; node: TracedNode; count: number }
  /** Peers that are not, or no longer, told apart. */
  | { kind: 'others'; id: string; others: OtherPeers }
  | { kind: 'type'; id: string; of: Peer | OtherPeers; type: TypeTraffic }
  /** Rows that are not shown: a file may have so many that VS Code would hang. */
  | { kind: 'more'; id: string; count: number };

/** Closed peers that are listed among the open ones, at most. */
const MAX_CLOSED = 50;

/** Rows of one parent, at most. */
const MAX_ROWS = 5000;

/** How the view is arranged. */
export interface PeersArrangement {
  order: PeerOrder;
  hideClosed: boolean;
}

/**
 * The rows of a recording. A thing always has the same element object: VS Code recognizes it by that,
 * so that selection and expansion stay.
 */
export class PeersElements {
  private readonly known = new WeakMap<object, PeersElement>();

  constructor(private readonly recording: Recording) {}

  roots(): PeersElement[] {
    const { waiting, peers, live } = this.recording;
    if (peers.nodes.size > 0)
      return limited('', [...peers.nodes.values()], (node) => this.ofNode(node));
    return live && waiting ? [{ kind: 'waiting', id: 'waiting', ...waiting }] : [];
  }

  children(element: PeersElement, arrangement: PeersArrangement): PeersElement[] {
    switch (element.kind) {
      case 'node':
        return this.peersOf(element.node, arrangement);
      case 'peer':
        return this.typesOf(element.peer);
      case 'others':
        return this.typesOf(element.others);
      case 'older':
        return this.olderOf(element.node, arrangement.order);
      case 'waiting':
      case 'type':
      case 'more':
        return [];
    }
  }

  /** Rows of nodes and peers that changed after this revision of the model. */
  changedSince(revision: number): PeersElement[] {
    const { nodes } = this.recording.peers;
    const changed = [...nodes.values()].filter((node) => node.revision > revision);
    return changed.flatMap((node) => [
      this.ofNode(node),
      ...[...node.peers, node.others]
        .filter((totals) => totals.revision > revision)
        .map((totals) => this.ofTotals(totals)),
    ]);
  }

  ofNode(node: TracedNode): PeersElement {
    return this.once(node, () => ({ kind: 'node', id: `${node.pid}`, node }));
  }

  private ofPeer(peer: Peer): PeersElement {
    return this.once(peer, () => ({
      kind: 'peer',
      id: `${peer.identity.pid}/${peer.identity.peer}`,
      peer,
    }));
  }

  private ofTotals(totals: Peer | OtherPeers): PeersElement {
    return totals instanceof OtherPeers ? this.ofOthers(totals) : this.ofPeer(totals);
  }

  private ofOthers(others: OtherPeers): PeersElement {
    return this.once(others, () => ({
      kind: 'others',
      id: `${others.node.pid}/others`,
      others,
    }));
  }

  /** Open peers, those that closed lately, the other closed ones as one row, and the sum of the rest. */
  private peersOf(node: TracedNode, { order, hideClosed }: PeersArrangement): PeersElement[] {
    const open = sortPeers(node.peers.filter(isOpen), order);
    const closed = hideClosed ? [] : latestClosed(node);
    const others = node.others.revision > 0 && !hideClosed ? [this.ofOthers(node.others)] : [];
    const recent = sortPeers(closed.slice(0, MAX_CLOSED), order);
    const elements = limited(`${node.pid}`, [...open, ...recent], (peer) => this.ofPeer(peer));
    const count = closed.length - recent.length;
    const older = count === 0 ? [] : [this.ofOlder(node, count)];
    return [...elements, ...older, ...others];
  }

  private olderOf(node: TracedNode, order: PeerOrder): PeersElement[] {
    const older = latestClosed(node).slice(MAX_CLOSED);
    return limited(`${node.pid}/older`, sortPeers(older, order), (peer) => this.ofPeer(peer));
  }

  private ofOlder(node: TracedNode, count: number): PeersElement {
    const element = this.once(node.byId, () => ({
      kind: 'older',
      id: `${node.pid}/older`,
      node,
      count,
    }));
    if (element.kind === 'older') element.count = count;
    return element;
  }

  /** Those with the most messages first. */
  private typesOf(of: Peer | OtherPeers): PeersElement[] {
    const { id } = this.ofTotals(of);
    const types = [...of.types].sort(([, a], [, b]) => b.messages - a.messages);
    return types.map(([typeId, type]) =>
      this.once(type, () => ({ kind: 'type', id: `${id}/${typeId}`, of, type })),
    );
  }

  private once(thing: object, make: () => PeersElement): PeersElement {
    let element = this.known.get(thing);
    if (!element) {
      element = make();
      this.known.set(thing, element);
    }
    return element;
  }
}

/** @param id That of the parent. */
function limited<T>(
  id: string,
  things: readonly T[],
  element: (thing: T) => PeersElement,
): PeersElement[] {
  const elements = things.slice(0, MAX_ROWS).map(element);
  const count = things.length - elements.length;
  return count === 0 ? elements : [...elements, { kind: 'more', id: `${id}/more`, count }];
}

const isOpen = (peer: Peer) => peer.open;

function latestClosed(node: TracedNode): Peer[] {
  const closed = node.peers.filter((peer) => !isOpen(peer));
  return closed.sort((a, b) => (b.closedNs ?? 0) - (a.closedNs ?? 0));
}
