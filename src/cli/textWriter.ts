import type { Gap } from '../capture/index/losses';
import { lossLine, logLine, rawLine } from '../capture/export/trafficLine';
import { assertNever } from '../shared/assertNever';
import { isProbeEvent, type ProbeEvent, type TraceEvent } from '../shared/events/event';
import type { Hello } from '../shared/frames/hello';
import { decodedLine, type Decoding } from './decodedLine';
import { jsonLine } from './jsonLine';
import { say, writeOut } from './output';
import { unattachedJson } from './unattached';

export const FORMATS = ['log', 'raw', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Characters that are held back at most, so that they are written together. */
const MOST_PENDING = 100_000;

const NONE: Gap[] = [];

/** What an event itself tells of losses before it. */
function gapsOf({ lostRingFull: count }: ProbeEvent): Gap[] {
  return count > 0 ? [{ count, cause: 'ring-full' }] : NONE;
}

/** Prints events as lines on standard output; on standard error, between them, what was lost there. */
export class TextWriter {
  private text = '';
  /** Where in `text` the line of each message ends. */
  private ends: number[] = [];
  /** What is on its way out while the next lines are made. */
  private writing = Promise.resolve();
  private out = 0;
  private hello: Hello | undefined;

  /** @param decoding JSON tells the fields of each message too. */
  constructor(
    private readonly format: Format,
    private readonly decoding?: Decoding,
  ) {}

  /** Messages whose whole line standard output has taken. */
  get delivered(): number {
    return this.out;
  }

  /**
   * @param gapsBefore What is missing directly before an event, asked once for each, in order.
   * @throws the system's error when standard output cannot be written.
   */
  async write(events: Iterable<TraceEvent>, gapsBefore = gapsOf): Promise<void> {
    for (const event of events) {
      if (event.kind === 'hello') this.begin(event);
      if (!isProbeEvent(event)) continue;
      await this.tellLosses(gapsBefore(event));
      for (const piece of this.piecesOf(event)) {
        this.text += piece;
        if (this.text.length > MOST_PENDING) await this.flush();
      }
      if (event.kind !== 'message') continue;
      this.ends.push(this.text.length);
      if (event.lost)
        await this.notice(
          `… only ${event.payload.length} of ${event.size} bytes of the message above (${event.lost}) …`,
        );
    }
    await this.flush();
    await this.writing;
  }

  /** Says what is missing where the next line would stand. */
  async tellLosses(gaps: readonly Gap[]): Promise<void> {
    for (const { count, cause } of gaps) await this.notice(lossLine(count, cause));
  }

  private begin(hello: Hello): void {
    this.hello = hello;
    if (this.format === 'json') this.text += unattachedJson(hello);
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
    // Whoever waits for it next hears of a failure.
    this.writing.catch(() => undefined);
  }

  private async send(text: string, ends: readonly number[]): Promise<void> {
    const encoding = this.format === 'json' ? 'latin1' : 'utf8';
    let written = 0;
    try {
      await writeOut(text, encoding, (bytes) => (written += bytes));
      this.out += ends.length;
    } catch (error) {
      const whole = (end: number) => Buffer.byteLength(text.slice(0, end), encoding) <= written;
      this.out += ends.filter(whole).length;
      throw error;
    }
  }

  /** A line with its end; nothing where the format has no line for the event. */
  private piecesOf(event: ProbeEvent): Iterable<string> {
    if (this.decoding && event.kind === 'message')
      return decodedLine(event, this.hello!, this.decoding);
    const line = this.lineOf(event);
    return line === undefined ? [] : [line, '\n'];
  }

  private lineOf(event: ProbeEvent): string | undefined {
    switch (this.format) {
      case 'log':
        return event.kind === 'message' ? logLine(event) : undefined;
      case 'raw':
        return event.kind === 'message' ? rawLine(event) : undefined;
      case 'json':
        return jsonLine(event, this.hello!);
      default:
        return assertNever(this.format);
    }
  }
}
