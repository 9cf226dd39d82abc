import type {
  EventFormat,
  Exporter,
  ExportOptions,
  FrameExporter,
  NamedPeer,
  Piece,
  RowFacts,
} from '../capture/export/exporter';
import { lossLine, partLossLine } from '../capture/export/trafficLine';
import type { Gap } from '../capture/index/losses';
import type { MessageEvent, TraceEvent } from '../shared/events/event';
import type { Hello } from '../shared/frames/hello';
import { plural } from '../shared/text/quantity';
import { decodedEvents, type FramedEvent, framedEvents } from './framedEvent';
import { checkOutput, say, standardOutput, type Output } from './output';

/** Characters that are held back at most, so that they are written together. */
const MOST_PENDING = 100_000;

/** What is known about an event apart from its frame. */
export interface EventContext {
  /** What is missing directly before the event. */
  gaps: readonly Gap[];
  /** What the capture knows of the event, for formats that need it. */
  facts?: RowFacts | undefined;
  /** A name that was not told yet, of the event's peer. */
  named?: NamedPeer | undefined;
}

/** The later events, which a format that holds few has not. */
export interface NoRoom {
  messages: number;
  others: number;
}

const NOTHING: EventContext = { gaps: [] };

/** In a live trace, the event itself reports the losses before it. */
function liveContext(framed: FramedEvent): EventContext {
  const count = framed.probeEvent().lostRingFull;
  return count > 0 ? { gaps: [{ count, cause: 'ring-full' }] } : NOTHING;
}

/**
 * Prints events in a format, of text or of bytes, on standard output or elsewhere; losses are reported on standard
 * error, between the events where they happened.
 */
export class EventWriter {
  private readonly exporter: Exporter | FrameExporter;
  private readonly encoding: 'latin1' | 'utf8';
  private begun = false;
  private text = '';
  /** Where in `text` each message ends: at 0 when its last piece was bytes, which went before. */
  private ends: number[] = [];
  /** What is on its way out while the next pieces are made. */
  private writing = Promise.resolve();
  private out = 0;
  /** Messages that an exporter of frames has and has not given away. */
  private held = 0;
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
   * Writes the events of a run of whole frames.
   * @param contextOf Is asked once for each event, in order; it has the event decoded if it needs it.
   * @param events Those of the run, where they are decoded already.
   * @throws the system's error when the output cannot be written.
   */
  async write(run: Buffer, contextOf = liveContext, events?: Iterable<TraceEvent>): Promise<void> {
    await this.begin();
    if ('frame' in this.exporter) await this.writeFrames(this.exporter, run, contextOf);
    else {
      const framed = events ? decodedEvents(events) : framedEvents(run);
      await this.writeEvents(this.exporter, framed, contextOf);
    }
    await this.flush();
    await this.writing;
  }

  private async writeEvents(
    exporter: Exporter,
    events: Iterable<FramedEvent>,
    contextOf: typeof liveContext,
  ): Promise<void> {
    for (const framed of events) {
      if (!framed.isOfProbe) {
        await this.writeOther(exporter, framed.event());
        continue;
      }
      const { gaps, facts, named } = contextOf(framed);
      // To wait for nothing takes a part of the time of all this.
      if (gaps.length > 0) await this.tellLosses(gaps);
      if (named) await this.put(exporter.peerName?.(named, this.hello!));
      const { frame } = framed;
      if (!frame || !exporter.take?.(frame, this.hello!, facts))
        for (const piece of exporter.event(framed.probeEvent(), this.hello!, facts)) {
          // Text is only joined here, without a call: there may be millions of pieces.
          if (typeof piece === 'string') this.text += piece;
          else await this.put(piece);
          if (this.text.length > MOST_PENDING) await this.flush();
        }
      if (!framed.isMessage) continue;
      this.ends.push(this.text.length);
      if (framed.isPartLost) await this.notice(partLossLine(framed.probeEvent() as MessageEvent));
    }
    await this.putAll(exporter.made?.());
  }

  /** What a frame says that no probe caused. */
  private async writeOther(exporter: Exporter, event: TraceEvent | undefined): Promise<void> {
    if (event?.kind === 'hello') {
      this.hello = event;
      await this.put(exporter.hello?.(event));
    }
    if (event?.kind === 'node') await this.put(exporter.node?.(event, this.hello!));
    if (event?.kind === 'bookmark') await this.put(exporter.bookmark?.(event, this.hello!));
  }

  private async writeFrames(
    exporter: FrameExporter,
    run: Buffer,
    contextOf: typeof liveContext,
  ): Promise<void> {
    for (const framed of framedEvents(run)) {
      const { gaps, facts } = framed.isOfProbe ? contextOf(framed) : NOTHING;
      if (gaps.length > 0) await this.tellLosses(gaps);
      const ready = exporter.frame(framed, facts);
      if (ready.length > 0) await this.putHeld(ready);
      if (!framed.isMessage) continue;
      this.held++;
      if (framed.isPartLost) await this.notice(partLossLine(framed.probeEvent() as MessageEvent));
    }
    await this.putHeld(exporter.flush());
  }

  /** Nothing more comes for a while: what threads hold back goes out. */
  async writeHeld(): Promise<void> {
    if ('frame' in this.exporter) return;
    await this.putAll(this.exporter.made?.(true));
    await this.writing;
  }

  /** Says what is missing where the next event would stand. */
  async tellLosses(gaps: readonly Gap[]): Promise<void> {
    for (const gap of gaps) {
      await this.notice(lossLine(gap.count, gap.cause));
      const told = this.exporter.gap?.(gap);
      if (told !== undefined) await this.put(told);
    }
  }

  /** Writes what the format has after the last event. @returns What it had no room for. */
  async end(): Promise<NoRoom | undefined> {
    await this.begin();
    const { exporter } = this;
    if ('frame' in exporter) await this.putHeld(exporter.end());
    else {
      await this.putAll(exporter.finish?.());
      await this.put(exporter.end?.());
    }
    await this.flush();
    await this.writing;
    const { leftOut = 0, leftOutMessages: messages = 0 } = 'frame' in exporter ? {} : exporter;
    if (leftOut === 0) return undefined;
    say(`The diagram has no room for ${plural(leftOut, 'later event')}: --filter chooses fewer.`);
    return { messages, others: leftOut - messages };
  }

  /** Not before there is something to write: a trace that does not start leaves nothing. */
  private async begin(): Promise<void> {
    if (this.begun) return;
    this.begun = true;
    if (!('frame' in this.exporter)) await this.put(this.exporter.begin?.());
  }

  /** What an exporter of frames gives away: all messages that it held back are in it. */
  private async putHeld(pieces: readonly Uint8Array[]): Promise<void> {
    for (const piece of pieces) await this.put(piece);
    while (this.held > 0) {
      this.ends.push(0);
      this.held--;
    }
  }

  private async putAll(pieces: AsyncIterable<Piece> | undefined): Promise<void> {
    if (!pieces) return;
    for await (const piece of pieces) {
      await this.put(piece);
      // Its memory may be used again.
      if (typeof piece !== 'string') await this.writing;
    }
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
    if (text === '' && ends.length === 0) return;
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
