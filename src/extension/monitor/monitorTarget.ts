import type { EventIndex } from '../../capture/index/eventIndex';
import { writeTerm } from '../../capture/query/writeTerm';
import {
  EVERYTHING,
  type LadderQuery,
  type LadderSource,
} from '../../shared/webview/ladderProtocol';
import type { MonitorTarget } from '../../shared/webview/monitorProtocol';
import type { Recording } from '../captures/recording';

/** The ladder that shows what a cell, a type or a stretch of the monitor's time is about. */
export function ladderOf(
  { peers, messageType, span }: MonitorTarget,
  recording: Pick<Recording, 'capture' | 'wallUs'>,
): { source: LadderSource; query: LadderQuery | undefined } {
  const { path, index } = recording.capture;
  const source: LadderSource = { capture: path, peers: peers ?? 'all' };
  if (messageType === undefined && span === undefined) return { source, query: undefined };
  const filter = messageType === undefined ? '' : writeTerm('type', [messageType]);
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
