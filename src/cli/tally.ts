import { decodeEvent, type TraceEvent } from '../shared/event';

/** What a trace brought, up to a wanted number of messages. */
export class Tally {
  private messages = 0;
  private bytes = 0;
  private truncated = 0;
  /** Known from gaps between events; what was lost at the very end only the statistics know. */
  private lost = 0;

  constructor(private readonly limit = Infinity) {}

  /** All wanted messages are there. */
  get full(): boolean {
    return this.messages >= this.limit;
  }

  /**
   * Counts the events of a run up to the last wanted message.
   * @returns them, and the part of the run that holds them.
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

  /** `N messages, B bytes, L lost, T truncated` */
  toString(): string {
    return `${this.messages} messages, ${this.bytes} bytes, ${this.lost} lost, ${this.truncated} truncated`;
  }

  private count(event: TraceEvent): void {
    if (event.kind === 'hello' || event.kind === 'failure') return;
    if (event.kind === 'statistics') {
      this.lost = Math.max(this.lost, event.lostRingFull + event.lostUnreadable);
      return;
    }
    this.lost += event.lostRingFull;
    if (event.kind !== 'message') return;
    this.messages++;
    this.bytes += event.size;
    if (event.truncated) this.truncated++;
    if (event.lost) this.lost++;
  }
}
