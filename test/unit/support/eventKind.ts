import { EVENT_KINDS } from '../../../src/shared/events/eventKinds';
import { FrameKind } from '../../../src/shared/frames/layout';

/** @param tracepoint Of the provider `net`. */
function numberOf(tracepoint: string): number {
  return EVENT_KINDS.find((kind) => kind.tracepoint === tracepoint)!.kind;
}

/** Every kind of frame by name. */
export const EventKind = {
  Hello: FrameKind.Hello as number,
  InboundMessage: numberOf('inbound_message'),
  OutboundMessage: numberOf('outbound_message'),
  InboundConnection: numberOf('inbound_connection'),
  OutboundConnection: numberOf('outbound_connection'),
  ClosedConnection: numberOf('closed_connection'),
  EvictedInboundConnection: numberOf('evicted_inbound_connection'),
  MisbehavingConnection: numberOf('misbehaving_connection'),
  Statistics: FrameKind.Statistics as number,
  Failure: FrameKind.Failure as number,
  Gap: FrameKind.Gap as number,
  Node: FrameKind.Node as number,
};
