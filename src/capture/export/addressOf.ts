import type { ProbeEvent } from '../../shared/events/event';
import type { RowFacts } from './exporter';

/** The address of an event's peer: as the event says, or as the capture knows; '' where neither does. */
export function addressOf(event: ProbeEvent, facts: RowFacts | undefined): string {
  const said = 'address' in event ? event.address : '';
  return said === '' ? (facts?.address ?? '') : said;
}

/** `friend (1.2.3.4:8333)` for people to read, where the peer has a name; any text. */
export function nameAndAddress(event: ProbeEvent, facts: RowFacts | undefined): string {
  const address = addressOf(event, facts);
  const name = facts?.name;
  return name === undefined ? address : `${name} (${address})`;
}
