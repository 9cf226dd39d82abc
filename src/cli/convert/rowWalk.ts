import type { EventIndex } from '../../capture/index/eventIndex';
import { eventKind } from '../../shared/events/eventKinds';
import { HEADER } from '../../shared/frames/layout';

/** Goes through runs of frames in their order, and knows the row of each event. */
export class RowWalk {
  private row = 0;

  /** @param index Has the events of a run before they are gone through. */
  constructor(private readonly index: Pick<EventIndex, 'firstRow'>) {}

  /** The number of the next event. */
  get next(): number {
    return Math.max(this.row, this.index.firstRow);
  }

  /** Events up to this one were gone through elsewhere. */
  skipTo(row: number): void {
    this.row = row;
  }

  /** @param take Is given frames that a probe caused with their row, and others without. */
  each(run: Buffer, take: (frame: Buffer, row: number | undefined, at: number) => void): void {
    this.row = this.next;
    for (let at = 0; at < run.length;) {
      const end = at + run.readUInt32LE(at + HEADER.length);
      const isEvent = eventKind(run.readUInt16LE(at + HEADER.kind)) !== undefined;
      take(run.subarray(at, end), isEvent ? this.row : undefined, at);
      if (isEvent) this.row++;
      at = end;
    }
  }
}
