import { summarize, summaryBytes } from '../../bitcoin/summarize';
import type { Capture } from '../capture';
import { isMessage } from '../index/eventIndex';
import { noteText, type ReadEvent } from './readEvent';
import { readEvents } from './readEvents';
import { LimitedMap } from '../../shared/limitedMap';
import { visible } from '../../shared/text/visible';

/** Rows that are remembered: some screens. */
const MOST_KEPT = 5000;

/** One line about each row; of messages only the first bytes are read, and neighbours are read together. */
export class Summaries {
  /** Summaries by row. */
  private readonly kept = new LimitedMap<number, string>(MOST_KEPT);

  constructor(private readonly capture: Capture) {}

  /**
   * @param rows Ascending.
   * @returns By row, of a message without its type; nothing for an event whose bytes are gone.
   * @throws UserError when the file cannot be read.
   */
  async of(rows: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const { index } = this.capture;
    const found = new Map<number, string>();
    const wanted: number[] = [];
    for (const row of rows) {
      const known = this.kept.get(row);
      if (known !== undefined) found.set(row, known);
      else if (row >= index.firstRow) wanted.push(row);
    }
    const limit = (row: number) => summaryBytes(index.messageType(row));
    for await (const events of readEvents(this.capture, wanted, limit)) {
      for (const event of events) {
        const text = textOf(event);
        this.kept.set(event.row, text);
        found.set(event.row, text);
      }
    }
    return found;
  }
}

function textOf({ kind, note, messageType, payload, size }: ReadEvent): string {
  if (!isMessage(kind.kind)) return noteText(kind, note);
  return summarize(messageType, payload, size).slice(visible(messageType).length + 1);
}
