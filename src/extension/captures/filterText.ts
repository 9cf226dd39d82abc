import type { TraceFilter } from '../../shared/helper/traceFilter';
import { visible } from '../../shared/text/visible';

/** `inbound inv, tx of peers 3, 5`; empty when everything passes. */
export function filterText({ direction, messageTypes = [], peers = [] }: TraceFilter): string {
  const what = [direction ?? '', messageTypes.map(visible).join(', ')].filter(Boolean).join(' ');
  if (peers.length === 0) return what;
  const whose = `of peer${peers.length === 1 ? '' : 's'} ${peers.join(', ')}`;
  return `${what === '' ? 'everything' : what} ${whose}`;
}
