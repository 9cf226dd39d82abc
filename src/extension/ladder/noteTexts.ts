import type { Capture } from '../../capture/capture';
import { isMessage } from '../../capture/index/eventIndex';
import { noteText } from '../../capture/query/readEvent';
import { readEvents } from '../../capture/query/readEvents';
import { LimitedMap } from '../../shared/limitedMap';

/** Rows that are remembered: some screens. */
const MOST_KEPT = 5000;

/** What events say that are not messages; neighbours are read together. */
export class NoteTexts {
  /** Texts by row. */
  private readonly kept = new LimitedMap<number, string>(MOST_KEPT);

  constructor(private readonly capture: Capture) {}

  /**
   * @param rows Ascending; messages among them are passed over.
   * @returns Texts by row; nothing for an event whose bytes are gone.
   * @throws UserError when the file cannot be read.
   */
  async of(rows: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const { index } = this.capture;
    const found = new Map<number, string>();
    const wanted: number[] = [];
    for (const row of rows) {
      const known = this.kept.get(row);
      if (known !== undefined) found.set(row, known);
      else if (row >= index.firstRow && !isMessage(index.kind(row))) wanted.push(row);
    }
    for await (const events of readEvents(this.capture, wanted)) {
      for (const event of events) {
        const text = noteText(event.kind, event.note);
        this.kept.set(event.row, text);
        found.set(event.row, text);
      }
    }
    return found;
  }
}
