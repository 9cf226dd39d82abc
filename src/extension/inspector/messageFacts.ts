import type { DecodedMessage } from '../../bitcoin/decodeMessage';
import type { MessageEvent } from '../../shared/events/event';
import type { InspectedFact } from '../../shared/webview/inspectorProtocol';
import { CAUSE_TEXTS } from '../../shared/text/gapCauses';
import { localTimeMicros, zoneOf } from '../../shared/text/dateText';
import { formatBytes, formatCount } from '../../shared/text/quantity';
import type { Recording } from '../captures/recording';
import type { KnownChain } from '../../capture/model/chain';

/**
 * What is known about a message apart from its bytes, in the order in which it is shown.
 * @param pair What is known about the messages that it is paired with.
 */
export function messageFacts(
  row: number,
  event: MessageEvent,
  recording: Recording,
  decoded: DecodedMessage,
  chain: KnownChain,
  pair: InspectedFact[],
): InspectedFact[] {
  const { direction, peer, address, connectionType, pid, sequence, size } = event;
  const bytes = size < 1000 ? '' : ` (${formatBytes(size)})`;
  return [
    ...broken(decoded),
    ...missing(event),
    ...lossBefore(event.lostRingFull),
    {
      name: 'Direction',
      value: direction === 'inbound' ? 'inbound (from the peer)' : 'outbound (to the peer)',
    },
    { name: 'Peer', value: `${peer}  ${address}` },
    { name: 'Connection', value: connectionType },
    { name: 'Time', value: timeWithZone(recording.wallUs(event.timeNs)) },
    { name: 'Size', value: `${formatCount(size)} bytes${bytes}` },
    ...pair,
    { name: 'Node', value: `${recording.nodeTitle(pid, row)}, pid ${pid}` },
    { name: 'Chain', value: `${chain.name}${chain.known ? '' : ' (assumed)'}` },
    { name: 'Sequence', value: formatCount(sequence) },
    ...definition(decoded),
  ];
}

function broken({ error, notes }: DecodedMessage): InspectedFact[] {
  const facts = notes.map((note): InspectedFact => ({ name: 'Note', value: note, warning: true }));
  if (!error) return facts;
  const { offset, reason } = error;
  const name = error.cut ? 'Decoded up to' : 'Malformed at';
  return [
    { name, value: `byte ${formatCount(offset)}: ${reason}`, warning: true, offset },
    ...facts,
  ];
}

/** Nothing for a whole message. */
function missing(event: MessageEvent): InspectedFact[] {
  const part = `${event.payload.length} of ${event.size} bytes`;
  if (event.lost)
    return [
      {
        name: 'Captured',
        value: `incomplete: ${part} (${CAUSE_TEXTS[event.lost]})`,
        warning: true,
      },
    ];
  if (event.truncated)
    return [
      { name: 'Captured', value: `incomplete: ${part} (cut by the snap length)`, warning: true },
    ];
  return [];
}

function lossBefore(count: number): InspectedFact[] {
  if (count === 0) return [];
  return [
    {
      name: 'Lost before',
      value: `${formatCount(count)} events (${CAUSE_TEXTS['ring-full']})`,
      warning: true,
    },
  ];
}

function definition({ layout }: DecodedMessage): InspectedFact[] {
  if (!layout) return [];
  const where = [...layout.bips, `src/${layout.core}`].join(', ');
  return [
    { name: 'Defined in', value: where },
    { name: 'On receipt', value: layout.receipt },
  ];
}

/** `2026-11-22 14:03:22.123456 +01:00 (Europe/Berlin)`, in the zone of the node's machine. @param us Unix microseconds. */
export function timeWithZone(us: number): string {
  const offset = zoneOf(us / 1000);
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const zone = `${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return `${localTimeMicros(us, offset)} ${zone} (${name})`;
}
