import { decodeVersion, MalformedMessage } from '../bitcoin/versionMessage';
import type { Append } from './capture';
import { wellKnownTypeId } from './messageTypeTable';

const VERSION = wellKnownTypeId('version');
/** `version` messages whose other end may still be seen. */
const MOST_NONCES = 10_000;
/** Messages of one connection and direction that are on their way. */
const MOST_ON_THEIR_WAY = 4096;
/** Bytes of a payload by which a message is known again. */
const COMPARED_BYTES = 64;

interface Departure {
  row: number;
  peer: number;
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
  private readonly nonces = new Map<bigint, Departure>();
  /** By peer (EventIndex.peers): the peer that is the connection's other end. */
  private readonly ends = new Map<number, number>();
  /** By the peer that they left through. */
  private readonly onTheirWay = new Map<number, { row: number; look: string }[]>();
  private readonly arrivals = new Map<number, number>();
  private readonly departures = new Map<number, number>();

  /** The other end of a connection between traced nodes, by EventIndex.peers. */
  otherEnd(peer: number): number | undefined {
    return this.ends.get(peer);
  }

  /** The row at which a message arrived that left at this one. */
  arrivalOf(row: number): number | undefined {
    return this.arrivals.get(row);
  }

  /** The row at which a message left that arrived at this one. */
  departureOf(row: number): number | undefined {
    return this.departures.get(row);
  }

  /** Takes over a message, in the order of rows. */
  addMessage(append: Append, row: number, typeId: number, inbound: boolean): void {
    const { index } = append;
    const peer = index.peer(row);
    if (typeId === VERSION) this.addVersion(append, row, peer, inbound);
    const other = this.ends.get(peer);
    if (other === undefined || this.departures.has(row)) return;
    const look = lookOf(append, row, typeId);
    if (inbound) this.arrive(row, look, other, index.firstRow);
    else this.depart(row, look, peer);
  }

  private addVersion(append: Append, row: number, peer: number, inbound: boolean): void {
    const nonce = nonceOf(payloadOf(append, row, Infinity));
    if (nonce === undefined || this.ends.has(peer)) return;
    if (!inbound) {
      this.nonces.set(nonce, { row, peer });
      const [oldest] = this.nonces.keys();
      if (this.nonces.size > MOST_NONCES) this.nonces.delete(oldest!);
      return;
    }
    const sent = this.nonces.get(nonce);
    const { peers } = append.index;
    if (!sent || this.ends.has(sent.peer) || peers[sent.peer]!.pid === peers[peer]!.pid) return;
    this.nonces.delete(nonce);
    this.ends.set(sent.peer, peer);
    this.ends.set(peer, sent.peer);
    this.join(sent.row, row, append.index.firstRow);
    this.revision++;
  }

  private depart(row: number, look: string, peer: number): void {
    let queue = this.onTheirWay.get(peer);
    if (!queue) this.onTheirWay.set(peer, (queue = []));
    queue.push({ row, look });
    if (queue.length > MOST_ON_THEIR_WAY) queue.shift();
  }

  private arrive(row: number, look: string, sender: number, firstRow: number): void {
    const queue = this.onTheirWay.get(sender) ?? [];
    const at = queue.findIndex((each) => each.look === look);
    if (at === -1) return;
    this.join(queue[at]!.row, row, firstRow);
    queue.splice(0, at + 1);
  }

  private join(departure: number, arrival: number, firstRow: number): void {
    this.arrivals.set(departure, arrival);
    this.departures.set(arrival, departure);
    for (const [oldArrival, oldDeparture] of this.departures) {
      if (oldArrival >= firstRow) break;
      this.departures.delete(oldArrival);
      this.arrivals.delete(oldDeparture);
    }
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

/** @returns undefined for a message that Core would refuse, or that has none. */
function nonceOf(payload: Buffer): bigint | undefined {
  try {
    return decodeVersion(payload).nonce;
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}
