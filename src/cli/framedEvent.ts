import { isMessage } from '../capture/index/eventKinds';
import {
  decodeEvent,
  isProbeEvent,
  type ProbeEvent,
  type TraceEvent,
} from '../shared/events/event';
import { eventKind } from '../shared/events/eventKinds';
import { lossCause } from '../shared/events/lossCause';
import { HEADER } from '../shared/frames/layout';

/** An event of a run of frames, which is decoded when somebody asks what it says. */
export interface FramedEvent {
  /** What says it; absent where it was decoded elsewhere. */
  readonly frame?: Buffer;
  /** A probe caused it. */
  readonly isOfProbe: boolean;
  readonly isMessage: boolean;
  /** Part of it is lost. */
  readonly isPartLost: boolean;
  /** undefined for a kind that this version does not know. */
  event(): TraceEvent | undefined;
  /** Only where a probe caused it. */
  probeEvent(): ProbeEvent;
}

/** The events of a run of whole frames, one after the other, so that none is kept. */
export function* framedEvents(run: Buffer): Generator<Undecoded, void> {
  for (let at = 0; at < run.length;) {
    const end = at + run.readUInt32LE(at + HEADER.length);
    yield new Undecoded(run.subarray(at, end));
    at = end;
  }
}

/** Events that were decoded elsewhere. */
export function* decodedEvents(events: Iterable<TraceEvent>): Generator<FramedEvent, void> {
  for (const event of events) {
    const isOfMessage = event.kind === 'message';
    yield {
      isOfProbe: isProbeEvent(event),
      isMessage: isOfMessage,
      isPartLost: isOfMessage && event.lost !== undefined,
      event: () => event,
      probeEvent: () => event as ProbeEvent,
    };
  }
}

class Undecoded implements FramedEvent {
  readonly isOfProbe: boolean;
  readonly isMessage: boolean;
  private decoded: TraceEvent | undefined;

  constructor(readonly frame: Buffer) {
    const kind = frame.readUInt16LE(HEADER.kind);
    this.isMessage = isMessage(kind);
    this.isOfProbe = this.isMessage || eventKind(kind) !== undefined;
  }

  get isPartLost(): boolean {
    return lossCause(this.frame.readUInt16LE(HEADER.flags)) !== undefined;
  }

  event(): TraceEvent | undefined {
    return (this.decoded ??= decodeEvent(this.frame));
  }

  probeEvent(): ProbeEvent {
    return this.event() as ProbeEvent;
  }
}
