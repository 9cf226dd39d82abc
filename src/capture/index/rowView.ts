import type { Direction } from '../../shared/events/event';
import { CHUNK_BITS, CHUNK_MASK, CHUNK_ROWS, Uint32List } from './columns';
import { directionOf, isMessage, type EventIndex } from './eventIndex';
import type { Gap } from './losses';
import { OTHER_TYPE } from './messageTypeTable';
import type { PeerIdentity } from './peerTable';
import { RowGone } from './rowGone';

/** What a row must have; what is absent does not matter. */
export interface RowFilter {
  pid?: number;
  /** An index into EventIndex.peers. */
  peer?: number;
  /** Of messages and connections; a closed or misbehaving connection has none. */
  direction?: Direction;
  /** Messages of this type only. */
  messageType?: string;
  /** Leave connection events out. */
  messagesOnly?: boolean;
}

const KINDS = 256;

/**
 * The rows that a filter lets through, ascending. It grows with the index, at its end only; what the
 * index drops is dropped here too, and the other rows keep their positions.
 */
export class RowView {
  private readonly rows = new Uint32List();
  private readonly kinds = new Uint8Array(KINDS);
  private seen = 0;
  /** Whose number `filter.peer` was at first. */
  private identity: PeerIdentity | undefined;

  constructor(
    private readonly index: EventIndex,
    private readonly filter: RowFilter,
  ) {
    const messagesOnly = filter.messagesOnly === true || filter.messageType !== undefined;
    for (let kind = 0; kind < KINDS; kind++) {
      const wanted = filter.direction === undefined || directionOf(kind) === filter.direction;
      if (wanted && (!messagesOnly || isMessage(kind))) this.kinds[kind] = 1;
    }
    this.update();
  }

  /** The position after the last: how many rows there ever were. */
  get length(): number {
    return this.rows.length;
  }

  /** The first position whose row is still there; `length` when none is. */
  get first(): number {
    return this.rows.lowerBound(this.index.firstRow);
  }

  /**
   * @returns The row number in the index.
   * @throws RangeError beyond the end; RowGone for a row that is gone.
   */
  at(i: number): number {
    const row = this.rows.at(i);
    if (i < this.rows.first || (row !== undefined && row < this.index.firstRow))
      throw new RowGone(row ?? i);
    if (row === undefined) throw new RangeError(`no row ${i} of ${this.length} in the view`);
    return row;
  }

  /**
   * Events missing between the rows at i - 1 and i, also where they were lost before rows that the
   * filter hides; at `first` from the first row of the index on, at `length` up to the end.
   */
  gapsBefore(i: number): Gap[] {
    const { index } = this;
    const after = i <= this.first ? index.firstRow - 1 : this.at(i - 1);
    return i < this.length ? index.losses.between(after, this.at(i)) : index.losses.after(after);
  }

  /** @returns The first position whose row is not before this row of the index. */
  positionOf(row: number): number {
    return this.rows.lowerBound(row);
  }

  /** Looks at the rows that came since. */
  update(): void {
    const { peer, pid, messageType } = this.filter;
    const typeId = messageType === undefined ? undefined : this.index.findMessageType(messageType);
    const { peers, firstRow } = this.index;
    this.rows.dropBefore(this.rows.lowerBound(firstRow));
    this.seen = Math.max(this.seen, firstRow);
    if (peer !== undefined) this.identity ??= peers[peer];
    if (peer !== undefined && peers[peer] !== this.identity) this.seen = this.index.length;
    while (this.seen < this.index.length) {
      const first = this.seen - (this.seen & CHUNK_MASK);
      const end = Math.min(this.index.length, first + CHUNK_ROWS);
      const chunk = this.index.chunks[first >>> CHUNK_BITS]!;
      for (let row = this.seen; row < end; row++) {
        const i = row - first;
        if (peer !== undefined && chunk.peer[i] !== peer) continue;
        if (this.kinds[chunk.kind[i]!] === 0) continue;
        if (typeId !== undefined && chunk.messageType[i] !== typeId) continue;
        if (pid !== undefined && peers[chunk.peer[i]!]!.pid !== pid) continue;
        if (typeId === OTHER_TYPE && this.index.messageType(row) !== messageType) continue;
        this.rows.push(row);
      }
      this.seen = end;
    }
  }
}
