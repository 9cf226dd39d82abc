import type { DecodedMessage } from '../../bitcoin/decodeMessage';
import type { MessageEvent } from '../../shared/events/event';
import type { InspectedFact } from '../../shared/webview/inspectorProtocol';
import { CAUSE_TEXTS } from '../../shared/text/gapCauses';
import { localTimeMicros, timeOfDay, zoneOf } from '../../shared/text/dateText';
import { peerNumber } from '../../shared/text/peerNumber';
import { formatBytes, formatCount, plural } from '../../shared/text/quantity';
import type { Recording } from '../captures/recording';
import { nameAndAddress } from '../host/peerNames';
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
  const number = peerNumber(peer);
  const wallUs = recording.wallUs(event.timeNs);
  const bytes = size < 1000 ? '' : ` (${formatBytes(size)})`;
  return [
    ...broken(decoded),
    ...missing(event),
    ...lossBefore(event.lostRingFull),
    {
      name: 'Direction',
      value: direction === 'inbound' ? 'inbound (from the peer)' : 'outbound (to the peer)',
    },
    {
      name: 'Peer',
      value: number,
      brief: { line: 1, text: `${direction === 'inbound' ? 'from' : 'to'} peer ${number}` },
    },
    {
      name: 'Address',
      value: nameAndAddress(address, recording.nameOf),
      brief: { line: 1, text: recording.nameOf(address) ?? address },
    },
    { name: 'Connection', value: connectionType, brief: { line: 1, text: connectionType } },
    {
      name: 'Time',
      value: timeWithZone(wallUs),
      brief: { line: 2, text: timeOfDay(wallUs, zoneOf(wallUs / 1000)) },
    },
    {
      name: 'Size',
      value: `${plural(size, 'byte')}${bytes}`,
      brief: { line: 2, text: size < 100_000 ? plural(size, 'byte') : formatBytes(size) },
    },
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

/** Nothing for a whole message that is certain. */
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
  if (!event.reconstructed) return [];
  const value =
    event.payload.length < event.size
      ? `reconstructed: ${part}, as the recording tells no more of its fields`
      : 'reconstructed: some bytes are likely only, as the recording does not tell all of its fields';
  return [{ name: 'Captured', value, warning: true }];
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

/**
 * `2026-11-22T14:03:22.123456+01:00 (Europe/Berlin)`, written like the times within messages but in the
 * zone of the node's machine. @param us Unix microseconds.
 */
export function timeWithZone(us: number): string {
  const offset = zoneOf(us / 1000);
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const zone = `${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return `${localTimeMicros(us, offset).replace(' ', 'T')}${zone} (${name})`;
}
