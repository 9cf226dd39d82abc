import { MalformedFrame, readSlot } from '../shared/frameReader';

/** A node that gets a new one each second has so many in eleven days; a file may claim any number. */
export const MAX_PEERS = 1_000_000;

/** A node's connection. A peer id is the node's own count, so it means something with the pid only. */
export interface PeerIdentity {
  readonly pid: number;
  /** As Core numbers its peers. */
  readonly peer: number;
  /** The latest that is known, '' while none is. Chosen by a peer or a user: show it through `visible`. */
  readonly address: string;
  /** As Core spells it; the latest that is known, '' while none is. */
  readonly connectionType: string;
}

/** Where the strings of a frame are: offsets into the view. */
export interface PeerSlots {
  address: number;
  addressEnd: number;
  connectionType: number;
  connectionTypeEnd: number;
}

class Peer implements PeerIdentity {
  address = '';
  connectionType = '';

  constructor(
    readonly pid: number,
    readonly peer: number,
  ) {}
}

/** Numbers peers by (pid, peer id). */
export class PeerTable {
  private readonly list: Peer[] = [];
  private readonly byPid = new Map<number, Map<number, number>>();
  /** Of the last event: most often the next one is of the same node. */
  private lastPid = -1;
  private lastPeers = new Map<number, number>();
  /** Each is kept once: there are few, and a node may have had a million peers. */
  private readonly connectionTypes = new Map<string, string>();

  get peers(): readonly PeerIdentity[] {
    return this.list;
  }

  /** @throws MalformedFrame beyond MAX_PEERS. */
  intern(pid: number, peer: number): number {
    if (pid !== this.lastPid) {
      this.lastPeers = this.byPid.get(pid) ?? new Map<number, number>();
      this.lastPid = pid;
      this.byPid.set(pid, this.lastPeers);
    }
    let index = this.lastPeers.get(peer);
    if (index === undefined) {
      index = this.list.length;
      if (index === MAX_PEERS) throw new MalformedFrame(`more than ${MAX_PEERS} peers`);
      this.list.push(new Peer(pid, peer));
      this.lastPeers.set(peer, index);
    }
    return index;
  }

  /** Takes over what a frame says of the peer; an empty string says nothing. */
  learn(index: number, view: DataView, slots: PeerSlots): void {
    const peer = this.list[index]!;
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

  private shared(connectionType: string): string {
    const known = this.connectionTypes.get(connectionType);
    if (known === undefined) this.connectionTypes.set(connectionType, connectionType);
    return known ?? connectionType;
  }
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
