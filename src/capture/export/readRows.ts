import { decodeEvent, type ProbeEvent } from '../../shared/events/event';
import type { Capture } from '../capture';
import { readFrames } from '../query/readEvents';
import type { Redactor } from '../redact/redactor';
import type { RowFacts } from './exporter';

/** An event with what the capture knows of it. */
export interface ReadRow {
  event: ProbeEvent;
  facts: RowFacts;
}

/**
 * Reads rows of a capture for an exporter.
 * @param rows Ascending.
 * @param redactor Of the export: all that it gives is redacted.
 * @returns Them in order, read by read; those whose bytes are gone are left out.
 * @throws UserError when the file cannot be read.
 */
export async function* readRows(
  capture: Capture,
  rows: readonly number[],
  redactor?: Redactor,
): AsyncGenerator<ReadRow[], void> {
  for await (const frames of readFrames(capture, rows))
    yield frames.map(({ row, frame }) => ({
      event: redactor?.probeEvent(frame) ?? (decodeEvent(frame) as ProbeEvent),
      facts: factsOf(capture, row, redactor),
    }));
}

/** What the index of a capture knows of a row. @param redactor Gives stand-ins for it. */
export function factsOf(
  { index }: Pick<Capture, 'index'>,
  row: number,
  redactor?: Redactor,
): RowFacts {
  const { address } = index.peers[index.peer(row)]!;
  return { row, address: redactor?.address(address) ?? address };
}
