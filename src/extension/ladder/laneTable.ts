import type { PeerIdentity } from '../../capture/index/peerTable';

/** Rows for which the lane of a peer that closed stays empty, so that few screens show two of its peers. */
export const REST_ROWS = 100;
/** Core gives up on a peer of which it has not heard for this long (TIMEOUT_INTERVAL in its net.h). */
const SILENT_NS = 20 * 60e9;
/** Between two looks for peers that fell silent, nanoseconds. */
const SWEEP_NS = 60e9;

/** The time of one peer in a lane: rows [from, to] of the capture. */
export interface Stay {
  readonly identity: PeerIdentity;
  readonly lane: number;
  readonly from: number;
  /** The row that closed it; Infinity while more may follow. */
  to: number;
  lastRow: number;
  lastNs: number;
}

/**
 * Gives each peer a lane of the ladder from its first row to its end, and the lowest one that is free:
 * a capture of 10,000 connections needs as many lanes as there were at a time. Rows come in order.
 */
export class LaneTable {
  /** By lane, ascending. */
  private lanes: Stay[][] = [];
  private stays = new Map<PeerIdentity, Stay[]>();
  /** Lanes that may be taken, the lowest last. */
  private free: number[] = [];
  /** Lanes that were left, and by which row; the oldest first. */
  private resting: { lane: number; row: number }[] = [];
  private sweptNs = -Infinity;

  /** Lanes that were ever taken. */
  get length(): number {
    return this.lanes.length;
  }

  /** Peers that have a lane, or had one of which rows are left. */
  get peers(): number {
    return this.stays.size;
  }

  /** A peer without a lane has its first row. */
  take(identity: PeerIdentity, row: number, timeNs: number): Stay {
    const lane = this.lowestFree(row, timeNs);
    const stay: Stay = { identity, lane, from: row, to: Infinity, lastRow: row, lastNs: timeNs };
    (this.lanes[lane] ??= []).push(stay);
    const own = this.stays.get(identity);
    if (own) own.push(stay);
    else this.stays.set(identity, [stay]);
    return stay;
  }

  /** Nothing of the peer follows this row. */
  end(stay: Stay, row: number): void {
    if (stay.to !== Infinity) return;
    stay.to = row;
    this.resting.push({ lane: stay.lane, row });
  }

  /** Its lane is still empty since it ended. */
  rests(stay: Stay, row: number): boolean {
    return row < stay.to + REST_ROWS;
  }

  /** The stay that a row of the peer belongs to. */
  of(identity: PeerIdentity, row: number): Stay | undefined {
    return this.stays.get(identity)?.findLast(({ from }) => from <= row);
  }

  /** Those of whom something may still come. */
  get open(): Stay[] {
    return this.lanes.flatMap((lane) => {
      const last = lane.at(-1);
      return last?.to === Infinity ? [last] : [];
    });
  }

  /** The stays that rows [from, to) meet, by lane. */
  within(from: number, to: number): Stay[] {
    return this.lanes.flatMap((lane) => {
      const met: Stay[] = [];
      for (let i = lastBefore(lane, to); i >= 0 && lane[i]!.to >= from; i--) met.push(lane[i]!);
      return met.reverse();
    });
  }

  /** Rows below this one are gone, and with them those that had ended. @param isKept Its peer is still known. */
  dropBefore(row: number, isKept: (identity: PeerIdentity) => boolean): void {
    for (const [identity, own] of this.stays) {
      for (const stay of own)
        if (stay.to === Infinity && !isKept(identity)) this.end(stay, stay.lastRow);
      const left = own.filter(({ to }) => to >= row);
      if (left.length === own.length) continue;
      if (left.length > 0) this.stays.set(identity, left);
      else this.stays.delete(identity);
    }
    this.lanes = this.lanes.map((lane) => lane.filter(({ to }) => to >= row));
  }

  private lowestFree(row: number, timeNs: number): number {
    if (this.free.length === 0) this.sweep(timeNs);
    let rested = 0;
    while (rested < this.resting.length && this.resting[rested]!.row + REST_ROWS <= row) rested++;
    if (rested > 0) {
      this.free.push(...this.resting.splice(0, rested).map(({ lane }) => lane));
      this.free.sort((a, b) => b - a);
    }
    return this.free.pop() ?? this.lanes.length;
  }

  /** A node of an old release does not tell who left. */
  private sweep(timeNs: number): void {
    if (timeNs - this.sweptNs < SWEEP_NS) return;
    this.sweptNs = timeNs;
    for (const stay of this.open)
      if (timeNs - stay.lastNs > SILENT_NS) this.end(stay, stay.lastRow);
  }
}

/** The last stay that began before a row; -1 for none. */
function lastBefore(lane: readonly Stay[], row: number): number {
  let low = 0;
  let high = lane.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lane[middle]!.from < row) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
