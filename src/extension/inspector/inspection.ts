import type { MessageEvent } from '../../shared/event';
import type { InspectedField, InspectedMessage } from '../../shared/inspectorProtocol';
import { formatBytes, formatCount } from '../../shared/quantity';
import type { Recording } from '../recording';

/** @returns undefined when the row is no message. */
export async function inspectMessage(
  recording: Recording,
  row: number,
): Promise<InspectedMessage | undefined> {
  const event = await recording.capture.event(row);
  if (event.kind !== 'message') return undefined;
  const { messageType, size } = event;
  const fields = fieldsOf(event, recording);
  return { row, messageType, fields, size, captured: event.payload.length };
}

function fieldsOf(event: MessageEvent, recording: Recording): InspectedField[] {
  const { direction, peer, address, connectionType, pid, sequence, size } = event;
  const bytes = size < 1000 ? '' : ` (${formatBytes(size)})`;
  return [
    {
      name: 'Direction',
      value: direction === 'inbound' ? 'inbound (from the peer)' : 'outbound (to the peer)',
    },
    { name: 'Peer', value: `${peer}  ${address}` },
    { name: 'Connection', value: connectionType },
    { name: 'Node', value: `${recording.nodeTitle(pid)}, pid ${pid}` },
    { name: 'Time', value: timeWithZone(recording.wallUs(event.timeNs)) },
    { name: 'Size', value: `${formatCount(size)} bytes${bytes}` },
    ...missing(event),
    { name: 'Sequence', value: formatCount(sequence) },
    ...lossBefore(event.lostRingFull),
  ];
}

/** Nothing for a whole message. */
function missing(event: MessageEvent): InspectedField[] {
  const part = `${event.payload.length} of ${event.size} bytes`;
  const why =
    event.lost === 'ring-full'
      ? 'the ring buffer was full'
      : 'memory of the node could not be read';
  if (event.lost)
    return [{ name: 'Captured', value: `incomplete: ${part} (${why})`, warning: true }];
  if (event.truncated)
    return [{ name: 'Captured', value: `truncated: ${part} (snap length)`, warning: true }];
  return [{ name: 'Captured', value: 'whole' }];
}

function lossBefore(count: number): InspectedField[] {
  if (count === 0) return [];
  return [
    {
      name: 'Lost before',
      value: `${formatCount(count)} events (ring buffer full)`,
      warning: true,
    },
  ];
}

/** `2026-11-22 14:03:22.123456 +01:00 (Europe/Berlin)`, in the zone of the node's machine. @param us Unix microseconds. */
export function timeWithZone(us: number): string {
  const date = new Date(Math.floor(us / 1000));
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString().replace('T', ' ');
  const micros = String(us % 1000).padStart(3, '0');
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const zone = `${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return `${local.slice(0, -1)}${micros} ${zone} (${name})`;
}
