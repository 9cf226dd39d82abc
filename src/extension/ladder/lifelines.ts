import type { Peer } from '../../capture/peer';
import type {
  LadderHeader,
  LadderPeer,
  LadderSource,
  Lifeline,
  PeerNetwork,
} from '../../shared/ladderProtocol';
import { closedText } from '../peers/peerText';
import type { Recording } from '../recording';

/** Peers with a line of their own; a screen has room for fewer. */
export const MAX_PEER_LINES = 60;

/** Names that the user gave to peers, by address. */
export type AliasOf = (address: string) => string | undefined;

type Line = { kind: 'node'; pid: number } | { kind: 'peer'; peer: Peer } | { kind: 'others' };

/** The vertical lines of a ladder. They come in the order of their first event and keep their place. */
export class Lifelines {
  /** Grows when lines were taken away: places that were given out hold no more. */
  revision = 0;
  private lines: Line[] = [];
  private nodes = new Map<number, number>();
  /** By EventIndex.peer: the place of its line. */
  private places: number[] = [];
  private readonly chosen: ReadonlySet<string> | undefined;
  private peerLines = 0;
  private others: number | undefined;
  private seen = 0;
  private linked = 0;

  constructor(
    private readonly recording: Recording,
    peers: LadderSource['peers'],
    private readonly aliasOf: AliasOf,
  ) {
    if (peers !== 'all') this.chosen = new Set(peers.map(keyOf));
    this.update();
  }

  /** Of the peers that it shows, by EventIndex.peer. */
  has(peer: number): boolean {
    return !this.chosen || this.chosen.has(keyOf(this.recording.capture.index.peers[peer]!));
  }

  get empty(): boolean {
    return this.lines.length === 0;
  }

  /** Takes in peers that came since, and those that turned out to be traced nodes. */
  update(): void {
    const { peers, transits } = this.recording.peers;
    if (transits.revision !== this.linked) {
      this.linked = transits.revision;
      this.startAnew();
    }
    for (; this.seen < peers.length; this.seen++) {
      const peer = peers[this.seen];
      if (peer && this.has(peer.index)) this.add(peer);
    }
  }

  /** @param peer By EventIndex.peer. @returns Places of the lines of the node and of the peer. */
  placesOf(peer: number): { node: number; peer: number } {
    const { pid } = this.recording.capture.index.peers[peer]!;
    return { node: this.nodes.get(pid) ?? 0, peer: this.places[peer] ?? 0 };
  }

  header(): LadderHeader {
    return { lifelines: this.lines.map((line) => this.lifeline(line)), live: this.recording.live };
  }

  private startAnew(): void {
    if (this.lines.length > 0) this.revision++;
    this.lines = [];
    this.nodes = new Map();
    this.places = [];
    this.peerLines = this.seen = 0;
    this.others = undefined;
  }

  /** @returns The place of a node's line. */
  private nodeLine(pid: number): number {
    let place = this.nodes.get(pid);
    if (place === undefined)
      this.nodes.set(pid, (place = this.lines.push({ kind: 'node', pid }) - 1));
    return place;
  }

  private add(peer: Peer): void {
    const { peers, transits } = this.recording.peers;
    this.nodeLine(peer.identity.pid);
    const otherEnd = transits.otherEnd(peer.index);
    if (otherEnd !== undefined && this.has(otherEnd)) {
      this.places[peer.index] = this.nodeLine(peers[otherEnd]!.identity.pid);
      return;
    }
    if (this.peerLines < MAX_PEER_LINES) {
      this.peerLines++;
      this.places[peer.index] = this.lines.push({ kind: 'peer', peer }) - 1;
      return;
    }
    this.others ??= this.lines.push({ kind: 'others' }) - 1;
    this.places[peer.index] = this.others;
  }

  private lifeline(line: Line): Lifeline {
    const bare = { connectionType: '', network: '', userAgent: '', closed: '' } as const;
    if (line.kind === 'node')
      return {
        ...{ kind: 'node', title: this.recording.nodeTitle(line.pid) },
        ...{ detail: `pid ${line.pid}`, ...bare },
      };
    if (line.kind === 'others')
      return { kind: 'others', title: 'other peers', detail: 'one line for the rest', ...bare };
    const { peer } = line;
    const { peer: id, address, connectionType } = peer.identity;
    const known = address === '' ? `peer ${id}` : address;
    const alias = this.aliasOf(address);
    return {
      kind: 'peer',
      title: alias ?? known,
      detail: alias === undefined ? `peer ${id}` : `peer ${id} · ${known}`,
      connectionType,
      network: networkOf(peer),
      userAgent: peer.version?.userAgent ?? '',
      closed: closedText(peer),
    };
  }
}

function keyOf({ pid, peer }: LadderPeer): string {
  return `${pid}/${peer}`;
}

/** enum Network of Core's netaddress.h. */
const NETWORKS: readonly PeerNetwork[] = ['', 'ipv4', 'ipv6', 'onion', 'i2p', 'cjdns'];

/** As the node said when the connection opened or closed, else by the look of the address. */
function networkOf({ network, identity: { address } }: Peer): PeerNetwork {
  if (network !== undefined && network > 0) return NETWORKS[network] ?? '';
  if (/\.onion(:\d+)?$/.test(address)) return 'onion';
  if (/\.i2p(:\d+)?$/.test(address)) return 'i2p';
  if (/^\[fc/i.test(address)) return 'cjdns';
  if (address.startsWith('[')) return 'ipv6';
  return /^[\d.]+(:\d+)?$/.test(address) ? 'ipv4' : '';
}
