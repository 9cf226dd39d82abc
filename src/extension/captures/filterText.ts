import type { TraceFilter } from '../../shared/helper/traceFilter';
import { visible } from '../../shared/text/visible';

/** `inbound inv, tx of peers 3, 5 of node oslo`; empty when everything passes. */
export function filterText(filter: TraceFilter): string {
  const { direction, messageTypes = [], peers = [], nodes = [] } = filter;
  const what = [direction ?? '', messageTypes.map(visible).join(', ')].filter(Boolean).join(' ');
  const whose = [of('peer', peers), of('node', nodes)].filter(Boolean).join(' ');
  return [what === '' && whose !== '' ? 'everything' : what, whose].filter(Boolean).join(' ');
}

function of(what: string, which: readonly (number | string)[]): string {
  return which.length === 0 ? '' : `of ${what}${which.length === 1 ? '' : 's'} ${which.join(', ')}`;
}
