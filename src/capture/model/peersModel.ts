import { pingNonce } from '../../bitcoin/pingNonce';
import {
  decodeVersion,
  MalformedMessage,
  VERSION_BYTES,
  type VersionMessage,
} from '../../bitcoin/versionMessage';
import type { Disposable } from '../../shared/disposable';
import { decodeEvent, lossCause, type ConnectionEvent } from '../../shared/events/event';
import { reasonText } from '../../shared/events/misbehaving';
import { EventFlag } from '../../shared/frames/layout';
import type { Append, Capture } from '../capture';
import { isMessage, type EventIndex } from '../index/eventIndex';
import { wellKnownTypeId } from '../index/messageTypeTable';
import { Peer, Traffic, type OtherPeers, type TracedNode } from './peer';
import { PeerList } from './peerList';
import { isNodeItself, type PeerIdentity } from '../index/peerTable';
import { Transits } from './transits';

const VERSION = wellKnownTypeId('version');
const PING = wellKnownTypeId('ping');
const PONG = wellKnownTypeId('pong');

/**
 * Nodes, their peers, and what each exchanged. It fires nothing: who shows it looks at `revision` as
 * often as a screen needs, and at the revisions of nodes and peers for what changed since. What it
 * tells apart is bounded (see PeerList); the sums are exact.
 */
export class PeersModel {
  /** Connections between these nodes. */
  readonly transits = new Transits();
  /** The traffic of all nodes. */
  readonly traffic = new Traffic();
  /** Events that never arrived, the ring buffer being full. */
  lost = 0;
  /** Messages that arrived in part: lost by a full ring buffer or unreadable memory. */
  incomplete = 0;
  /** Those of them with unreadable memory. */
  unreadable = 0;
  /** Messages cut by the user's snap length. */
  truncated = 0;
  /** Grows whenever something changed. */
  revision = 0;
  /** Grows whenever nodes or peers came, opened or closed: when an order or a list changes. */
  structureRevision = 0;
  private readonly list = new PeerList((peer) => this.transits.forget(peer));

  /** The nodes by pid. */
  get nodes(): ReadonlyMap<number, TracedNode> {
    return this.list.nodes;
  }

  /** Those that are told apart, node by node, in the order of their first event: a copy. */
  get peers(): Peer[] {
    return [...this.nodes.values()].flatMap((node) => node.peers);
  }

  /** @param identity Of EventIndex.peers. @returns undefined for one that is not told apart. */
  peerOf(identity: PeerIdentity): Peer | undefined {
    const peer = this.nodes.get(identity.pid)?.byId.get(identity.peer);
    return peer?.identity === identity ? peer : undefined;
  }

  /** Follows a capture. Rows that it has already are not looked at: pass `add` to Capture.open. */
  follow(capture: Capture): Disposable {
    return capture.onAppend(this.add);
  }

  /** Takes over new rows. */
  readonly add = (append: Append): void => {
    this.revision++;
    this.transits.dropBefore(append.index.firstRow);
    for (let row = append.from; row < append.to; row++) this.addRow(append, row);
    if (this.list.prune(this.revision)) this.structureRevision++;
  };

  /** The process is gone, and its connections with it, though nothing closed them. */
  nodeEnded(pid: number): void {
    const node = this.nodes.get(pid);
    if (!node || node.ended) return;
    node.ended = true;
    node.revision = ++this.revision;
    this.structureRevision++;
    for (const peer of node.byId.values()) {
      if (!peer.open) continue;
      this.list.close(peer, peer.lastNs);
      peer.revision = this.revision;
    }
    this.list.prune(this.revision);
  }

  private addRow(append: Append, row: number): void {
    const { index } = append;
    this.lost += index.lostBefore(row);
    const identity = index.peers[index.peer(row)]!;
    if (isNodeItself(identity)) {
      if (!this.nodes.has(identity.pid)) this.structureRevision++;
      this.list.nodeOf(identity.pid).revision = this.revision;
      return;
    }
    const totals = this.totalsOf(index, row);
    totals.revision = totals.node.revision = this.revision;
    if (totals instanceof Peer) totals.lastNs = Math.max(totals.lastNs, index.timeNs(row));
    if (isMessage(index.kind(row))) this.addMessage(append, row, totals);
    else if (totals instanceof Peer) this.addNote(append.frame(row), totals);
  }

  private addMessage(append: Append, row: number, totals: Peer | OtherPeers): void {
    const { index } = append;
    const inbound = index.direction(row) === 'inbound';
    const size = index.size(row);
    const typeId = index.messageTypeId(row);
    this.traffic.add(inbound, size);
    totals.node.traffic.add(inbound, size);
    totals.addMessage(index, row, typeId, inbound, size);

    const flags = index.flags(row);
    if (flags & EventFlag.Truncated) {
      this.truncated++;
      totals.truncated++;
    }
    if (flags & (EventFlag.RingFull | EventFlag.Unreadable)) {
      this.incomplete++;
      totals.incomplete++;
    }
    if (lossCause(flags) === 'unreadable') this.unreadable++;
    if (!(totals instanceof Peer)) return;
    this.readPayload(append, row, typeId, inbound, totals);
    this.transits.addMessage(append, row, typeId, inbound, totals);
  }

  /** The few messages whose content shows in a list of peers. */
  private readPayload(
    append: Append,
    row: number,
    typeId: number,
    inbound: boolean,
    peer: Peer,
  ): void {
    if (typeId === VERSION) {
      // Core ignores all but the first.
      if (inbound && !peer.version) peer.version = readVersion(payloadOf(append, row));
    } else if (typeId === PING) {
      if (inbound) return;
      const nonce = pingNonce(payloadOf(append, row));
      peer.pendingPing =
        nonce === undefined ? undefined : { nonce, timeNs: append.index.timeNs(row) };
    } else if (typeId === PONG) {
      const ping = peer.pendingPing;
      if (!inbound || !ping || pingNonce(payloadOf(append, row)) !== ping.nonce) return;
      peer.pingNs = append.index.timeNs(row) - ping.timeNs;
      peer.pendingPing = undefined;
    }
  }

  private addNote(frame: Buffer, peer: Peer): void {
    const event = decodeEvent(frame);
    if (event?.kind === 'misbehaving') peer.misbehave(event.reason, reasonText(event));
    if (event?.kind === 'connection') this.changeConnection(event, peer);
  }

  private changeConnection(event: ConnectionEvent, peer: Peer): void {
    this.structureRevision++;
    if (event.change === 'opened') {
      peer.node.ended = false;
      this.list.open(peer, event.timeNs);
    } else {
      this.list.close(peer, event.timeNs);
    }
    if (event.change === 'evicted') peer.evicted = true;
    peer.network = event.network;
    peer.direction = event.direction ?? peer.direction;
    peer.establishedUnix = event.establishedUnix;
  }

  private totalsOf(index: EventIndex, row: number): Peer | OtherPeers {
    const number = index.peer(row);
    const identity = index.peers[number]!;
    const known = this.list.at(number, identity);
    if (known) return known;
    this.structureRevision++;
    return this.list.add(number, identity, index.timeNs(row));
  }
}

function payloadOf(append: Append, row: number): Buffer {
  const { index } = append;
  const start = index.payloadOffset(row);
  return append.frame(row).subarray(start, start + index.captured(row));
}

/** A copy of what was said, or undefined when it is malformed or cut. */
function readVersion(payload: Buffer): VersionMessage | undefined {
  try {
    return decodeVersion(Buffer.from(payload.subarray(0, VERSION_BYTES)));
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}
