import { lossLine, logLine, rawLine } from '../capture/trafficLine';
import { assertNever } from '../shared/assertNever';
import type { ProbeEvent, TraceEvent } from '../shared/event';
import type { Hello } from '../shared/hello';
import type { Network } from '../bitcoin/read/payload';
import { decodedLine } from './decodedLine';
import { jsonLine } from './jsonLine';
import { say, writeOut } from './output';

export const FORMATS = ['log', 'raw', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Characters that are held back at most, so that they are written together. */
const MOST_PENDING = 1_000_000;

/** Prints events as lines on standard output; on standard error, between them, what was lost there. */
export class TextWriter {
  private pieces: string[] = [];
  private length = 0;
  private hello: Hello | undefined;

  /** @param decode The node's chain: JSON tells the fields of each message too. */
  constructor(
    private readonly format: Format,
    private readonly decode?: Network,
  ) {}

  /** @throws the system's error when standard output cannot be written. */
  async write(events: Iterable<TraceEvent>): Promise<void> {
    for (const event of events) {
      if (event.kind === 'hello') this.hello = event;
      if (isOfProbe(event)) await this.add(event);
    }
    await this.flush();
  }

  private async add(event: ProbeEvent): Promise<void> {
    if (event.lostRingFull > 0) await this.notice(lossLine(event.lostRingFull));
    for (const piece of this.textOf(event)) {
      this.pieces.push(piece);
      this.length += piece.length;
      if (this.length > MOST_PENDING) await this.flush();
    }
    if (event.kind === 'message' && event.lost)
      await this.notice(
        `… only ${event.payload.length} of ${event.size} bytes of the message above (${event.lost}) …`,
      );
  }

  private async notice(line: string): Promise<void> {
    await this.flush();
    say(line);
  }

  private async flush(): Promise<void> {
    if (this.length === 0) return;
    const text = this.pieces.join('');
    this.pieces = [];
    this.length = 0;
    await writeOut(text);
  }

  /** A line with its end, in pieces; nothing where the format has no line for the event. */
  private *textOf(event: ProbeEvent): Generator<string, void> {
    if (this.decode !== undefined && event.kind === 'message') {
      yield* decodedLine(event, this.hello!, this.decode);
      yield '\n';
      return;
    }
    const line = this.lineOf(event);
    if (line !== undefined) yield `${line}\n`;
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
