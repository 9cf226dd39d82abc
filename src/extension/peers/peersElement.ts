import { OtherPeers, type Peer, type TracedNode, type TypeTraffic } from '../../capture/model/peer';
import { sortPeers, type PeerOrder } from '../../capture/model/peerOrder';
import { unseenNodes } from './fleetNodes';
import type { Recording } from '../captures/recording';

/** A row of the Peers view. */
export type PeersElement =
  /** One of several recordings, above its nodes. */
  | { kind: 'recording'; id: string; recording: Recording }
  | { kind: 'waiting'; id: string; title: string; text: string }
  | { kind: 'node'; id: string; node: TracedNode }
  | { kind: 'peer'; id: string; peer: Peer }
  /** Peers that closed, folded: a node that runs for days has thousands. */
  | { kind: 'closed'; id: string; node: TracedNode; count: number }
  /** Peers that are not, or no longer, told apart. */
  | { kind: 'others'; id: string; others: OtherPeers }
  | { kind: 'type'; id: string; of: Peer | OtherPeers; type: TypeTraffic }
  /** Rows that are not shown: a file may have so many that the view would hang. */
  | { kind: 'more'; id: string; count: number };

/** Rows of one parent, at most. */
const MAX_ROWS = 2000;

/** How the view is arranged. */
export interface PeersArrangement {
  order: PeerOrder;
  hideClosed: boolean;
}

/** The rows of a recording. A thing always has the same element object. */
export class PeersElements {
  /** What is listed stays in its place, and what is new follows it: the mouse is over the rows. */
  held = false;
  private readonly known = new WeakMap<object, PeersElement>();
  /** The peers of each node as they were listed last, without those in the fold. */
  private readonly listed = new WeakMap<TracedNode, readonly Peer[]>();

  constructor(private readonly recording: Recording) {}

  roots(): PeersElement[] {
    const { waiting, peers, live } = this.recording;
    const unseen = unseenNodes(this.recording);
    if (peers.nodes.size + unseen.length > 0) {
      const nodes = limited('', [...peers.nodes.values()], (node) => this.ofNode(node));
      return [...nodes, ...limited('unseen', unseen, ofUnseen)];
    }
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
      case 'closed':
        return this.closedOf(element.node, arrangement.order);
      case 'recording':
      case 'waiting':
      case 'type':
      case 'more':
        return [];
    }
  }

  private ofNode(node: TracedNode): PeersElement {
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

  /** Open peers, the closed ones as one row, and the sum of the rest. */
  private peersOf(node: TracedNode, { order, hideClosed }: PeersArrangement): PeersElement[] {
    const listed = this.arranged(node, order);
    this.listed.set(node, listed);
    const elements = limited(`${node.pid}`, listed, (peer) => this.ofPeer(peer));
    const count = hideClosed ? 0 : this.folded(node).length;
    const closed = count === 0 ? [] : [this.ofClosed(node, count)];
    const others = node.others.revision > 0 && !hideClosed ? [this.ofOthers(node.others)] : [];
    return [...elements, ...closed, ...others];
  }

  private arranged(node: TracedNode, order: PeerOrder): Peer[] {
    const open = sortPeers(node.peers.filter(isOpen), order);
    const before = this.held ? this.listed.get(node) : undefined;
    if (!before) return open;
    const known = new Set(before);
    return [...before.filter((peer) => !peer.folded), ...open.filter((peer) => !known.has(peer))];
  }

  private closedOf(node: TracedNode, order: PeerOrder): PeersElement[] {
    const closed = this.folded(node);
    // By id says nothing of peers that are gone: those that closed last are looked for.
    const sorted = order === 'bytes' ? sortPeers(closed, order) : closed;
    return limited(`${node.pid}/closed`, sorted, (peer) => this.ofPeer(peer));
  }

  /** Closed peers, those that closed last first. */
  private folded(node: TracedNode): Peer[] {
    const listed = new Set(this.held ? this.listed.get(node) : undefined);
    const closed = node.peers.filter((peer) => !isOpen(peer) && !listed.has(peer));
    return closed.sort((a, b) => (b.closedNs ?? 0) - (a.closedNs ?? 0));
  }

  private ofClosed(node: TracedNode, count: number): PeersElement {
    const element = this.once(node.byId, () => ({
      kind: 'closed',
      id: `${node.pid}/closed`,
      node,
      count,
    }));
    if (element.kind === 'closed') element.count = count;
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

function ofUnseen({ name, text }: { name: string; text: string }): PeersElement {
  return { kind: 'waiting', id: `unseen/${name}`, title: name, text };
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
