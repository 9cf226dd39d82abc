import { writeTerm } from '../../capture/query/writeTerm';
import type { Recording } from '../captures/recording';
import type { LadderPeer, LadderSource } from '../../shared/webview/ladderProtocol';
import type { PeersElement } from './peersElement';

/** What a ladder of some rows shows. */
export interface LadderTarget {
  peers: LadderSource['peers'];
  /** In the language of docs/filter-language.md; empty for everything. */
  filter: string;
}

/** @returns undefined where the rows are of no peer and no node. */
export function ladderTarget(
  elements: readonly PeersElement[],
  { peers: { nodes } }: Recording,
): LadderTarget | undefined {
  const types = elements.flatMap((each) => (each.kind === 'type' ? each : []));
  const peers = elements.flatMap((each) => {
    if (each.kind === 'peer') return each.peer;
    return each.kind === 'type' && 'identity' in each.of ? each.of : [];
  });
  const all = elements.flatMap((each) => (each.kind === 'node' ? `${each.node.pid}` : []));
  const names = [...new Set(types.flatMap(({ type }) => type.messageType ?? []))];
  const filter = names.length > 0 ? writeTerm('type', names) : '';
  if (peers.length > 0) {
    const chosen = new Map(
      peers.map(({ identity: { pid, peer } }) => [`${pid}/${peer}`, { pid, peer }]),
    );
    const only: LadderPeer[] = [...chosen.values()];
    return { peers: only, filter };
  }
  if (elements.some(({ kind }) => kind === 'recording')) return { peers: 'all', filter: '' };
  if (all.length > 0) return { peers: 'all', filter: nodes.size > 1 ? writeTerm('node', all) : '' };
  return types.length > 0 ? { peers: 'all', filter } : undefined;
}
