import type { Peer, TracedNode } from '../../capture/model/peer';
import { filterTooLarge } from '../../shared/errors/traceErrors';
import {
  isMessageTypeName,
  MAX_FILTER_PEERS,
  MAX_FILTER_TYPES,
  type TraceFilter,
} from '../../shared/helper/traceFilter';
import type { PeersElement } from './peersElement';

/** A filter that passes what these rows are of. @throws UserError for more than the kernel can look for. */
export function onlyThese(elements: readonly PeersElement[]): TraceFilter {
  const peers = [...new Set(peersOf(elements).map(({ identity }) => identity.peer))];
  const types = elements.flatMap((each) => (each.kind === 'type' ? each.type.messageType : []));
  const messageTypes = [...new Set(types)].filter(
    (type): type is string => type !== undefined && isMessageTypeName(type),
  );
  if (messageTypes.length > MAX_FILTER_TYPES)
    throw filterTooLarge(MAX_FILTER_TYPES, 'message types');
  if (peers.length > MAX_FILTER_PEERS) throw filterTooLarge(MAX_FILTER_PEERS, 'peers');
  return { ...(peers.length > 0 && { peers }), ...(messageTypes.length > 0 && { messageTypes }) };
}

export function peersOf(elements: readonly PeersElement[]): Peer[] {
  return elements.flatMap((each) => (each.kind === 'peer' ? each.peer : []));
}

export function nodesOf(elements: readonly PeersElement[]): TracedNode[] {
  return elements.flatMap((each) => (each.kind === 'node' ? each.node : []));
}
