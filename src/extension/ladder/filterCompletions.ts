import { complete } from '../../capture/query/complete';
import type { FilterCompletion } from '../../shared/webview/ladderProtocol';
import type { RowsDependencies } from './rowsDependencies';

/** Peers whose message types are offered. */
const MOST_COMPLETED = 1000;

/** What may be written at the cursor of a filter, with what the shown peers have. */
export function filterCompletions(
  { recording, lifelines }: RowsDependencies,
  text: string,
  cursor: number,
): FilterCompletion[] {
  const types = new Set<string>();
  const connections = new Set<string>();
  const peers = recording.peers.peers.filter(({ identity }) => lifelines.shows(identity));
  for (const { identity, types: ofPeer } of peers.slice(0, MOST_COMPLETED)) {
    connections.add(identity.connectionType);
    for (const { messageType } of ofPeer.values()) if (messageType) types.add(messageType);
  }
  return complete(text, cursor, {
    messageTypes: [...types],
    connectionTypes: [...connections],
    peers: peers.map(({ identity }) => identity.peer),
  });
}
