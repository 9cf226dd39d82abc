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
  /** Bytes of the payload as the node has it. */
  size: number;
  /** The event, unless it is a message. */
  connection: Exclude<ProbeEvent, { kind: 'message' }> | undefined;
}

/** One line about it: what a word of a filter is looked for in. */
export function eventSummary({ messageType, payload, size, connection }: ReadEvent): string {
  return connection ? connectionSummary(connection) : summarize(messageType, payload, size);
}

/** `connected manual`, `disconnected`, `evicted`, `misbehaving: REASON`. */
export function connectionSummary(event: NonNullable<ReadEvent['connection']>): string {
  if (event.kind === 'misbehaving') return `misbehaving: ${visible(reasonText(event))}`;
  if (event.change === 'opened') return `connected ${visible(event.connectionType)}`;
  return event.change === 'closed' ? 'disconnected' : 'evicted';
}
