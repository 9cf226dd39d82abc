import { decodeEvent, type MessageEvent, type ProbeEvent } from '../../../shared/events/event';
import type { Decoding } from '../decodedJson';
import type { Clock } from '../eventJson';
import type { Piece, RowFacts } from '../exporter';
import { objectJson } from '../objectJson';
import { BatchBuilder } from './decodeBatch';
import { DecodePool, isWorthThreads } from './decodePool';
import { isOfType, messagePeerOf } from '../undecoded';

/** What stands around the objects of a format. */
export interface Around {
  separator: string;
  tail: string;
}

/** The objects of events with the fields of messages: of more than a few in threads, in their order. */
export class DecodingObjects {
  private readonly batch = new BatchBuilder();
  private pool: DecodePool | undefined;
  private clock: Clock | undefined;
  private lead = '';
  private bytes = 0;

  constructor(
    private readonly decoding: Decoding,
    private readonly around: Around,
  ) {}

  /**
   * Has a thread decode what a frame says.
   * @param lead Stands before it. @returns false where it is not worth a thread: {@link event} has it.
   */
  take(frame: Buffer, clock: Clock, facts: RowFacts | undefined, lead: string): boolean {
    this.bytes += frame.length;
    if (!this.pool && isWorthThreads(this.bytes))
      this.pool = new DecodePool({ form: formOf(this.decoding), ...this.around }, (batch) =>
        this.batch.reuse(batch),
      );
    if (this.pool) this.give(this.pool, frame, clock, facts, lead);
    return this.pool !== undefined;
  }

  /** @param lead Stands before it. @returns It, where nothing before it is still to come. */
  event(
    event: ProbeEvent,
    clock: Clock,
    facts: RowFacts | undefined,
    lead: string,
  ): Iterable<string> {
    const { decoding, around } = this;
    const pieces = [lead, ...objectJson({ event, clock, decoding, facts }, around.tail)];
    if (!this.pool) return pieces;
    this.text(pieces.join(''));
    return [];
  }

  /** @returns It, where nothing before it is still to come; else it comes after that. */
  text(text: string): string {
    if (!this.pool) return text;
    this.giveBatch();
    this.pool.text(text);
    return '';
  }

  async *made(all = false): AsyncGenerator<Piece, void> {
    if (!this.pool) return;
    if (all) this.giveBatch();
    yield* this.pool.made(all);
  }

  async *finish(): AsyncGenerator<Piece, void> {
    yield* this.made(true);
    this.dispose();
  }

  dispose(): void {
    this.pool?.dispose();
  }

  private give(
    pool: DecodePool,
    frame: Buffer,
    clock: Clock,
    facts: RowFacts | undefined,
    lead: string,
  ): void {
    const { batch, decoding } = this;
    if (clock !== this.clock || !batch.hasRoom(frame)) this.giveBatch();
    if (batch.isEmpty) this.lead = lead;
    this.clock = clock;
    const from = messagePeerOf(frame);
    batch.add(frame, {
      chain: from ? decoding.chainOf(from) : 'main',
      peerVersion: from && decoding.versions?.of(from),
      row: facts?.row,
    });
    if (from && isOfType(frame, 'version'))
      decoding.versions?.learn(decodeEvent(frame) as MessageEvent);
  }

  private giveBatch(): void {
    if (!this.batch.isEmpty) this.pool!.give(this.batch.take(this.clock!, this.lead));
  }
}

function formOf({ full, depth, scripts }: Decoding): Pick<Decoding, 'full' | 'depth' | 'scripts'> {
  return { full: full ?? false, depth, scripts };
}
