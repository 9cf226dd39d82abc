import type { WireMembers } from '../../../bitcoin/write/byteWriter';
import { base32Bytes, ipv4Bytes, ipv6Bytes } from './addressBytes';
import type { Decoded } from './records';

/** How IPv4, and a Tor address of before 2021, look as IPv6 (CNetAddr of Core's netaddress.cpp). */
const MAPPED = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);
const ONIONCAT = Uint8Array.of(0xfd, 0x87, 0xd8, 0x7e, 0xeb, 0x43);

type Address = Decoded<'Address'>;

/** CNetAddr::V1 and a port. */
export function addressV1({ services, port, what }: Address): WireMembers {
  return { nServices: services, m_addr: legacyBytes(what), port };
}

/** CAddress of `addr`. */
export function addressAndTimeV1(address: Address): WireMembers {
  return { nTime: address.time, ...addressV1(address) };
}

/**
 * peer-observer writes `::ffff:1.2.3.4` and `::1.2.3.4` as the same, and so `::` as 0.0.0.0: what an IPv4 address
 * was before is not certain.
 */
export function isAmbiguous(address: Address | undefined): boolean {
  return address?.what.case === 'ipv4';
}

/** CAddress of `addrv2` (BIP155). */
export function addressAndTimeV2({ time, services, port, what }: Address): WireMembers {
  const [m_net, m_addr] = networkAddress(what);
  return { nTime: time, nServices: services, m_net, address_size: m_addr?.length, m_addr, port };
}

function legacyBytes(what: Address['what']): Uint8Array | undefined {
  switch (what.case) {
    case 'ipv4': {
      const bytes = ipv4Bytes(what.value);
      // What a node says that has no address to tell: of `::` it is more likely than of 0.0.0.0.
      const prefix = bytes?.[0] === 0 ? new Uint8Array(12) : MAPPED;
      return bytes && Buffer.concat([prefix, bytes]);
    }
    case 'ipv6':
      return ipv6Bytes(what.value);
    case 'torv2': {
      const bytes = base32Bytes(what.value, '.onion', 10);
      return bytes && Buffer.concat([ONIONCAT, bytes]);
    }
    default:
      return undefined;
  }
}

/** The number of a network of BIP155, and an address in it. */
function networkAddress(
  what: Address['what'],
): [network?: number, address?: Uint8Array | undefined] {
  switch (what.case) {
    case 'ipv4':
      return [1, ipv4Bytes(what.value)];
    case 'ipv6':
      return [2, ipv6Bytes(what.value)];
    case 'torv2':
      return [3, base32Bytes(what.value, '.onion', 10)];
    case 'torv3':
      return [4, base32Bytes(what.value, '.onion', 32)];
    case 'i2p':
      return [5, base32Bytes(what.value, '.b32.i2p', 32)];
    case 'cjdns':
      return [6, ipv6Bytes(what.value)];
    case 'unknown':
      return [what.value.network, what.value.address];
    default:
      return [];
  }
}
