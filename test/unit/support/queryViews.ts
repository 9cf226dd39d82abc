import assert from 'node:assert/strict';
import type { Capture } from '../../../src/capture/capture';
import { parseQuery } from '../../../src/capture/query/parseQuery';
import { QueryView, type Horizon, type QueryScope } from '../../../src/capture/query/queryView';

/** No answers to any request. */
const nothingKnown: Horizon = {
  known: Infinity,
  settled: Infinity,
  latencyNs: () => undefined,
  unanswered: () => false,
};

/** @param peer Whose rows are looked at, by EventIndex.peers. */
export function viewOf(
  capture: Capture,
  filter: string,
  peer: (number: number) => boolean = () => true,
  stretch: Pick<QueryScope, 'from' | 'until'> = { from: 0 },
): QueryView {
  return new QueryView(capture, { query: parseQuery(filter), peer, ...stretch }, nothingKnown);
}

/** Waits until all rows that there are were looked at. @returns those that are still there. */
export async function whole(view: QueryView, capture: Capture): Promise<number[]> {
  view.update();
  while (view.scanned < capture.index.length) {
    assert.equal(view.error, undefined);
    await new Promise<void>((resolve) => {
      const listening = view.onGrow(() => {
        listening.dispose();
        resolve();
      });
    });
  }
  const { first, length } = view;
  return Array.from({ length: length - first }, (_, i) => view.at(first + i));
}
