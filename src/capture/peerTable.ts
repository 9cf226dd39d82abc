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
  /** What `address` was read from, to see without making a string that it is still the same. */
  addressBytes = new DataView(new ArrayBuffer(0));

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

  get peers(): readonly PeerIdentity[] {
    return this.list;
  }

  intern(pid: number, peer: number): number {
    if (pid !== this.lastPid) {
      this.lastPeers = this.byPid.get(pid) ?? new Map<number, number>();
      this.lastPid = pid;
      this.byPid.set(pid, this.lastPeers);
    }
    let index = this.lastPeers.get(peer);
    if (index === undefined) {
      index = this.list.length;
      this.list.push(new Peer(pid, peer));
      this.lastPeers.set(peer, index);
    }
    return index;
  }

  /** Takes over what a frame says of the peer; an empty string (unreadable) says nothing. */
  learn(index: number, view: DataView, slots: PeerSlots): void {
    const peer = this.list[index]!;
    if (!sameText(peer.addressBytes, view, slots.address, slots.addressEnd)) {
      const bytes = textBytes(view, slots.address, slots.addressEnd);
      if (bytes.length > 0) {
        peer.addressBytes = new DataView(bytes.buffer);
        peer.address = Buffer.from(bytes).toString('latin1');
        peer.connectionType = '';
      }
    }
    if (peer.connectionType === '')
      peer.connectionType = Buffer.from(
        textBytes(view, slots.connectionType, slots.connectionTypeEnd),
      ).toString('latin1');
  }
}

/** Compares by words: it is done for every message. */
function sameText(bytes: DataView, view: DataView, at: number, end: number): boolean {
  const length = bytes.byteLength;
  let i = 0;
  for (; i + 4 <= length; i += 4) if (view.getUint32(at + i) !== bytes.getUint32(i)) return false;
  for (; i < length; i++) if (view.getUint8(at + i) !== bytes.getUint8(i)) return false;
  return at + length === end || view.getUint8(at + length) === 0;
}

/** A copy of the slot up to its NUL. */
function textBytes(view: DataView, at: number, end: number): Uint8Array<ArrayBuffer> {
  const slot = new Uint8Array(view.buffer, view.byteOffset + at, end - at);
  const nul = slot.indexOf(0);
  return Uint8Array.from(nul === -1 ? slot : slot.subarray(0, nul));
}
