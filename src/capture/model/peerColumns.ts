import type { PeerFacts } from './peerFacts';

/** What a table of peers has, and what each column is sorted by; text ascends, numbers as they are. */
export const PEER_SORTS = {
  id: ({ id }: PeerFacts) => id,
  node: ({ pid }: PeerFacts) => pid,
  type: ({ direction, connectionType }: PeerFacts) => `${direction ?? ''} ${connectionType}`,
  network: ({ network }: PeerFacts) => network,
  address: ({ address }: PeerFacts) => address,
  userAgent: ({ userAgent }: PeerFacts) => userAgent,
  messagesOut: (facts: PeerFacts) => facts.outboundMessages,
  messagesIn: (facts: PeerFacts) => facts.inboundMessages,
  bytesOut: (facts: PeerFacts) => facts.outboundBytes,
  bytesIn: (facts: PeerFacts) => facts.inboundBytes,
  rate: ({ rate }: PeerFacts) => rate,
  ping: ({ pingNs = Infinity }: PeerFacts) => pingNs,
  last: ({ lastNs }: PeerFacts) => -lastNs,
  since: ({ openedNs = -1 }: PeerFacts) => openedNs,
  errors: ({ found }: PeerFacts) => found.errors,
  warnings: ({ found }: PeerFacts) => found.warnings,
  remarks: ({ remarks }: PeerFacts) => remarks.length,
} as const satisfies Record<string, (facts: PeerFacts) => number | string>;

export type PeerColumn = keyof typeof PEER_SORTS;

const text = new Intl.Collator('en', { numeric: true });

/** Sorts in place; equal ones as the node numbered them. */
export function sortPeerFacts(
  facts: PeerFacts[],
  column: PeerColumn,
  descending: boolean,
): PeerFacts[] {
  const valueOf: (facts: PeerFacts) => number | string = PEER_SORTS[column];
  const sign = descending ? -1 : 1;
  const keyed = facts.map((each) => ({ each, value: valueOf(each) }));
  keyed.sort((a, b) => sign * compare(a.value, b.value) || a.each.id - b.each.id);
  for (const [i, { each }] of keyed.entries()) facts[i] = each;
  return facts;
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'string' || typeof b === 'string') return text.compare(String(a), String(b));
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
