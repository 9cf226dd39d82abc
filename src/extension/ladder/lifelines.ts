import { PEER_NETWORKS, type PeerNetwork } from '../../shared/text/peerNetworks';
import type { Peer } from '../../capture/model/peer';
import { isNodeItself, type PeerIdentity } from '../../capture/index/peerTable';
import {
  REST,
  type LadderHeader,
  type LadderPeer,
  type LadderSource,
  type Lifeline,
} from '../../shared/webview/ladderProtocol';
import { assertNever } from '../../shared/assertNever';
import { closedText, nodeId } from '../peers/peerText';
import type { Recording } from '../captures/recording';

/** Peers with a line of their own; a screen has room for fewer. */
export const MAX_PEER_LINES = 60;
/** Nodes that have one. */
export const MAX_NODE_LINES = 20;

/** Names that the user gave to peers, by address. */
export type AliasOf = (address: string) => string | undefined;

type Line =
  | { kind: 'node'; pid: number }
  | { kind: 'peer'; identity: PeerIdentity; peer: Peer | undefined }
  | { kind: 'processes' }
  | { kind: 'others' };

/** The vertical lines of a ladder. They come in the order of their first event and keep their column. */
export class Lifelines {
  /** Grows when lines were taken away: columns that were given out do not hold any more. */
  revision = 0;
  private lines: Line[] = [];
  private nodes = new Map<number, number>();
  /** Columns of the peers that have a line. */
  private columns = new Map<PeerIdentity, number>();
  /** By {@link keyOf}: the peer, once it was seen. A later one of the same id is another peer. */
  private readonly chosen: Map<string, PeerIdentity | undefined> | undefined;
  private others: number | undefined;
  private processes: number | undefined;
  /** Peer.nth of the last peer that was looked at. */
  private seen = 0;
  /** What the last look found. */
  private looked = { peers: -1, links: 0, firstRow: 0 };

  constructor(
    private readonly recording: Recording,
    private readonly peers: LadderSource['peers'],
    private readonly aliasOf: AliasOf,
  ) {
    if (peers !== 'all') this.chosen = new Map(peers.map((peer) => [keyOf(peer), undefined]));
    this.update();
  }

  /** Of the peers that it shows, by EventIndex.peer. */
  has(peer: number): boolean {
    return this.shows(this.recording.capture.index.peers[peer]!);
  }

  get empty(): boolean {
    return this.lines.length === 0;
  }

  /** It had peers, and the capture has no event of any of them any more. */
  get gone(): boolean {
    if (!this.chosen) return false;
    const seen = [...this.chosen.values()].filter((identity) => identity !== undefined);
    return seen.length > 0 && !seen.some((identity) => this.isKept(identity));
  }

  /** Takes in peers that came since, and those that turned out to be traced nodes. */
  update(): void {
    const { index } = this.recording.capture;
    const { revision: links } = this.recording.peers.transits;
    const { firstRow, peersRevision: peers } = index;
    const isAnew = links !== this.looked.links || (firstRow !== this.looked.firstRow && this.isOld);
    if (isAnew) this.startAnew();
    if (isAnew || peers !== this.looked.peers) this.look();
    this.looked = { peers, links, firstRow };
  }

  /** @param peer By EventIndex.peer. @returns Columns of the lines of the node and of the peer. */
  linesOf(peer: number): { node: number; peer: number } {
    const identity = this.recording.capture.index.peers[peer]!;
    const own = this.columns.get(identity) ?? this.columnOfOtherEnd(identity) ?? this.others;
    return { node: this.columnOfNode(identity.pid) ?? 0, peer: own ?? 0 };
  }

  header(): LadderHeader {
    return { lifelines: this.lines.map((line) => this.lifeline(line)), live: this.recording.live };
  }

  /** @param identity Of EventIndex.peers, or one that was there. */
  shows(identity: PeerIdentity): boolean {
    if (!this.chosen) return true;
    // What happened to a node concerns each of its peers.
    if (isNodeItself(identity)) return this.nodes.has(identity.pid);
    const key = keyOf(identity);
    const known = this.chosen.get(key);
    if (known) return known === identity;
    if (!this.chosen.has(key)) return false;
    this.chosen.set(key, identity);
    return true;
  }

  private isKept(identity: PeerIdentity): boolean {
    return this.recording.capture.index.findPeer(identity.pid, identity.peer) === identity;
  }

  /** Most lines are of peers of which nothing is left, while others have none. */
  private get isOld(): boolean {
    if (this.others === undefined) return false;
    const gone = [...this.columns.keys()].filter((identity) => !this.isKept(identity));
    return gone.length * 2 >= MAX_PEER_LINES;
  }

