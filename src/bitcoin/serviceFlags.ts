/** enum ServiceFlags of Core's protocol.h: bit to name without `NODE_`. */
const NAMES = new Map([
  [0, 'NETWORK'],
  [2, 'BLOOM'],
  [3, 'WITNESS'],
  [6, 'COMPACT_FILTERS'],
  [10, 'NETWORK_LIMITED'],
  [11, 'P2P_V2'],
]);

/** Spelled as serviceFlagsToStr of Core's protocol.cpp does: an unknown bit is `UNKNOWN[2^24]`. */
export function serviceFlagNames(services: bigint): string[] {
  const names: string[] = [];
  for (let bit = 0; bit < 64; bit++)
    if (services & (1n << BigInt(bit))) names.push(NAMES.get(bit) ?? `UNKNOWN[2^${bit}]`);
  return names;
}
