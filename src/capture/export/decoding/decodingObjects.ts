import type { ProbeEvent } from '../../../shared/events/event';
import type { Decoding } from '../decodedJson';
import type { Clock } from '../eventJson';
import type { Piece, RowFacts } from '../exporter';
import { objectJson } from '../objectJson';
import { BatchBuilder } from './decodeBatch';
import { DecodePool, hasThreads } from './decodePool';

/** Bytes of frames that take less time than to start threads does. */
const FEW = 1_000_000;

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
   * @param lead Stands before it. @param frame Where it is absent, the event is decoded here.
   * @returns It, where it is not decoded by a thread.
   */
  event(
    event: ProbeEvent,
    clock: Clock,
    facts: RowFacts | undefined,
    lead: string,
    frame: Buffer | undefined,
  ): Iterable<string> {
    this.bytes += frame?.length ?? 0;
    if (!this.pool && frame && this.bytes > FEW && hasThreads())
      this.pool = new DecodePool({ form: formOf(this.decoding), ...this.around }, (batch) =>
        this.batch.reuse(batch),
      );
    if (this.pool && frame) this.give(this.pool, event, clock, facts, lead, frame);
    else {
      const { decoding, around } = this;
      const pieces = objectJson({ event, clock, decoding, facts }, around.tail);
      if (!this.pool) return [lead, ...pieces];
      this.text([lead, ...pieces].join(''));
    }
    return [];
  }

  /** @returns It, where nothing before it is still to come; else it comes after that. */
  text(text: string): string {
    if (!this.pool) return text;
    this.giveBatch();
    this.pool.text(text);
    return '';
  }

  async *made(): AsyncGenerator<Piece, void> {
    if (this.pool) yield* this.pool.made();
  }

  async *finish(): AsyncGenerator<Piece, void> {
    if (!this.pool) return;
    this.giveBatch();
    yield* this.pool.made(true);
    this.dispose();
  }

  dispose(): void {
    this.pool?.dispose();
  }

  private give(
    pool: DecodePool,
    event: ProbeEvent,
    clock: Clock,
    facts: RowFacts | undefined,
    lead: string,
    frame: Buffer,
  ): void {
    const { batch, decoding } = this;
    if (clock !== this.clock || !batch.hasRoom(frame)) this.giveBatch();
    if (batch.isEmpty) this.lead = lead;
    this.clock = clock;
    const isMessage = event.kind === 'message';
    batch.add(frame, {
      chain: isMessage ? decoding.chainOf(event) : 'main',
      peerVersion: isMessage ? decoding.versions?.of(event) : undefined,
      row: facts?.row,
    });
    if (isMessage) decoding.versions?.learn(event);
  }

  private giveBatch(): void {
    if (!this.batch.isEmpty) this.pool!.give(this.batch.take(this.clock!, this.lead));
  }
}

function formOf({ full, depth, scripts }: Decoding): Pick<Decoding, 'full' | 'depth' | 'scripts'> {
  return { full: full ?? false, depth, scripts };
}
