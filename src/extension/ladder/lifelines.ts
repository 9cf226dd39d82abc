import { setImmediate } from 'node:timers/promises';
import { isNodeItself, isOtherPeers, type PeerIdentity } from '../../capture/index/peerTable';
import { CHUNK_BITS, CHUNK_MASK, CHUNK_ROWS } from '../../capture/index/columns';
import type { Peer } from '../../capture/model/peer';
import { eventKind } from '../../shared/events/eventKinds';
import {
  nodeLine,
  type LadderHeader,
  type LadderPeer,
  type LadderSource,
  type Lifeline,
  type Line,
} from '../../shared/webview/ladderProtocol';
import type { Recording } from '../captures/recording';
import { LaneTable, type Stay } from './laneTable';
import type { NameOf } from '../host/peerNames';
import { nodeLifelines, otherNodes, peerLifeline } from './lifelineText';

/** Nodes that have a line of their own. */
export const MAX_NODE_LINES = 20;
/** Milliseconds that the event loop may be held for at a time. */
const SLICE_MS = 8;

/** What is known of the peer that EventIndex.peer numbers, as far as rows were looked at. */
interface Known {
  identity: PeerIdentity;
  stay: Stay | undefined;
}

/** The vertical lines of a ladder: its nodes, and the lanes of its peers. */
export class Lifelines {
  /** Grows when lanes that were given out do not hold any more. */
  revision = 0;
  private table = new LaneTable();
  /** By pid, in the order of their first event. */
  private nodes = new Map<number, Line>();
  /** By EventIndex.peer. */
  private known: (Known | undefined)[] = [];
  /** By {@link keyOf}: the peer, once it was seen. A later one of the same id is another peer. */
  private readonly chosen: Map<string, PeerIdentity | undefined> | undefined;
  /** Rows below have their lane. */
  private scanned = 0;
  /** What the last look found. */
  private looked = { peers: -1, links: 0, firstRow: 0 };
  private running: Promise<void> | undefined;

  constructor(
    private readonly recording: Recording,
    private readonly peers: LadderSource['peers'],
    private readonly nameOf: NameOf,
  ) {
    if (peers !== 'all') this.chosen = new Map(peers.map((peer) => [keyOf(peer), undefined]));
    this.update();
  }

  /** Of the peers that it shows, by EventIndex.peer. */
  has(peer: number): boolean {
    return this.shows(this.recording.capture.index.peers[peer]!);
  }

  /** No peers were chosen: it shows whoever comes. */
  get ofAll(): boolean {
    return this.chosen === undefined;
  }

  /** None of the peers that were chosen was seen yet. */
  get empty(): boolean {
    return this.chosen !== undefined && [...this.chosen.values()].every((each) => !each);
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
    if (links !== this.looked.links) this.startAnew();
    if (peers !== this.looked.peers) this.look();
    if (firstRow !== this.looked.firstRow) {
      this.scanned = Math.max(this.scanned, firstRow);
      this.table.dropBefore(firstRow, (identity) => this.isKept(identity));
    }
    this.looked = { peers, links, firstRow };
  }

  /** Gives lanes to all rows that are there, in slices. */
  async catchUp(): Promise<void> {
    this.update();
    const { index } = this.recording.capture;
    while (this.scanned < index.length) await (this.running ??= this.goOn());
  }

  /** The lines of the node and of the peer. @param row Of the capture; {@link catchUp} has seen it. */
  linesOf(row: number): { node: Line; peer: Line } {
    const { index } = this.recording.capture;
    const identity = index.peers[index.peer(row)]!;
    const other = this.otherEnd(identity);
    const peer = other ? this.lineOfNode(other.identity.pid) : this.table.of(identity, row)?.lane;
    return { node: this.lineOfNode(identity.pid), peer: peer ?? 0 };
  }

  /** Who has a lane in rows [from, to) of the capture. */
  within(from: number, to: number): Stay[] {
    return this.table.within(from, to);
  }

  header(): LadderHeader {
    const { recording, table, nodes } = this;
    const pids = [...nodes.keys()].slice(0, MAX_NODE_LINES);
    const lines = nodeLifelines(recording, pids);
    if (nodes.size > MAX_NODE_LINES) lines.push(otherNodes());
    const only = this.peers !== 'all' && this.peers.length === 1 ? this.peers[0] : undefined;
    const stay = only && this.chosen?.get(keyOf(only));
    return {
      nodes: lines,
      peers: this.chosen?.size ?? table.peers,
      only: stay && this.lifeline(stay),
      live: recording.live && !recording.reading,
    };
  }

