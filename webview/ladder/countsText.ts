import type { LadderHeader } from '../../src/shared/webview/ladderProtocol';
import { plural } from '../../src/shared/text/quantity';

/** `2 nodes, 125 peers`: whose messages a ladder shows. */
export function countsText({ nodes, peers }: Pick<LadderHeader, 'nodes' | 'peers'>): string {
  const counts = [
    ...(nodes.length > 1 ? [plural(nodes.length, 'node')] : []),
    ...(peers > 0 ? [plural(peers, 'peer')] : []),
  ];
  return counts.join(', ');
}
