import { decodeEvent, type ProbeEvent } from '../../shared/events/event';
import type { Capture } from '../capture';
import { readFrames } from '../query/readEvents';
import type { RowFacts } from './exporter';

/** An event with what the capture knows of it. */
export interface ReadRow {
  event: ProbeEvent;
  facts: RowFacts;
}

/**
 * Reads rows of a capture for an exporter.
 * @param rows Ascending.
 * @returns Them in order, read by read; those whose bytes are gone are left out.
 * @throws UserError when the file cannot be read.
 */
export async function* readRows(
  capture: Capture,
  rows: readonly number[],
): AsyncGenerator<ReadRow[], void> {
  for await (const frames of readFrames(capture, rows))
    yield frames.map(({ row, frame }) => ({
      event: decodeEvent(frame) as ProbeEvent,
      facts: factsOf(capture, row),
    }));
}

/** What the index of a capture and its node frames know of a row. */
export function factsOf({ index, nodes }: Pick<Capture, 'index' | 'nodes'>, row: number): RowFacts {
  const { pid, address } = index.peers[index.peer(row)]!;
  return { row, address, node: nodes.of(pid, row) };
}
