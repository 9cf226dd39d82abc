import { decodeEvent, isProbeEvent, type TraceEvent } from '../shared/events/event';

/** How the trace went, apart from its messages. */
export interface Outcome {
  /** The kernel's last word has arrived: what was lost is known. */
  complete: boolean;
  /** Messages that arrived and that their destination did not take. */
  missed: number;
  /** How the missed messages are called: `not delivered`. */
  how: string;
}

/** Losses of one cause: those that events report, and those that the statistics count, which overtake the events. */
class Loss {
  told = 0;
  counted = 0;

  /** Losses that are counted and that no event has told yet. */
  get untold(): number {
    return Math.max(0, this.counted - this.told);
  }
}

/** What a trace brought, up to a wanted number of messages. */
export class Tally {
  private arrived = 0;
  private bytes = 0;
  private truncated = 0;
  private readonly ringFull = new Loss();
  private readonly unreadable = new Loss();

  /** @param payloads Whether they are wanted: only then it is counted which of them the snap length cut. */
  constructor(
    private readonly limit = Infinity,
    private readonly payloads = true,
  ) {}

  get messages(): number {
    return this.arrived;
  }

  /** All wanted messages are there. */
  get full(): boolean {
    return this.arrived >= this.limit;
  }

  /** Events that were lost after the last one, to a full ring buffer; for the end of a whole trace. */
  get lostAtEnd(): number {
    return this.full ? 0 : this.ringFull.untold;
  }

  /**
   * Counts the events of a run up to the last wanted message.
   * @returns The events, and the part of the run that holds them.
   * @throws MalformedFrame
   */
  take(run: Buffer): { events: TraceEvent[]; frames: Buffer } {
    const events: TraceEvent[] = [];
    let at = 0;
    while (at < run.length && !this.full) {
      const next = at + run.readUInt32LE(at);
      const event = decodeEvent(run.subarray(at, next));
      if (event) {
        this.count(event);
        events.push(event);
      }
      at = next;
    }
    return { events, frames: run.subarray(0, at) };
  }

  /** `N messages, B bytes, L lost, T truncated`, and what else there is to say. */
  closingLine({ complete, missed, how }: Outcome): string {
    const lost = complete ? `${this.lost} lost` : `at least ${this.lost} lost`;
    const missing = missed > 0 ? `, ${missed} ${how}` : '';
    const end = complete ? '' : '; the end of the trace is missing';
    return `${this.arrived} messages, ${this.bytes} bytes, ${lost}, ${this.truncated} truncated${missing}${end}`;
  }

  /** Lost, or arrived in part. */
  private get lost(): number {
    const told = this.ringFull.told + this.unreadable.told;
    // What is lost after the last wanted message is not missed.
    return this.full ? told : told + this.ringFull.untold + this.unreadable.untold;
  }

  private count(event: TraceEvent): void {
    if (event.kind === 'statistics') {
      this.ringFull.counted = event.lostRingFull;
      this.unreadable.counted = event.lostUnreadable;
      return;
    }
    if (!isProbeEvent(event)) return;
    this.ringFull.told += event.lostRingFull;
    if (event.kind !== 'message') return;
    this.arrived++;
    this.bytes += event.size;
    if (event.truncated && this.payloads) this.truncated++;
    if (event.lost === 'ring-full') this.ringFull.told++;
    if (event.lost === 'unreadable') this.unreadable.told++;
  }
}
