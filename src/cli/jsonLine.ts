import { quoted } from '../bitcoin/text/json';
import { assertNever } from '../shared/assertNever';
import type { ConnectionEvent, MessageEvent, ProbeEvent } from '../shared/events/event';
import type { Hello } from '../shared/frames/hello';

/**
 * One JSON object for an event, of any tracepoint. Times are unix nanoseconds and, being larger
 * than a JSON number is exact, strings; `bytes` is the payload in hex.
 */
export function jsonLine(event: ProbeEvent, hello: Hello): string {
  return `${openLine(event, hello)}}`;
}

/** The same less the brace at its end, for more to follow. */
export function openLine(event: ProbeEvent, hello: Hello): string {
  const time = BigInt(event.timeNs) + hello.wallNs - hello.monotonicNs;
  const { pid, sequence, lostRingFull: lost, peer } = event;
  const before = lost > 0 ? `,"lost_before":${lost}` : '';
  const common = `"time":"${time}","tracepoint":"${tracepointOf(event)}","pid":${pid},"sequence":${sequence}`;
  return `{${common}${before},"peer":${peer}${fieldsOf(event)}`;
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

/** Written out, as it is most of the work where thousands of small messages are printed. */
function fieldsOf(event: ProbeEvent): string {
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