  private startAnew(): void {
    if (this.lines.length > 0) this.revision++;
    this.lines = [];
    this.nodes = new Map();
    this.columns = new Map();
    this.seen = 0;
    this.others = this.processes = undefined;
  }

  private look(): void {
    const { index } = this.recording.capture;
    if (this.peers !== 'all') {
      for (const { pid, peer } of this.peers) {
        const identity = index.findPeer(pid, peer);
        if (identity && this.shows(identity)) this.add(identity);
      }
      return;
    }
    // Nobody gets a line any more.
    if (this.others !== undefined && this.processes !== undefined) return;
    const { nodes, peers } = this.recording.peers;
    const fresh = peers.filter(({ nth, identity }) => nth > this.seen && this.isKept(identity));
    for (const { nth, identity } of fresh.sort((a, b) => a.nth - b.nth)) {
      this.seen = nth;
      this.add(identity);
    }
    for (const { pid, others } of nodes.values()) {
      // A node may have events of its own and no peers.
      this.addNode(pid);
      if (others.revision > 0) this.addOthers(pid);
    }
  }

  private add(identity: PeerIdentity): void {
    this.addNode(identity.pid);
    if (this.columns.has(identity)) return;
    const otherEnd = this.otherEnd(identity);
    if (otherEnd) {
      this.addNode(otherEnd.identity.pid);
      return;
    }
    if (this.columns.size < MAX_PEER_LINES) {
      const peer = this.recording.peers.peerOf(identity);
      this.columns.set(identity, this.lines.push({ kind: 'peer', identity, peer }) - 1);
      return;
    }
    this.addOthers(identity.pid);
  }

  private addNode(pid: number): void {
    if (this.nodes.has(pid)) return;
    if (this.nodes.size < MAX_NODE_LINES)
      this.nodes.set(pid, this.lines.push({ kind: 'node', pid }) - 1);
    else this.processes ??= this.lines.push({ kind: 'processes' }) - 1;
  }

  private addOthers(pid: number): void {
    this.addNode(pid);
    this.others ??= this.lines.push({ kind: 'others' }) - 1;
  }

  private columnOfNode(pid: number): number | undefined {
    return this.nodes.get(pid) ?? this.processes;
  }

  /** Where the peer is a traced node that is shown. */
  private otherEnd(identity: PeerIdentity): Peer | undefined {
    const { peers } = this.recording;
    const peer = peers.peerOf(identity);
    const other = peer && peers.transits.otherEnd(peer);
    return other && this.shows(other.identity) ? other : undefined;
  }

  private columnOfOtherEnd(identity: PeerIdentity): number | undefined {
    const other = this.otherEnd(identity);
    return other && this.columnOfNode(other.identity.pid);
  }

  private lifeline(line: Line): Lifeline {
    const bare = { connectionType: '', network: '', userAgent: '', closed: '' } as const;
    switch (line.kind) {
      case 'node': {
        const title = this.recording.nodeTitle(line.pid);
        return { kind: 'node', title, detail: nodeId(line.pid), ...bare };
      }
      case 'processes':
        return { kind: 'node', title: 'other processes', detail: REST, ...bare };
      case 'others':
        return { kind: 'others', title: 'other peers', detail: REST, ...bare };
      case 'peer':
        return this.peerLine(line);
      default:
        return assertNever(line);
    }
  }

  private peerLine(line: Extract<Line, { kind: 'peer' }>): Lifeline {
    const { identity } = line;
    const { peer: id, address, connectionType } = identity;
    // What was last known of the peer is kept, as it may no longer be told apart.
    line.peer = this.recording.peers.peerOf(identity) ?? line.peer;
    const { peer } = line;
    const known = address === '' ? `peer ${id}` : address;
    const alias = this.aliasOf(address);
    return {
      kind: 'peer',
      title: alias ?? known,
      detail: alias === undefined ? `peer ${id}` : `peer ${id} · ${known}`,
      connectionType,
      network: networkOf(identity, peer?.network),
      userAgent: peer?.version?.userAgent ?? '',
      closed: peer ? closedText(peer) : '',
    };
  }
}

function keyOf({ pid, peer }: LadderPeer): string {
  return `${pid}/${peer}`;
}

/** The network that the node named when the connection opened or closed; otherwise the form of the address tells. */
function networkOf({ address }: PeerIdentity, network: number | undefined): PeerNetwork {
  if (network !== undefined && network > 0) return PEER_NETWORKS[network]?.id ?? '';
  if (/\.onion(:\d+)?$/.test(address)) return 'onion';
  if (/\.i2p(:\d+)?$/.test(address)) return 'i2p';
  if (/^\[fc/i.test(address)) return 'cjdns';
  if (address.startsWith('[')) return 'ipv6';
  return /^[\d.]+(:\d+)?$/.test(address) ? 'ipv4' : '';
}
