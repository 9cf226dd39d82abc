import { readSlot } from '../../shared/frames/slots';

/** Peers that are told apart at a time. A node that gets a new one each second has so many in eleven days. */
export const MAX_PEERS = 1_000_000;
/** Processes whose peers are told apart at a time. */
export const MAX_NODES = 4096;
/** Peers that seem open and of which no row is left: more of them are forgotten, the longest silent first. */
export const MAX_SILENT = 10_000;
/** Strings that are kept once; Core has six. */
const MAX_SHARED = 64;

/** PeerIdentity.peer where a node has more peers than are told apart: see {@link isOtherPeers}. */
export const OTHER_PEERS = NaN;
/** And PeerIdentity.address. */
const OTHER_ADDRESS = 'one of too many peers to be told apart';
/** PeerIdentity.peer of what happened to the node itself: see {@link isNodeItself}. */
export const NO_PEER = Infinity;
/** PeerIdentity.pid where there are more processes than are told apart. */
export const OTHER_PROCESSES = -1;

/** A node's connection. A peer id is the node's own count, so it means something with the pid only. */
export interface PeerIdentity {
  readonly pid: number;
  /** The id that Core gives the peer. */
  readonly peer: number;
  /** The latest that is known, '' while none is. Chosen by a peer or a user: show it through `visible`. */
  readonly address: string;
  /** The type as Core spells it; the latest that is known, '' while none is. */
  readonly connectionType: string;
}

/** Where the strings of a frame are: offsets into the view. */
export interface PeerText {
  address: number;
  addressEnd: number;
  connectionType: number;
  connectionTypeEnd: number;
}

class Peer implements PeerIdentity {
  connectionType = '';
  open = true;
  /** The last row that is of this peer. */
  lastRow = 0;

  constructor(
    readonly pid: number,
    readonly peer: number,
    public address = '',
  ) {}
}

/** Fills the slot of a forgotten peer until another one takes its number. */
const NOBODY = new Peer(OTHER_PROCESSES, OTHER_PEERS);

/**
 * Numbers peers by (pid, peer id). The number of a peer that is forgotten is given to another one: its
 * identity is the same object as long as it is the same peer.
 */
export class PeerTable {
  private readonly list: Peer[] = [];
  /** Numbers of peers that are forgotten. */
  private readonly free: number[] = [];
  private readonly byPid = new Map<number, Map<number, number>>();
  /** The pid of the last event: most often the next event is of the same node. */
  private lastPid: number | undefined;
  private lastPeers = new Map<number, number>();
  /** There are few, and a node may have had a million peers. */
  private readonly connectionTypes = new Map<string, string>();
  private met = 0;

  get peers(): readonly PeerIdentity[] {
    return this.list;
  }

  /** Grows with every peer that gets a number. */
  get revision(): number {
    return this.met;
  }

  /** @returns undefined for a peer of which nothing is kept, or that is not told apart. */
  find(pid: number, peer: number): PeerIdentity | undefined {
    const number = this.byPid.get(pid)?.get(peer);
    return number === undefined ? undefined : this.list[number];
  }

  /** The number of the peer that a row is of: one for all where there are too many. */
  intern(pid: number, peer: number, row: number): number {
    if (pid !== this.lastPid) {
      this.lastPeers = this.peersOf(pid);
      this.lastPid = pid;
    }
    const number = this.lastPeers.get(peer) ?? this.add(pid, peer);
    this.list[number]!.lastRow = row;
    return number;
  }

  /** Takes over what a frame says of the peer; an empty string says nothing. */
  learn(number: number, view: DataView, slots: PeerText): void {
    const peer = this.list[number]!;
    if (isOtherPeers(peer)) return;
    if (!sameText(peer.address, view, slots.address, slots.addressEnd)) {
      const address = textOf(view, slots.address, slots.addressEnd);
      if (address !== '' && address !== peer.address) {
        peer.address = address;
        peer.connectionType = '';
      }
    }
    if (peer.connectionType === '')
      peer.connectionType = this.shared(
        textOf(view, slots.connectionType, slots.connectionTypeEnd),
      );
  }

  /** The connection was opened or closed. */
  setOpen(number: number, open: boolean): void {
    this.list[number]!.open = open;
  }

  /** Rows below this one are gone: forgets the peers of which nothing is left, unless they are open. */
  dropBefore(row: number): void {
    const silent: number[] = [];
    for (let number = 0; number < this.list.length; number++) {
      const peer = this.list[number]!;
      if (peer === NOBODY || peer.lastRow >= row) continue;
      if (peer.open && Number.isFinite(peer.peer)) silent.push(number);
      else this.forget(number);
    }
    if (silent.length <= MAX_SILENT) return;
    const lastRows = Float64Array.from(silent, (number) => this.list[number]!.lastRow).sort();
    const kept = lastRows[lastRows.length - MAX_SILENT]!;
    for (const number of silent) if (this.list[number]!.lastRow < kept) this.forget(number);
  }

  private peersOf(pid: number): Map<number, number> {
    let peers = this.byPid.get(pid);
    if (peers) return peers;
    // One more for the peers of other processes.
    if (this.byPid.size >= MAX_NODES && pid !== OTHER_PROCESSES)
      return this.peersOf(OTHER_PROCESSES);
    this.byPid.set(pid, (peers = new Map<number, number>()));
    return peers;
  }

  private add(pid: number, peer: number): number {
    const known = this.byPid.get(pid) === this.lastPeers;
    const ofPid = known ? pid : OTHER_PROCESSES;
    const hasRoom = this.list.length - this.free.length < MAX_PEERS;
    if (peer === NO_PEER || (known && hasRoom)) return this.place(ofPid, peer);
    return this.lastPeers.get(OTHER_PEERS) ?? this.place(ofPid, OTHER_PEERS, OTHER_ADDRESS);
  }

  private place(pid: number, peer: number, address = ''): number {
    const number = this.free.pop() ?? this.list.length;
    this.list[number] = new Peer(pid, peer, address);
    this.lastPeers.set(peer, number);
    this.met++;
    return number;
  }

  private forget(number: number): void {
    const { pid, peer } = this.list[number]!;
    this.list[number] = NOBODY;
    this.free.push(number);
    const peers = this.byPid.get(pid)!;
    peers.delete(peer);
    if (peers.size > 0) return;
    this.byPid.delete(pid);
    this.lastPid = undefined;
  }

  private shared(connectionType: string): string {
    const known = this.connectionTypes.get(connectionType);
    if (known === undefined && this.connectionTypes.size < MAX_SHARED)
      this.connectionTypes.set(connectionType, connectionType);
    return known ?? connectionType;
  }
}

/** Whether it represents the node itself: events without a peer belong to it. */
export function isNodeItself({ peer }: Pick<PeerIdentity, 'peer'>): boolean {
  return peer === NO_PEER;
}

/** Whether it represents all peers that are not told apart. */
export function isOtherPeers({ peer }: Pick<PeerIdentity, 'peer'>): boolean {
  return Number.isNaN(peer);
}

/** Compares without making a string: it is done for every message. False for all but ASCII. */
function sameText(text: string, view: DataView, at: number, end: number): boolean {
  const { length } = text;
  if (length > end - at) return false;
  for (let i = 0; i < length; i++) {
    const byte = view.getUint8(at + i);
    if (byte !== text.charCodeAt(i) || byte > 0x7f) return false;
  }
  return at + length === end || view.getUint8(at + length) === 0;
}

function textOf(view: DataView, at: number, end: number): string {
  return readSlot(Buffer.from(view.buffer, view.byteOffset + at, end - at), 0, end - at);
}
