import type { ProbeEvent } from '../../../shared/events/event';
import type { Clock } from '../eventJson';
import type { Exporter, RowFacts } from '../exporter';
import { MOST_ROWS, type ColumnBuilder } from './columnBuilders';
import { CommonColumns, offsetOf } from './commonColumns';
import { ParquetThread } from './parquetThread';
import type { RowsOf } from './schema';

/** Bytes of payloads and texts of a row group, at most; a single event may have more. */
const MOST_BYTES = 8_000_000;

/** The columns that a format has besides those of every event. */
export interface OwnColumns {
  readonly rowsOf: RowsOf;
  /** In the order of the schema. */
  readonly builders: readonly Pick<ColumnBuilder<never>, 'take'>[];
  /** Bytes that are gathered in this group. */
  readonly bytes: number;
  /** Whether it has a row for the event. */
  has(event: ProbeEvent): boolean;
  set(at: number, event: ProbeEvent, facts: RowFacts | undefined): void;
}

/** A Parquet file: rows are gathered in columns, and groups of them are encoded in another thread. */
export class ParquetExporter implements Exporter<Uint8Array> {
  private readonly common = new CommonColumns();
  private readonly thread: ParquetThread;
  private rows = 0;

  constructor(private readonly own: OwnColumns) {
    this.thread = new ParquetThread(own.rowsOf);
  }

  event(event: ProbeEvent, clock: Clock, facts?: RowFacts): Iterable<Uint8Array> {
    const { common, own } = this;
    const seen = common.pass(event, facts);
    if (!own.has(event)) return [];
    const offsetNs = offsetOf(clock);
    if (offsetNs !== common.time.offsetNs) this.give();
    common.time.offsetNs = offsetNs;
    common.set(this.rows, event, facts, seen);
    own.set(this.rows, event, facts);
    this.rows++;
    if (this.rows === MOST_ROWS || own.bytes >= MOST_BYTES) this.give();
    return [];
  }

  async *made(): AsyncGenerator<Uint8Array, void> {
    yield* await this.thread.made();
  }

  async *finish(): AsyncGenerator<Uint8Array, void> {
    this.give();
    yield* await this.thread.end();
  }

  dispose(): void {
    this.thread.dispose();
  }

  private give(): void {
    const { rows } = this;
    if (rows === 0) return;
    this.rows = 0;
    const builders = [...this.common.builders, ...this.own.builders];
    this.thread.give({ rows, columns: builders.map((builder) => builder.take(rows)) });
  }
}
