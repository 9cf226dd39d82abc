import { MESSAGE_TYPES } from '../../bitcoin/messageTypes';
import type { Direction } from '../../shared/events/event';
import { isMessageTypeName, type TraceFilter } from '../../shared/helper/traceFilter';
import type { PickItem } from '../host/dialogs';
import { nodeStateText } from '../peers/nodeStateText';
import { peerLabel, trafficText } from '../peers/peerText';
import type { Recording } from '../captures/recording';

/** Message types that can be chosen at most: peers may invent any number. */
const MOST_TYPES = 500;

/** One thing that a filter may pass. */
export type FilterChoice =
  | { kind: 'direction'; direction: Direction }
  | { kind: 'type'; messageType: string }
  /** The id that the node gave it. */
  | { kind: 'peer'; peer: number }
  /** Of a fleet, by its name. */
  | { kind: 'node'; node: string };

export type FilterItem = PickItem<FilterChoice> & { picked: boolean };

/** What can be chosen in a recording, with what the filter passes picked. */
export function filterChoices(recording: Recording, filter: TraceFilter): FilterItem[] {
  return [
    ...nodes(recording, filter),
    ...directions(filter),
    ...peers(recording, filter),
    ...types(recording, filter),
  ];
}

/** A group with nothing picked, or both directions, lets everything through. */
export function filterOf(choices: readonly FilterChoice[]): TraceFilter {
  const picked = choices.flatMap((each) => (each.kind === 'direction' ? each.direction : []));
  const messageTypes = choices.flatMap((each) => (each.kind === 'type' ? each.messageType : []));
  const ids = choices.flatMap((each) => (each.kind === 'peer' ? each.peer : []));
  const names = choices.flatMap((each) => (each.kind === 'node' ? each.node : []));
  const direction = picked.length === 1 ? picked[0] : undefined;
  return { direction, messageTypes, peers: ids, ...(names.length > 0 && { nodes: names }) };
}

/** Those of a fleet; a node of this machine is the only one of its trace. */
function nodes({ fleet }: Recording, filter: TraceFilter): FilterItem[] {
  const now = Date.now();
  return (fleet?.names ?? []).sort().map((node) => ({
    label: node,
    description: nodeStateText(fleet!.of(node, now)!.state),
    group: 'Nodes',
    picked: filter.nodes?.includes(node) ?? false,
    value: { kind: 'node', node },
  }));
}

function directions(filter: TraceFilter): FilterItem[] {
  return (['inbound', 'outbound'] as const).map((direction) => ({
    label: direction,
    description: direction === 'inbound' ? 'from peers to the node' : 'from the node to peers',
    group: 'Direction',
    picked: filter.direction === direction,
    value: { kind: 'direction', direction },
  }));
}

/** Open peers, and those that are in the filter already; nodes that share an id share its item. */
function peers(recording: Recording, filter: TraceFilter): FilterItem[] {
  const items = new Map<number, FilterItem>();
  for (const peer of filter.peers ?? [])
    items.set(peer, { ...peerItem(peer), label: `${peer}`, picked: true });
  for (const { identity, open, traffic } of recording.peers.peers) {
    const picked = filter.peers?.includes(identity.peer) ?? false;
    if (!open && !picked) continue;
    const description = `${trafficText(traffic)} ${identity.connectionType}`;
    items.set(identity.peer, {
      ...peerItem(identity.peer),
      label: peerLabel(identity, recording.nameOf),
      description,
      picked,
    });
  }
  return [...items.values()].sort((a, b) => peerOf(a) - peerOf(b));
}

function peerItem(peer: number): Pick<FilterItem, 'group' | 'value'> {
  return { group: 'Peers', value: { kind: 'peer', peer } };
}

function peerOf({ value }: FilterItem): number {
  return value.kind === 'peer' ? value.peer : -1;
}

/** Core's message types, and what else peers sent. */
function types(recording: Recording, filter: TraceFilter): FilterItem[] {
  const names = new Set([...MESSAGE_TYPES, ...(filter.messageTypes ?? [])]);
  for (const peer of recording.peers.peers)
    for (const { messageType } of peer.types.values())
      if (messageType !== undefined && names.size < MOST_TYPES) names.add(messageType);
  return [...names]
    .filter(isMessageTypeName)
    .sort()
    .map((messageType) => ({
      label: messageType,
      group: 'Message types',
      picked: filter.messageTypes?.includes(messageType) ?? false,
      value: { kind: 'type', messageType },
    }));
}
