import { lossLine, logLine, rawLine } from '../capture/trafficLine';
import { assertNever } from '../shared/assertNever';
import type { ProbeEvent, TraceEvent } from '../shared/event';
import type { Hello } from '../shared/hello';
import { decodedLine, type Decoding } from './decodedLine';
import { jsonLine } from './jsonLine';
import { say, writeOut } from './output';

export const FORMATS = ['log', 'raw', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Characters that are held back at most, so that they are written together. */
const MOST_PENDING = 100_000;

/** Prints events as lines on standard output; on standard error, between them, what was lost there. */
export class TextWriter {
  private text = '';
  /** What is on its way out while the next lines are made. */
  private writing = Promise.resolve();
  private hello: Hello | undefined;

  /** @param decoding JSON tells the fields of each message too. */
  constructor(
    private readonly format: Format,
    private readonly decoding?: Decoding,
  ) {}

  /** @throws the system's error when standard output cannot be written. */
  async write(events: Iterable<TraceEvent>): Promise<void> {
    for (const event of events) {
      if (event.kind === 'hello') this.hello = event;
      if (!isOfProbe(event)) continue;
      if (event.lostRingFull > 0) await this.notice(lossLine(event.lostRingFull));
      for (const piece of this.piecesOf(event)) {
        this.text += piece;
        if (this.text.length > MOST_PENDING) await this.flush();
      }
      if (event.kind === 'message' && event.lost)
        await this.notice(
          `… only ${event.payload.length} of ${event.size} bytes of the message above (${event.lost}) …`,
        );
    }
    await this.flush();
    await this.writing;
  }

  private async notice(line: string): Promise<void> {
    await this.flush();
    await this.writing;
    say(line);
  }

  /** Begins to write what there is, once what went before is out. */
  private async flush(): Promise<void> {
    await this.writing;
    if (this.text === '') return;
    this.writing = writeOut(this.text, this.format === 'json' ? 'latin1' : 'utf8');
    // Whoever waits for it next hears of a failure.
    this.writing.catch(() => undefined);
    this.text = '';
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

function isOfProbe(event: TraceEvent): event is ProbeEvent {
  return event.kind === 'message' || event.kind === 'connection' || event.kind === 'misbehaving';
}
