import { lossLine, logLine, rawLine } from '../capture/trafficLine';
import { assertNever } from '../shared/assertNever';
import type { ProbeEvent, TraceEvent } from '../shared/event';
import type { Hello } from '../shared/hello';
import { jsonLine } from './jsonLine';
import { say, writeOut } from './output';

export const FORMATS = ['log', 'raw', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Prints events as lines on standard output; on standard error, between them, what was lost there. */
export class TextWriter {
  private lines: string[] = [];
  private hello: Hello | undefined;

  constructor(private readonly format: Format) {}

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
    const line = this.lineOf(event);
    if (line !== undefined) this.lines.push(line);
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
    if (this.lines.length === 0) return;
    const text = this.lines.join('\n');
    this.lines = [];
    await writeOut(`${text}\n`);
  }

  /** @returns undefined where the format has no line for the event. */
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