  lifeline(identity: PeerIdentity): Lifeline {
    return peerLifeline(this.recording, identity, this.nameOf);
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
    if (isOtherPeers(identity)) return true;
    return this.recording.capture.index.findPeer(identity.pid, identity.peer) === identity;
  }

  private startAnew(): void {
    this.revision++;
    this.table = new LaneTable();
    this.nodes = new Map();
    this.known = [];
    this.scanned = this.recording.capture.index.firstRow;
    this.looked.peers = -1;
  }

  /** Nodes are few, and their lines are needed at once. */
  private look(): void {
    const { index } = this.recording.capture;
    if (this.peers === 'all') {
      for (const pid of this.recording.peers.nodes.keys()) this.addNode(pid);
      return;
    }
    for (const { pid, peer } of this.peers) {
      const identity = index.findPeer(pid, peer);
      if (!identity || !this.shows(identity)) continue;
      this.addNode(pid);
      const other = this.otherEnd(identity);
      if (other) this.addNode(other.identity.pid);
    }
  }

  private addNode(pid: number): void {
    if (!this.nodes.has(pid))
      this.nodes.set(pid, nodeLine(Math.min(this.nodes.size, MAX_NODE_LINES)));
  }

  private async goOn(): Promise<void> {
    const { index } = this.recording.capture;
    const { revision } = this;
    while (this.scanned < index.length && revision === this.revision) {
      const until = performance.now() + SLICE_MS;
      while (this.scanned < index.length && performance.now() < until) this.scan();
      await setImmediate();
    }
    this.running = undefined;
    this.endWithNodes();
  }

  /** The rest of a chunk, or a part of it. */
  private scan(): void {
    const { index } = this.recording.capture;
    const from = (this.scanned = Math.max(this.scanned, index.firstRow));
    const first = from & ~CHUNK_MASK;
    const stop = Math.min(index.length, first + CHUNK_ROWS, from + 8192);
    const { peer, kind, timeNs } = index.chunks[first >>> CHUNK_BITS]!;
    for (let row = from; row < stop; row++) {
      const i = row - first;
      const known = this.knownOf(peer[i]!, row, timeNs[i]!, kind[i]!);
      if (!known) continue;
      known.lastRow = row;
      known.lastNs = timeNs[i]!;
      if (eventKind(kind[i]!)!.connection === 'closes') this.table.end(known, row);
    }
    this.scanned = stop;
  }

  /** The stay of the peer of a row: a new one where it comes, or comes back. */
  private knownOf(peer: number, row: number, timeNs: number, kind: number): Stay | undefined {
    const identity = this.recording.capture.index.peers[peer]!;
    let known = this.known[peer];
    if (known?.identity !== identity) {
      const stay = this.hasLane(identity) ? this.table.take(identity, row, timeNs) : undefined;
      this.known[peer] = known = { identity, stay };
      return stay;
    }
    // What a node sent at its connection's end may come in a little later.
    if (!known.stay || known.stay.to === Infinity) return known.stay;
    const comesBack = eventKind(kind)!.connection === 'opens';
    if (comesBack || !this.table.rests(known.stay, row))
      known.stay = this.table.take(identity, row, timeNs);
    return known.stay;
  }

  private hasLane(identity: PeerIdentity): boolean {
    return !isNodeItself(identity) && this.shows(identity) && !this.otherEnd(identity);
  }

  /** With a process all of its connections end, which nothing tells. */
  private endWithNodes(): void {
    for (const { pid, ended } of this.recording.peers.nodes.values()) {
      if (!ended) continue;
      for (const stay of this.table.open)
        if (stay.identity.pid === pid) this.table.end(stay, stay.lastRow);
    }
  }

  private lineOfNode(pid: number): Line {
    return this.nodes.get(pid) ?? nodeLine(Math.min(this.nodes.size, MAX_NODE_LINES));
  }

  /** Where the peer is a traced node that is shown. */
  private otherEnd(identity: PeerIdentity): Peer | undefined {
    const { peers } = this.recording;
    if (peers.transits.revision === 0) return undefined;
    const peer = peers.peerOf(identity);
    const other = peer && peers.transits.otherEnd(peer);
    return other && this.shows(other.identity) ? other : undefined;
  }
}

function keyOf({ pid, peer }: LadderPeer): string {
  return `${pid}/${peer}`;
}
