import type { VersionMessage } from '../../bitcoin/versionMessage';
import type { Direction } from '../../shared/events/event';
import { PeerTotals } from './peerTotals';
import type { PeerIdentity } from '../index/peerTable';
import { Traffic } from './traffic';

export { Traffic, TypeTraffic } from './traffic';

/** A peer as its events tell; times are CLOCK_MONOTONIC, nanoseconds. */
export class Peer extends PeerTotals {
  open = true;
  /** Peers are numbered in the order of their first event. */
  nth = 0;
  /** PeersModel does not tell it apart any more. */
  folded = false;
  /** undefined when the connection is older than the trace. */
  openedNs: number | undefined;
  closedNs: number | undefined;
  evicted = false;
  /** Of the latest net:misbehaving_connection that gave a reason, as reasonText. Show it through `visible`. */
  misbehaving: string | undefined;
  /** The connection's direction; undefined while nothing tells it. */
  direction: Direction | undefined;
  /** enum Network of Core's netaddress.h: 1 IPv4, 2 IPv6, 3 onion, 4 I2P, 5 CJDNS; 0 is unroutable. */
  network: number | undefined;
  /** Unix seconds, as the node says when it closes. */
  establishedUnix: number | undefined;

  /** What the peer said about itself. */
  version: VersionMessage | undefined;
  /** Time from the node's last answered `ping` to the processing of its `pong`. */
  pingNs: number | undefined;
  /** The `ping` that waits for its `pong`. */
  pendingPing: { nonce: bigint; timeNs: number } | undefined;

  constructor(
    readonly node: TracedNode,
    /** Into EventIndex.peers, where the identity is still there. */
    public index: number,
    public identity: PeerIdentity,
    readonly firstNs: number,
    public lastNs: number,
  ) {
    super();
  }

  /** A connection begins: nothing that was known of an earlier one of this id holds any more. */
  reopen(timeNs: number): void {
    this.open = true;
    this.openedNs = timeNs;
    this.closedNs = this.establishedUnix = this.version = undefined;
    this.pingNs = this.pendingPing = this.misbehaving = undefined;
    this.evicted = false;
  }

  /** It broke the rules. A later time without a reason says less than an earlier one with it. */
  misbehave(reason: string, text: string): void {
    if (reason !== '' || this.misbehaving === undefined) this.misbehaving = text;
  }

  close(timeNs: number): void {
    this.open = false;
    this.closedNs = timeNs;
    this.pendingPing = undefined;
  }
}

/** Peers of a node that are not told apart, or not any more: nothing but the sums. */
export class OtherPeers extends PeerTotals {
  /** Those that were told apart once. */
  peers = 0;

  constructor(readonly node: TracedNode) {
    super();
  }
}

/** A traced process and its peers. */
export class TracedNode {
  /** The peers by the id that the node gives them, in the order of their first event. */
  readonly byId = new Map<number, Peer>();
  readonly others: OtherPeers = new OtherPeers(this);
  readonly traffic = new Traffic();
  /** The process is gone; see PeersModel.nodeEnded. */
  ended = false;
  /** As Peer.revision. */
  revision = 0;

  /** @param pid OTHER_PROCESSES for all that are too many to be told apart. */
  constructor(readonly pid: number) {}

  /** A copy. */
  get peers(): Peer[] {
    return [...this.byId.values()];
  }
}
