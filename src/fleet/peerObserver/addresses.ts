import { base32, ipv6Text } from '../../bitcoin/text/netAddress';
import type { Values } from '../../capture/sources/peerObserver/records';

type Address = Values<'Address'>;
type About = Pick<Address, 'time' | 'services' | 'port'>;

/** How an address of Tor from before 2021 looks as IPv6 (CNetAddr of Core's netaddress.cpp). */
const ONIONCAT = Buffer.from('fd87d87eeb43', 'hex');
const MAPPED = Buffer.from('00000000000000000000ffff', 'hex');
const COMPATIBLE = Buffer.alloc(12);

/**
 * An address in the form of IPv6, as peer-observer tells it: also `::1.2.3.4`, and so `::`, count as IPv4 for it
 * (Address::socket_addr of rust-bitcoin, Ipv6Addr::to_ipv4 of Rust).
 */
export function addressV1(ip: Uint8Array, about: About): Address {
  return { ...about, what: legacy(ip) };
}

function legacy(ip: Uint8Array): Address['what'] {
  if (startsWith(ip, ONIONCAT)) return { case: 'torv2', value: `${base32(ip.subarray(6))}.onion` };
  if (startsWith(ip, MAPPED) || startsWith(ip, COMPATIBLE))
    return { case: 'ipv4', value: ip.subarray(12).join('.') };
  return { case: 'ipv6', value: ipv6Text(ip) };
}

/** An address of BIP155; names of Tor and I2P are the bytes only, without checksum and version, as peer-observer has them. */
export function addressV2(network: number, address: Uint8Array, about: About): Address {
  return { ...about, what: ofNetwork(network, address) };
}

function ofNetwork(network: number, address: Uint8Array): Address['what'] {
  switch (`${network} ${address.length}`) {
    case '1 4':
      return { case: 'ipv4', value: address.join('.') };
    case '2 16':
      return { case: 'ipv6', value: ipv6Text(address) };
    case '3 10':
      return { case: 'torv2', value: `${base32(address)}.onion` };
    case '4 32':
      return { case: 'torv3', value: `${base32(address)}.onion` };
    case '5 32':
      return { case: 'i2p', value: `${base32(address)}.b32.i2p` };
    case '6 16':
      return { case: 'cjdns', value: ipv6Text(address) };
    default:
      return { case: 'unknown', value: { network, address } };
  }
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}
