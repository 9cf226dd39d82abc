import type {
  EventFormat,
  Exporter,
  ExportOptions,
  Piece,
  RowFacts,
} from '../capture/export/exporter';
import { lossLine, partLossLine } from '../capture/export/trafficLine';
import type { Gap } from '../capture/index/losses';
import { isProbeEvent, type ProbeEvent, type TraceEvent } from '../shared/events/event';
import type { Hello } from '../shared/frames/hello';
import { checkOutput, say, standardOutput, type Output } from './output';

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
 * Prints events in a format, of text or of bytes, on standard output or elsewhere; losses are reported on standard
 * error, between the events where they happened.
 */
export class EventWriter {
  private readonly exporter: Exporter;
  private readonly encoding: 'latin1' | 'utf8';
  private begun = false;
  private text = '';
  /** Where in `text` each message ends: at 0 when its last piece was bytes, which went before. */
  private ends: number[] = [];
  /** What is on its way out while the next pieces are made. */
  private writing = Promise.resolve();
  private out = 0;
  private hello: Hello | undefined;

  /** @throws UserError `binary-to-terminal` */
  constructor(
    format: EventFormat,
    options?: ExportOptions,
    private readonly output: Output = standardOutput,
  ) {
    if (output === standardOutput) checkOutput(format);
    this.exporter = format.create(options);
    this.encoding = format.ascii ? 'latin1' : 'utf8';
  }

  /** Messages that the output has taken whole. */
  get delivered(): number {
    return this.out;
  }

  /**
   * @param contextOf Is asked once for each event, in order.
   * @throws the system's error when the output cannot be written.
   */
  async write(events: Iterable<TraceEvent>, contextOf = liveContext): Promise<void> {
    await this.begin();
    for (const event of events) {
      if (event.kind === 'hello') await this.takeHello(event);
      if (event.kind === 'node') await this.put(this.exporter.node?.(event, this.hello!));
      if (event.kind === 'bookmark') await this.put(this.exporter.bookmark?.(event, this.hello!));
      if (!isProbeEvent(event)) continue;
      const { gaps, facts } = contextOf(event);
      await this.tellLosses(gaps);
      for (const piece of this.exporter.event(event, this.hello!, facts)) {
        // Text is only joined here, without a call: there may be millions of pieces.
        if (typeof piece === 'string') this.text += piece;
        else await this.put(piece);
        if (this.text.length > MOST_PENDING) await this.flush();
      }
      if (event.kind !== 'message') continue;
      this.ends.push(this.text.length);
      if (event.lost) await this.notice(partLossLine(event));
    }
    await this.flush();
    await this.writing;
  }

  /** Says what is missing where the next event would stand. */
  async tellLosses(gaps: readonly Gap[]): Promise<void> {
    for (const { count, cause } of gaps) await this.notice(lossLine(count, cause));
  }

  /** Writes what the format has after the last event. */
  async end(): Promise<void> {
    await this.begin();
    await this.put(this.exporter.end?.());
    await this.flush();
    await this.writing;
  }

  /** Not before there is something to write: a trace that does not start leaves nothing. */
  private async begin(): Promise<void> {
    if (this.begun) return;
    this.begun = true;
    await this.put(this.exporter.begin?.());
  }

  private async takeHello(hello: Hello): Promise<void> {
    this.hello = hello;
    await this.put(this.exporter.hello?.(hello));
  }

  /** Text waits for more of it; bytes go out as they are, after the text before them. */
  private async put(piece: Piece = ''): Promise<void> {
    if (typeof piece === 'string') {
      this.text += piece;
      return;
    }
    await this.flush();
    await this.writing;
    this.start(this.send(piece, []));
  }

  private async notice(line: string): Promise<void> {
    await this.begin();
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
    this.start(this.send(text, ends));
  }

  private start(writing: Promise<void>): void {
    this.writing = writing;
    // The next one to wait for it gets the failure.
    writing.catch(() => undefined);
  }

  /** @param ends Of messages, in the piece where it is text. */
  private async send(piece: Piece, ends: readonly number[]): Promise<void> {
    const { encoding } = this;
    let written = 0;
    try {
      await this.output.write(piece, encoding, (bytes) => (written += bytes));
      this.out += ends.length;
    } catch (error) {
      const isOut = (end: number) => Buffer.byteLength(piece.slice(0, end), encoding) <= written;
      this.out += ends.filter(isOut).length;
      throw error;
    }
  }
}
