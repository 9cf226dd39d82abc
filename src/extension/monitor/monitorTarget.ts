import type { Severity } from '../../bitcoin/conversation/finding';
import type { EventIndex } from '../../capture/index/eventIndex';
import { writeTerm } from '../../capture/query/writeTerm';
import {
  EVERYTHING,
  type LadderQuery,
  type LadderSource,
} from '../../shared/webview/ladderProtocol';
import type { FindingColumn, MonitorTarget } from '../../shared/webview/monitorProtocol';
import type { Recording } from '../captures/recording';

const SEVERITY_OF: Record<FindingColumn, Severity> = { errors: 'error', warnings: 'warning' };

/** The ladder that shows what a cell, a type or a stretch of the monitor's time is about. */
export function ladderOf(
  { peers, messageType, finding, span }: MonitorTarget,
  recording: Pick<Recording, 'capture' | 'wallUs'>,
): { source: LadderSource; query: LadderQuery | undefined } {
  const { path, index } = recording.capture;
  const source: LadderSource = { capture: path, peers: peers ?? 'all' };
  const filter = [
    messageType === undefined ? '' : writeTerm('type', [messageType]),
    finding === undefined ? '' : writeTerm('finding', [SEVERITY_OF[finding]]),
  ]
    .filter((term) => term !== '')
    .join(' ');
  if (filter === '' && span === undefined) return { source, query: undefined };
  const query = { ...EVERYTHING, filter };
  if (span === undefined) return { source, query };
  const rowAt = (seconds: number): number =>
    rowAfter(index, seconds * 1e6, (timeNs) => recording.wallUs(timeNs));
  return { source, query: { ...query, from: rowAt(span.from), until: rowAt(span.to) } };
}

/** @returns The first row that is not before this time; processors may be out of order by a little. */
function rowAfter(index: EventIndex, wallUs: number, wallUsOf: (timeNs: number) => number): number {
  let low = index.firstRow;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (wallUsOf(index.timeNs(middle)) < wallUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
