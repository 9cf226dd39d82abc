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

const TYPES: Record<Exclude<Family, 'other'>, readonly string[]> = {
  handshake: [
    ...['version', 'verack', 'wtxidrelay', 'sendaddrv2', 'sendheaders', 'sendcmpct'],
    ...['feefilter', 'sendtxrcncl', 'feature'],
  ],
  keepalive: ['ping', 'pong'],
  address: ['addr', 'addrv2', 'getaddr'],
  inventory: ['inv', 'getdata', 'notfound', 'mempool'],
  transaction: ['tx'],
  block: ['block', 'headers', 'getheaders', 'getblocks', 'merkleblock'],
  compact: ['cmpctblock', 'getblocktxn', 'blocktxn'],
  filter: [
    ...['filterload', 'filteradd', 'filterclear', 'getcfilters', 'cfilter'],
    ...['getcfheaders', 'cfheaders', 'getcfcheckpt', 'cfcheckpt'],
  ],
};

const familyByType = new Map(
  (Object.keys(TYPES) as (keyof typeof TYPES)[]).flatMap((family) =>
    TYPES[family].map((type) => [type, family] as const),
  ),
);

/** @param messageType As on the wire (NetMsgType in Core's protocol.h), or anything a peer made up. */
export function familyOf(messageType: string): Family {
  return familyByType.get(messageType) ?? 'other';
}
