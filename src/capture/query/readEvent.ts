import { summarize } from '../../bitcoin/summarize';
import type { ProbeEvent } from '../../shared/events/event';
import { visible } from '../../shared/text/visible';
import { reasonText } from '../model/reasonText';

/** An event whose bytes were read. */
export interface ReadEvent {
  row: number;
  /** '' for connection events. */
  messageType: string;
  /** What was captured; a view. */
  payload: Buffer;
  /** As the node has it. */
  size: number;
  /** Of connection events. */
  connection: Exclude<ProbeEvent, { kind: 'message' }> | undefined;
}

/** One line about it: what a word of a filter is looked for in. */
export function eventSummary({ messageType, payload, size, connection }: ReadEvent): string {
  return connection ? connectionSummary(connection) : summarize(messageType, payload, size);
}

/** The same of an event that was read whole. */
export function summaryOf(event: ProbeEvent): string {
  if (event.kind !== 'message') return connectionSummary(event);
  return summarize(event.messageType, event.payload, event.size);
}

/** `connected manual`, `disconnected`, `evicted`, `misbehaving: REASON`. */
export function connectionSummary(event: NonNullable<ReadEvent['connection']>): string {
  if (event.kind === 'misbehaving') return `misbehaving: ${visible(reasonText(event))}`;
  if (event.change === 'opened') return `connected ${visible(event.connectionType)}`;
  return event.change === 'closed' ? 'disconnected' : 'evicted';
}
