import type { Direction } from '../../shared/events/event';
import { EventKind } from '../../shared/frames/layout';

export function isMessage(kind: EventKind): boolean {
  return kind === EventKind.InboundMessage || kind === EventKind.OutboundMessage;
}

/** A probe caused it: it has a row in the index. */
export function isProbeKind(kind: EventKind): boolean {
  return kind >= EventKind.InboundMessage && kind <= EventKind.MisbehavingConnection;
}

export function isOpening(kind: EventKind): boolean {
  return kind === EventKind.InboundConnection || kind === EventKind.OutboundConnection;
}

/** Of the message, or of the connection where the tracepoint tells. */
export function directionOf(kind: EventKind): Direction | undefined {
  switch (kind) {
    case EventKind.InboundMessage:
    case EventKind.InboundConnection:
    case EventKind.EvictedInboundConnection:
      return 'inbound';
    case EventKind.OutboundMessage:
    case EventKind.OutboundConnection:
      return 'outbound';
    default:
      return undefined;
  }
}
