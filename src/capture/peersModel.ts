import { pingNonce } from '../bitcoin/pingNonce';
import { decodeVersion, MalformedMessage, type VersionMessage } from '../bitcoin/versionMessage';
import type { Disposable } from '../shared/disposable';
import {
  decodeEvent,
  lossCause,
  type ConnectionEvent,
  type MisbehavingEvent,
} from '../shared/event';
import { EventFlag, EventKind } from '../shared/layout';
import type { Append, Capture } from './capture';
import { isMessage, type EventIndex } from './eventIndex';
import { OTHER_TYPE, wellKnownTypeId } from './messageTypeTable';
import { Peer, TracedNode, Traffic, TypeTraffic } from './peer';
import { reasonText } from './reasonText';
import { Transits } from './transits';

const VERSION = wellKnownTypeId('version');
const PING = wellKnownTypeId('ping');
const PONG = wellKnownTypeId('pong');

/**
 * Nodes, their peers, and what each exchanged. It fires nothing: who shows it looks at `revision` as
 * often as a screen needs, and at the revisions of nodes and peers for what changed since.
 */
export class PeersModel {
  /** By pid. */
  readonly nodes = new Map<number, TracedNode>();
  /** By EventIndex.peer. */
  readonly peers: Peer[] = [];
  /** Connections between these nodes. */
  readonly transits = new Transits();
  /** Of all nodes. */
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

  /** Follows a capture. Rows that it has already are not looked at: pass `add` to Capture.open. */
  follow(capture: Capture): Disposable {
    return capture.onAppend(this.add);
  }

  /** Takes over new rows. */
  readonly add = (append: Append): void => {
    this.revision++;
    for (let row = append.from; row < append.to; row++) this.addRow(append, row);
  };

  /** The process is gone, and its connections with it, though nothing closed them. */
  nodeEnded(pid: number): void {
    const node = this.nodes.get(pid);
    if (!node || node.ended) return;
    node.ended = true;
    node.revision = ++this.revision;
    this.structureRevision++;
    for (const peer of node.peers) {
      if (!peer.open) continue;
      peer.close(peer.lastNs);
      peer.revision = this.revision;
    }
  }

  private addRow(append: Append, row: number): void {
    const { index } = append;
    const peer = this.peers[index.peer(row)] ?? this.addPeer(index, row);
    const { node } = peer;
    peer.lastNs = Math.max(peer.lastNs, index.timeNs(row));
    peer.revision = node.revision = this.revision;
    this.lost += index.lostBefore(row);
    if (isMessage(index.kind(row))) this.addMessage(append, row, peer);
    else this.addConnectionEvent(append.frame(row), peer);
  }

  private addMessage(append: Append, row: number, peer: Peer): void {
    const { index } = append;
    const inbound = index.kind(row) === EventKind.InboundMessage;
    const size = index.size(row);
    this.traffic.add(inbound, size);
    peer.node.traffic.add(inbound, size);
    peer.traffic.add(inbound, size);
    const typeId = index.messageTypeId(row);
    let type = peer.types.get(typeId);
    if (!type) {
      type = new TypeTraffic(typeId === OTHER_TYPE ? undefined : index.messageType(row));
      peer.types.set(typeId, type);
    }
    type.add(inbound, size);

    const flags = index.flags(row);
    if (flags & EventFlag.Truncated) {
      this.truncated++;
      peer.truncated++;
    }
    if (flags & (EventFlag.RingFull | EventFlag.Unreadable)) {
      this.incomplete++;
      peer.incomplete++;
    }
    if (lossCause(flags) === 'unreadable') this.unreadable++;
    this.readPayload(append, row, typeId, inbound, peer);
    this.transits.addMessage(append, row, typeId, inbound);
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

  private addConnectionEvent(frame: Buffer, peer: Peer): void {
    const event = decodeEvent(frame) as ConnectionEvent | MisbehavingEvent;
    if (event.kind === 'misbehaving') {
      peer.misbehaving = reasonText(event);
      return;
    }
    this.structureRevision++;
    if (event.change === 'opened') {
      peer.node.ended = false;
      peer.reopen(event.timeNs);
    } else {
      peer.close(event.timeNs);
    }
    if (event.change === 'evicted') peer.evicted = true;
    peer.network = event.network;
    peer.direction = event.direction ?? peer.direction;
    peer.establishedUnix = event.establishedUnix;
  }

  private addPeer(index: EventIndex, row: number): Peer {
    const number = index.peer(row);
    const identity = index.peers[number]!;
    let node = this.nodes.get(identity.pid);
    if (!node) {
      node = new TracedNode(identity.pid);
      this.nodes.set(node.pid, node);
    }
    const time = index.timeNs(row);
    const peer = new Peer(node, number, identity, time, time);
    this.peers[number] = peer;
    node.peers.push(peer);
    this.structureRevision++;
    return peer;
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
    return decodeVersion(Buffer.from(payload));
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}
