import type { ProbeEvent } from '../../../shared/events/event';
import { summaryOf } from '../../query/readEvent';
import type { BinaryFormat } from '../exporter';
import { Bytes, Texts } from '../parquet/columnBuilders';
import { ParquetExporter, type OwnColumns } from '../parquet/parquetExporter';

/** One row an event, with the payload of a message: docs/parquet.md. */
export const parquetFormat: BinaryFormat = {
  id: 'parquet',
  title: 'Parquet, a row for each event',
  extension: 'parquet',
  binary: true,
  needsPayloads: true,
  needsFacts: true,
  needsAnswers: true,
  create: () => new ParquetExporter(new EventColumns()),
};

class EventColumns implements OwnColumns {
  readonly rowsOf = 'events';
  private readonly note = new Texts();
  private readonly payload = new Bytes();
  readonly builders = [this.note, this.payload];

  get bytes(): number {
    return this.payload.length;
  }

  has(): boolean {
    return true;
  }

  set(at: number, event: ProbeEvent): void {
    const isMessage = event.kind === 'message';
    this.note.set(at, isMessage ? undefined : summaryOf(event));
    this.payload.set(at, isMessage ? event.payload : undefined);
  }
}
