import type { ProbeEvent } from '../../../shared/events/event';
import { eventKind } from '../../../shared/events/eventKinds';
import { peerNumber } from '../../../shared/text/peerNumber';
import { utcTimeMicros } from '../../../shared/text/dateText';
import { visible } from '../../../shared/text/visible';
import { summaryOf } from '../../query/readEvent';
import { nameAndAddress } from '../addressOf';
import type { RowFacts, TextFormat } from '../exporter';
import type { Clock } from '../eventJson';

/** `2023-11-14T22:13:20.500123Z ← peer 7 127.0.0.1:8333  ping 0x0101010101010101 (8 bytes)` */
export const textFormat: TextFormat = {
  id: 'text',
  title: 'Text',
  extension: 'txt',
  needsPayloads: true,
  needsFacts: true,
  create: () => ({
    event: (event, clock, facts) => [textLine(event, clock, facts), '\n'],
  }),
};

function textLine(event: ProbeEvent, clock: Clock, facts: RowFacts | undefined): string {
  const wallNs = BigInt(event.timeNs) + clock.wallNs - clock.monotonicNs;
  const time = utcTimeMicros(Number(wallNs / 1000n));
  const size = event.kind === 'message' ? ` (${event.size} bytes)` : '';
  return `${time} ${whose(event, facts)}  ${summaryOf(event)}${size}`;
}

/** `→ peer 7 1.2.3.4:8333`; an event of the node itself has neither direction nor peer. */
function whose(event: ProbeEvent, facts: RowFacts | undefined): string {
  const { peer } = event;
  if (peer === undefined) return '· node';
  const arrow = eventKind(event.kindNumber)?.direction === 'outbound' ? '→' : '←';
  return `${arrow} peer ${peerNumber(peer)} ${visible(nameAndAddress(event, facts))}`;
}
