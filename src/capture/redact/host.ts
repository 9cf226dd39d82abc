/** The numbers of BIP155, and one for what is known by its name only. */
export const enum Network {
  Name = 0,
  IPv4 = 1,
  IPv6 = 2,
  TorV2 = 3,
  TorV3 = 4,
  I2P = 5,
  CJDNS = 6,
}

/** A host by its address, whatever form that had: the same host is always equal. */
export interface Host {
  /** A {@link Network}, or a number of BIP155 that is not known here. */
  network: number;
  /** 4, 16, 10, 32, 32 and 16 bytes in the order of the networks; of a name its text in lower case. */
  bytes: Uint8Array;
}

/** What an IPv6 address begins with that holds another one (Core's netaddress.h). */
const MAPPED = Buffer.from('00000000000000000000ffff', 'hex');
const TOR_V2 = Buffer.from('fd87d87eeb43', 'hex');
const CJDNS = 0xfc;

/** The host that an address in the form of IPv6 names. @param ip 16 bytes. */
export function hostOfIp(ip: Uint8Array): Host {
  if (beginsWith(ip, MAPPED)) return { network: Network.IPv4, bytes: ip.subarray(12) };
  if (beginsWith(ip, TOR_V2)) return { network: Network.TorV2, bytes: ip.subarray(6) };
  return { network: ip[0] === CJDNS ? Network.CJDNS : Network.IPv6, bytes: ip };
}

/** The inverse of {@link hostOfIp}. */
export function ipOfHost({ network, bytes }: Host): Uint8Array {
  if (network === (Network.IPv4 as number)) return Buffer.concat([MAPPED, bytes]);
  if (network === (Network.TorV2 as number)) return Buffer.concat([TOR_V2, bytes]);
  return bytes;
}

/** A host as a key of a map. */
export function hostKey({ network, bytes }: Host): string {
  return `${network} ${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')}`;
}

export function beginsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}
