import { summarize, summaryBytes } from '../../bitcoin/summarize';
import type { Capture } from '../../capture/capture';
import { isMessage } from '../../capture/index/eventIndex';
import { readEvents } from '../../capture/query/readEvents';
import { LimitedMap } from '../../shared/limitedMap';
import { visible } from '../../shared/text/visible';

/** Rows that are remembered: some screens. */
const MOST_KEPT = 5000;
/** One line about messages, of which the first bytes are read from the capture. */
export class Summaries {
  /** Summaries by row. */
  private readonly kept = new LimitedMap<number, string>(MOST_KEPT);

  constructor(private readonly capture: Capture) {}

  /** @param rows Ascending. @returns Without the type; nothing for a message whose bytes are gone. */
  async of(rows: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const { index } = this.capture;
    const found = new Map<number, string>();
    const wanted: number[] = [];
    for (const row of rows) {
      const known = this.kept.get(row);
      if (known !== undefined) found.set(row, known);
      else if (row >= index.firstRow && isMessage(index.kind(row))) wanted.push(row);
    }
    const limit = (row: number) => summaryBytes(index.messageType(row));
    for await (const events of readEvents(this.capture, wanted, limit)) {
      for (const { row, messageType, payload, size } of events) {
        const text = summarize(messageType, payload, size).slice(visible(messageType).length + 1);
        this.kept.set(row, text);
        found.set(row, text);
      }
    }
    return found;
  }
}
