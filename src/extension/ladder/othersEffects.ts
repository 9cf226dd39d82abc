import type { EventIndex } from '../../capture/index/eventIndex';
import { EVENT_KINDS } from '../../shared/events/eventKinds';
import { MessageKind } from '../../shared/frames/layout';

/** What a node does with transactions: in a busy node several things a second. */
const OF_MEMPOOL: ReadonlySet<number> = new Set(
  EVENT_KINDS.filter(({ provider }) => provider === 'mempool').map(({ kind }) => kind),
);
/** Rows before such an event in which the message is looked for that the node was handling. */
const MOST_LOOKED_AT = 4096;

/**
 * Tells what a node did with the transactions of other peers from what a ladder of some peers is about. Core does
 * it while it handles a message, so it is due to the last one that reached the node: that costs no reading, which
 * finding its cause does.
 */
export class OthersEffects {
  /** By pid: the last event that was asked for, and what was said of it. */
  private readonly last = new Map<number, { row: number; isOthers: boolean }>();

  /** @param isShown By EventIndex.peer. */
  constructor(
    private readonly index: EventIndex,
    private readonly isShown: (peer: number) => boolean,
  ) {}

  /** @param row To be asked for in ascending order, so that no row is looked at twice. */
  has(row: number): boolean {
    const { index } = this;
    if (!OF_MEMPOOL.has(index.kind(row))) return false;
    const pid = this.pidOf(row);
    const isOthers = this.isOthers(row, pid);
    this.last.set(pid, { row, isOthers });
    return isOthers;
  }

  private isOthers(row: number, pid: number): boolean {
    const { index } = this;
    const last = this.last.get(pid);
    const first = Math.max(index.firstRow, row - MOST_LOOKED_AT, last ? last.row + 1 : 0);
    for (let each = row - 1; each >= first; each--)
      if (index.kind(each) === (MessageKind.Inbound as number) && this.pidOf(each) === pid)
        return !this.isShown(index.peer(each));
    // Where no message is known, nobody else's is.
    return last?.isOthers ?? false;
  }

  private pidOf(row: number): number {
    return this.index.peers[this.index.peer(row)]!.pid;
  }
}
