import type { VersionMessage } from '../bitcoin/versionMessage';
import type { Direction } from '../shared/event';
import type { PeerIdentity } from './peerTable';

/** Messages and their payload bytes, as the node has them, of both directions. */
export class Traffic {
  inboundMessages = 0;
  inboundBytes = 0;
  outboundMessages = 0;
  outboundBytes = 0;

  get messages(): number {
    return this.inboundMessages + this.outboundMessages;
  }

  get bytes(): number {
    return this.inboundBytes + this.outboundBytes;
  }

  add(inbound: boolean, bytes: number): void {
    if (inbound) {
      this.inboundMessages++;
      this.inboundBytes += bytes;
    } else {
      this.outboundMessages++;
      this.outboundBytes += bytes;
    }
  }
}

/** What a peer exchanged of one message type. */
export class TypeTraffic extends Traffic {
  constructor(
    /** undefined for all types together that are too many to be told apart. */
    readonly messageType: string | undefined,
  ) {
    super();
  }
}

/** A peer as its events tell; times are CLOCK_MONOTONIC, nanoseconds. */
export class Peer {
  readonly traffic = new Traffic();
  /** By EventIndex.messageTypeId. */
  readonly types = new Map<number, TypeTraffic>();
  /** PeersModel.revision when something here last changed. */
  revision = 0;

  open = true;
  /** undefined when the connection is older than the trace. */
  openedNs: number | undefined;
  closedNs: number | undefined;
  evicted = false;
  /** Of the latest net:misbehaving_connection, as reasonText. Show it through `visible`. */
  misbehaving: string | undefined;
  /** Of the connection; undefined while nothing tells. */
  direction: Direction | undefined;
  /** enum Network of Core's netaddress.h: 1 IPv4, 2 IPv6, 3 onion, 4 I2P, 5 CJDNS; 0 is unroutable. */
  network: number | undefined;
  /** Unix seconds, as the node says when it closes. */
  establishedUnix: number | undefined;

  /** What the peer said of itself. */
  version: VersionMessage | undefined;
  /** From the node's last answered `ping` to its `pong` being processed. */
  pingNs: number | undefined;
  /** The `ping` that waits for its `pong`. */
  pendingPing: { nonce: bigint; timeNs: number } | undefined;

  /** Messages of which part is lost, and messages cut by the user's snap length. */
  incomplete = 0;
  truncated = 0;

  constructor(
    readonly node: TracedNode,
    /** Into EventIndex.peers. */
    readonly index: number,
    readonly identity: PeerIdentity,
    readonly firstNs: number,
    public lastNs: number,
  ) {}

  /** A connection begins: nothing that was known of an earlier one of this id holds any more. */
  reopen(timeNs: number): void {
    this.open = true;
    this.openedNs = timeNs;
    this.closedNs = this.establishedUnix = this.version = undefined;
    this.pingNs = this.pendingPing = this.misbehaving = undefined;
    this.evicted = false;
  }

  close(timeNs: number): void {
    this.open = false;
    this.closedNs = timeNs;
    this.pendingPing = undefined;
  }
}

/** A traced process and its peers, in the order of their first event. */
export class TracedNode {
  readonly peers: Peer[] = [];
  readonly traffic = new Traffic();
  /** The process is gone; see PeersModel.nodeEnded. */
  ended = false;
  /** As Peer.revision. */
  revision = 0;

  constructor(readonly pid: number) {}
}
