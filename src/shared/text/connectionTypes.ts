import { visible } from './visible';

/** Core's own, as ConnectionTypeAsString of its node/connection_types.cpp and getpeerinfo spell them. */
export const CONNECTION_TYPES = [
  'inbound',
  'outbound-full-relay',
  'block-relay-only',
  'manual',
  'feeler',
  'addr-fetch',
  'private-broadcast',
] as const;

/** Where a table has no room for the whole name; beside it the direction is shown. */
const SHORT: ReadonlyMap<string, string> = new Map<(typeof CONNECTION_TYPES)[number], string>([
  ['outbound-full-relay', 'full-relay'],
  ['block-relay-only', 'block-only'],
  ['private-broadcast', 'private'],
]);

/** A connection type as every table of peers calls it; elsewhere it has Core's name. */
export function shortConnectionType(type: string): string {
  return SHORT.get(type) ?? visible(type);
}
