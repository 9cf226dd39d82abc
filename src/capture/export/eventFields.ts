import { quoted } from '../../bitcoin/text/json';
import { assertNever } from '../../shared/assertNever';
import type { ConnectionEvent, MessageEvent, ProbeEvent } from '../../shared/events/event';

/** The tracepoint that an event is of, without its provider: `inbound_message`. */
export function tracepointOf(event: ProbeEvent): string {
  switch (event.kind) {
    case 'message':
      return `${event.direction}_message`;
    case 'misbehaving':
      return 'misbehaving_connection';
    case 'connection':
      if (event.change === 'closed') return 'closed_connection';
      if (event.change === 'evicted') return 'evicted_inbound_connection';
      return `${event.direction!}_connection`;
    default:
      return assertNever(event);
  }
}

/**
 * The members of an event's JSON that only its kind has, each with a comma before it. The text is put
 * together by hand, because this is most of the work when many small messages are printed.
 */
export function fieldsOf(event: ProbeEvent): string {
  switch (event.kind) {
    case 'message':
      return messageFields(event);
    case 'connection':
      return connectionFields(event);
    case 'misbehaving':
      return `,"reason":${quoted(event.reason)}${event.unreadable ? ',"lost":"unreadable"' : ''}`;
    default:
      return assertNever(event);
  }
}

function messageFields(event: MessageEvent): string {
  const { direction, address, connectionType, messageType, size, truncated, lost } = event;
  const to = `,"direction":"${direction}","address":${quoted(address)}`;
  const about = `,"connection_type":${quoted(connectionType)},"message_type":${quoted(messageType)}`;
  const missing = `${truncated ? ',"truncated":true' : ''}${lost ? `,"lost":"${lost}"` : ''}`;
  return `${to}${about},"size":${size}${missing},"bytes":"${event.payload.toString('hex')}"`;
}

function connectionFields(event: ConnectionEvent): string {
  const { direction, address, connectionType, network, existing, establishedUnix } = event;
  const way = direction ? `,"direction":"${direction}"` : '';
  const about = `,"address":${quoted(address)},"connection_type":${quoted(connectionType)}`;
  const count = existing === undefined ? '' : `,"existing":${existing}`;
  const since = establishedUnix === undefined ? '' : `,"established":${establishedUnix}`;
  return `${way}${about},"network":${network}${count}${since}`;
}
