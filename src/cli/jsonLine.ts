import { assertNever } from '../shared/assertNever';
import type { ConnectionEvent, MessageEvent, ProbeEvent } from '../shared/event';
import type { Hello } from '../shared/hello';
import { visibleJson } from '../shared/visible';

/**
 * One JSON object for an event, of any tracepoint. Times are unix nanoseconds and, being larger
 * than a JSON number is exact, strings; `bytes` is the payload in hex.
 */
export function jsonLine(event: ProbeEvent, hello: Hello): string {
  const time = BigInt(event.timeNs) + hello.wallNs - hello.monotonicNs;
  const common = {
    time: `${time}`,
    tracepoint: tracepointOf(event),
    pid: event.pid,
    sequence: event.sequence,
    ...(event.lostRingFull > 0 && { lost_before: event.lostRingFull }),
    peer: event.peer,
  };
  return visibleJson(JSON.stringify({ ...common, ...fieldsOf(event) }));
}

function tracepointOf(event: ProbeEvent): string {
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

function fieldsOf(event: ProbeEvent): object {
  switch (event.kind) {
    case 'message':
      return messageFields(event);
    case 'connection':
      return connectionFields(event);
    case 'misbehaving':
      return { reason: event.reason };
    default:
      return assertNever(event);
  }
}

function messageFields(event: MessageEvent): object {
  return {
    direction: event.direction,
    address: event.address,
    connection_type: event.connectionType,
    message_type: event.messageType,
    size: event.size,
    ...(event.truncated && { truncated: true }),
    ...(event.lost && { lost: event.lost }),
    bytes: event.payload.toString('hex'),
  };
}

function connectionFields(event: ConnectionEvent): object {
  return {
    ...(event.direction && { direction: event.direction }),
    address: event.address,
    connection_type: event.connectionType,
    network: event.network,
    existing: event.existing,
    established: event.establishedUnix,
  };
}
