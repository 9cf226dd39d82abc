import { summarize } from '../../bitcoin/summarize';
import type { Capture } from '../../capture/capture';
import { isMessage } from '../../capture/index/eventIndex';
import { readEvents } from '../../capture/query/readEvents';
import { LimitedMap } from '../../shared/limitedMap';
import { visible } from '../../shared/text/visible';

/** Rows that are remembered: some screens. */
const MOST_KEPT = 5000;
/** Bytes of a payload that a summary takes, unless it needs more. */
const PREFIX = 512;
/** What needs more: a transaction is hashed as a whole, of headers the last is named. */
const LONGER: ReadonlyMap<string, number> = new Map([
  ['tx', 128 * 1024],
  ['headers', 170 * 1024],
  ...(['inv', 'getdata', 'notfound'] as const).map((type) => [type, 40 * 1024] as const),
]);

/** One line about messages, of which the first bytes are read from the capture. */
export class Summaries {
  /** By row. */
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
    const limit = (row: number) => LONGER.get(index.messageType(row)) ?? PREFIX;
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
