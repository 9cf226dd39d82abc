import { EVENT_KINDS, tracepointName } from '../../../src/shared/events/eventKinds';
import { FrameKind } from '../../../src/shared/frames/layout';

/** @param name As tracepointName has it. */
function numberOf(name: string): number {
  return EVENT_KINDS.find((kind) => tracepointName(kind) === name)!.kind;
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
  BlockHeader: numberOf('block_header'),
  CompactBlockReconstructed: numberOf('compact_block_reconstructed'),
  MempoolAdded: numberOf('mempool:added'),
  MempoolRemoved: numberOf('mempool:removed'),
  MempoolReplaced: numberOf('mempool:replaced'),
  MempoolRejected: numberOf('mempool:rejected'),
  BlockConnected: numberOf('validation:block_connected'),
  BlockCoins: numberOf('utxocache:coins'),
  CacheFlushed: numberOf('utxocache:flush'),
  Statistics: FrameKind.Statistics as number,
  Failure: FrameKind.Failure as number,
  Gap: FrameKind.Gap as number,
  Node: FrameKind.Node as number,
};
