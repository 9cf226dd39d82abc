import type { ProbeEvent } from '../../shared/events/event';
import type { RowFacts } from './exporter';

/** The address of an event's peer: as the event says, or as the capture knows; '' where neither does. */
export function addressOf(event: ProbeEvent, facts: RowFacts | undefined): string {
  const said = 'address' in event ? event.address : '';
  return said === '' ? (facts?.address ?? '') : said;
}
