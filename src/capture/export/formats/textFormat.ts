import type { ProbeEvent } from '../../../shared/events/event';
import { peerNumber } from '../../../shared/text/peerNumber';
import { visible } from '../../../shared/text/visible';
import { summaryOf } from '../../query/readEvent';
import type { EventFormat, RowFacts } from '../exporter';
import type { Clock } from '../eventJson';

/** `2023-11-14T22:13:20.500Z ← peer 7 127.0.0.1:8333  ping 0x0101010101010101 (8 bytes)` */
export const textFormat: EventFormat = {
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
  const time = new Date(Number(wallNs / 1_000_000n)).toISOString();
  const isMisbehaving = event.kind === 'misbehaving';
  const isOutbound = !isMisbehaving && event.direction === 'outbound';
  const address = isMisbehaving ? (facts?.address ?? '') : event.address;
  const size = event.kind === 'message' ? ` (${event.size} bytes)` : '';
  const peer = `peer ${peerNumber(event.peer)} ${visible(address)}`;
  return `${time} ${isOutbound ? '→' : '←'} ${peer}  ${summaryOf(event)}${size}`;
}
