import type { ProbeEvent } from '../../shared/events/event';
import { addressOf } from './addressOf';
import type { NamedPeer, RowFacts } from './exporter';

/** Which names of peers were told: each once, before the first event of its peer. */
export class NamesSaid {
  /** Addresses. */
  private readonly said = new Set<string>();

  /** @returns undefined where there is nothing new to tell. */
  before(event: ProbeEvent, facts: RowFacts | undefined): NamedPeer | undefined {
    const name = facts?.name;
    if (name === undefined) return undefined;
    const address = addressOf(event, facts);
    if (this.said.has(address)) return undefined;
    this.said.add(address);
    return { timeNs: event.timeNs, name, address };
  }
}
