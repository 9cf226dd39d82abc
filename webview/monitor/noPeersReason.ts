import { visible } from '../../src/shared/text/visible';
import type { MonitorPicture, MonitorTable } from '../../src/shared/webview/monitorProtocol';

export type NoPeersRemedy = 'filter' | 'closed';

/** @returns Why the table has no row, and what would bring some; undefined where it has. */
export function whyNoPeers(
  { length, summary }: { length: number; summary: Pick<MonitorPicture['summary'], 'closed'> },
  { filter, closed }: Pick<MonitorTable, 'filter' | 'closed'>,
): { text: string; remedies: NoPeersRemedy[] } | undefined {
  if (length > 0) return undefined;
  const remedies: NoPeersRemedy[] = [];
  const words = visible(filter.trim());
  if (words !== '') remedies.push('filter');
  const isHiding = !closed && summary.closed > 0;
  if (isHiding) remedies.push('closed');
  if (words === '') return { text: isHiding ? 'All peers are closed.' : 'No peers yet.', remedies };
  const which = isHiding ? 'open peer' : 'peer';
  return { text: `The filter “${words}” finds no ${which}.`, remedies };
}
