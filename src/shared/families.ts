/** Groups of message types that belong together; each has a colour, a shape and a line of its own. */
export const FAMILIES = [
  'handshake',
  'keepalive',
  'address',
  'inventory',
  'transaction',
  'block',
  'compact',
  'filter',
  'other',
] as const;

export type Family = (typeof FAMILIES)[number];
