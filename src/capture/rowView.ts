import type { Direction } from '../shared/event';
import { CHUNK_BITS, CHUNK_MASK, CHUNK_ROWS, Uint32List } from './columns';
import { directionOf, isMessage, type EventIndex } from './eventIndex';
import { OTHER_TYPE } from './messageTypeTable';

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

/** The rows that a filter lets through, ascending. It grows with the index, at its end only. */
export class RowView {
  private readonly rows = new Uint32List();
  private readonly kinds = new Uint8Array(KINDS);
  private seen = 0;

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

  get length(): number {
    return this.rows.length;
  }

  /** @returns The row number in the index. @throws RangeError beyond the end. */
  at(i: number): number {
    const row = this.rows.at(i);
    if (row === undefined) throw new RangeError(`no row ${i} of ${this.length} in the view`);
    return row;
  }

  /** @returns How many rows of the view come before this row of the index. */
  positionOf(row: number): number {
    return this.rows.lowerBound(row);
  }

  /** Looks at the rows that came since. */
  update(): void {
    const { peer, pid, messageType } = this.filter;
    const typeId = messageType === undefined ? undefined : this.index.findMessageType(messageType);
    const { peers } = this.index;
    while (this.seen < this.index.length) {
      const first = this.seen & ~CHUNK_MASK;
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
