import { LimitedMap } from '../../shared/limitedMap';
import type { Append } from '../capture';
import { wellKnownTypeId } from '../index/messageTypeTable';
import type { Peer } from './peer';
import { PairColumns } from '../index/pairColumns';

const VERSION = wellKnownTypeId('version');
/** `version` messages whose other end may still be seen. */
const MOST_NONCES = 10_000;
/** Messages of one connection and direction that are on their way … */
const MOST_ON_THEIR_WAY = 4096;
/** … and of all connections: about 200 bytes each. */
const MOST_IN_ALL = 100_000;
/** Where a `version` has its nonce: it comes after members that cannot be missing and have a fixed size. */
const NONCE = 72;
/** Bytes of a payload by which a message is known again. */
const COMPARED_BYTES = 64;

interface Departure {
  row: number;
  peer: Peer;
}

/** One end of a connection between traced nodes. */
interface End {
  readonly other: Peer;
  /** What left here and has not arrived. */
  readonly onTheirWay: { row: number; look: string }[];
}

/**
 * Connections between traced nodes, and their messages, which are seen at both ends. Two ends are one
 * connection where the nonce that one node sent in its `version` (CNode::GetLocalNonce in Core's net.h:
 * drawn for each connection) is what another node received. Its messages arrive in the order in which
 * they left, so that what arrives is the oldest that looks the same; those before it were lost.
 */
export class Transits {
  /** Grows with every connection that is found. */
  revision = 0;
  private readonly nonces = new LimitedMap<bigint, Departure>(MOST_NONCES);
  private readonly ends = new Map<Peer, End>();
  /** A departure is the request, its arrival the answer. */
  private readonly rows = new PairColumns();
  private firstRow = 0;
  private waiting = 0;

  /** The other end of a connection between traced nodes. */
  otherEnd(peer: Peer): Peer | undefined {
    return this.ends.get(peer)?.other;
  }

  /** The row at which a message arrived that left at this one. */
  arrivalOf(row: number): number | undefined {
    return this.rows.answer(row);
  }

  /** The row at which a message left that arrived at this one. */
  departureOf(row: number): number | undefined {
    const departure = this.rows.request(row);
    return departure !== undefined && departure >= this.firstRow ? departure : undefined;
  }

  /** Takes over a message, in the order of rows. */
  addMessage(append: Append, row: number, typeId: number, inbound: boolean, peer: Peer): void {
    if (typeId === VERSION) this.addVersion(append, row, peer, inbound);
    if (this.ends.size === 0) return;
    const end = this.ends.get(peer);
    if (!end || this.rows.request(row) !== undefined) return;
    const look = lookOf(append, row, typeId);
    if (inbound) this.arrive(row, look, this.ends.get(end.other));
    else this.depart(row, look, end);
  }

  /** Rows below this one are gone. */
  dropBefore(row: number): void {
    if (row === this.firstRow) return;
    this.firstRow = row;
    this.rows.dropBefore(row);
  }

  /** Nothing of this peer follows. */
  forget(peer: Peer): void {
    const end = this.ends.get(peer);
    if (!end) return;
    this.ends.delete(peer);
    this.waiting -= end.onTheirWay.length;
  }

  private addVersion(append: Append, row: number, peer: Peer, inbound: boolean): void {
    const payload = payloadOf(append, row, NONCE + 8);
    if (payload.length < NONCE + 8 || this.ends.has(peer)) return;
    const nonce = payload.readBigUInt64LE(NONCE);
    if (!inbound) {
      this.nonces.set(nonce, { row, peer });
      return;
    }
    const sent = this.nonces.get(nonce);
    if (!sent || sent.peer.folded || this.ends.has(sent.peer)) return;
    if (sent.peer.node === peer.node) return;
    this.nonces.delete(nonce);
    this.ends.set(sent.peer, { other: peer, onTheirWay: [] });
    this.ends.set(peer, { other: sent.peer, onTheirWay: [] });
    if (sent.row >= this.firstRow) this.rows.join(sent.row, row);
    this.revision++;
  }

  private depart(row: number, look: string, { onTheirWay }: End): void {
    const full = onTheirWay.length >= MOST_ON_THEIR_WAY || this.waiting >= MOST_IN_ALL;
    if (full && onTheirWay.shift() === undefined) return;
    if (!full) this.waiting++;
    onTheirWay.push({ row, look });
  }

  private arrive(row: number, look: string, sender: End | undefined): void {
    const at = sender?.onTheirWay.findIndex((each) => each.look === look) ?? -1;
    if (!sender || at === -1) return;
    const departure = sender.onTheirWay[at]!.row;
    if (departure >= this.firstRow) this.rows.join(departure, row);
    this.waiting -= sender.onTheirWay.splice(0, at + 1).length;
  }
}

/** What is the same at both ends of a connection. */
function lookOf(append: Append, row: number, typeId: number): string {
  const beginning = payloadOf(append, row, COMPARED_BYTES).toString('latin1');
  return `${typeId} ${append.index.size(row)} ${beginning}`;
}

function payloadOf(append: Append, row: number, most: number): Buffer {
  const { index } = append;
  const start = index.payloadOffset(row);
  return append.frame(row).subarray(start, start + Math.min(most, index.captured(row)));
}
