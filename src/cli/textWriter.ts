import type { Exporter, EventFormat, ExportOptions, RowFacts } from '../capture/export/exporter';
import { lossLine, partLossLine } from '../capture/export/trafficLine';
import type { Gap } from '../capture/index/losses';
import { isProbeEvent, type ProbeEvent, type TraceEvent } from '../shared/events/event';
import type { Hello } from '../shared/frames/hello';
import { say, writeOut } from './output';

/** Characters that are held back at most, so that they are written together. */
const MOST_PENDING = 100_000;

/** What is known about an event apart from its frame. */
export interface EventContext {
  /** What is missing directly before the event. */
  gaps: readonly Gap[];
  /** What the capture knows of the event, for formats that need it. */
  facts?: RowFacts | undefined;
}

const NOTHING: EventContext = { gaps: [] };

/** In a live trace, the event itself reports the losses before it. */
function liveContext({ lostRingFull: count }: ProbeEvent): EventContext {
  return count > 0 ? { gaps: [{ count, cause: 'ring-full' }] } : NOTHING;
}

/**
 * Prints events in a format on standard output; losses are reported on standard error, between the
 * lines where it is missing.
 */
export class TextWriter {
  private readonly exporter: Exporter;
  private readonly encoding: 'latin1' | 'utf8';
  private text: string;
  /** Where in `text` the line of each message ends. */
  private ends: number[] = [];
  /** What is on its way out while the next lines are made. */
  private writing = Promise.resolve();
  private out = 0;
  private hello: Hello | undefined;

  constructor(format: EventFormat, options?: ExportOptions) {
    this.exporter = format.create(options);
    this.text = this.exporter.begin?.() ?? '';
    this.encoding = format.ascii ? 'latin1' : 'utf8';
  }

  /** Messages whose whole line standard output has taken. */
  get delivered(): number {
    return this.out;
  }

  /**
   * @param contextOf Is asked once for each event, in order.
   * @throws the system's error when standard output cannot be written.
   */
  async write(events: Iterable<TraceEvent>, contextOf = liveContext): Promise<void> {
    for (const event of events) {
      if (event.kind === 'hello') this.takeHello(event);
      if (event.kind === 'node') this.text += this.exporter.node?.(event, this.hello!) ?? '';
      if (!isProbeEvent(event)) continue;
      const { gaps, facts } = contextOf(event);
      await this.tellLosses(gaps);
      for (const piece of this.exporter.event(event, this.hello!, facts)) {
        this.text += piece;
        if (this.text.length > MOST_PENDING) await this.flush();
      }
      if (event.kind !== 'message') continue;
      this.ends.push(this.text.length);
      if (event.lost) await this.notice(partLossLine(event));
    }
    await this.flush();
    await this.writing;
  }

  /** Says what is missing where the next line would stand. */
  async tellLosses(gaps: readonly Gap[]): Promise<void> {
    for (const { count, cause } of gaps) await this.notice(lossLine(count, cause));
  }

  /** Writes what the format has after the last event. */
  async end(): Promise<void> {
    this.text += this.exporter.end?.() ?? '';
    await this.flush();
    await this.writing;
  }

  private takeHello(hello: Hello): void {
    this.hello = hello;
    this.text += this.exporter.hello?.(hello) ?? '';
  }

  private async notice(line: string): Promise<void> {
    await this.flush();
    await this.writing;
    say(line);
  }

  /** Begins to write what there is, once what went before is out. */
  private async flush(): Promise<void> {
    await this.writing;
    const { text, ends } = this;
    this.text = '';
    this.ends = [];
    this.writing = this.send(text, ends);
    // The next one to wait for it gets the failure.
    this.writing.catch(() => undefined);
  }

  private async send(text: string, ends: readonly number[]): Promise<void> {
    const { encoding } = this;
    let written = 0;
    try {
      await writeOut(text, encoding, (bytes) => (written += bytes));
      this.out += ends.length;
    } catch (error) {
      const isOut = (end: number) => Buffer.byteLength(text.slice(0, end), encoding) <= written;
      this.out += ends.filter(isOut).length;
      throw error;
    }
  }
}
