import { sha3_256 } from '@noble/hashes/sha3';
import { hex } from './hex';

/** enum BIP155Network of Core's netaddress.h: id, name and size of an address. */
export const BIP155_NETWORKS: ReadonlyMap<number, { name: string; size: number }> = new Map([
  [1, { name: 'IPv4', size: 4 }],
  [2, { name: 'IPv6', size: 16 }],
  [4, { name: 'TORv3', size: 32 }],
  [5, { name: 'I2P', size: 32 }],
  [6, { name: 'CJDNS', size: 16 }],
]);

/** The networks whose addresses have colons of their own. */
const BRACKETED = new Set([2, 6]);

/** An address as BIP155 sends it, in the words of CNetAddr::ToStringAddr. */
export function netAddressText(network: number, address: Uint8Array): string {
  switch (network) {
    case 1:
      return address.join('.');
    case 2:
      return startsWith(address, INTERNAL) ? internalText(address) : ipv6Text(address);
    case 4:
      return onionText(address);
    case 5:
      return `${base32(address)}.b32.i2p`;
    case 6:
      return ipv6Text(address);
    default:
      return hex(address);
  }
}

/** CService::ToStringAddrPort. */
export function serviceText(network: number, address: string, port: number): string {
  return BRACKETED.has(network) && address.includes(':')
    ? `[${address}]:${port}`
    : `${address}:${port}`;
}

/** What the IPv6 form of an address from before BIP155 contains (CNetAddr::SetLegacyIPv6). */
export function legacyAddress(ip: Uint8Array): { network: number; text: string; note?: string } {
  if (startsWith(ip, IPV4)) return { network: 1, text: ip.subarray(12).join('.') };
  if (startsWith(ip, INTERNAL))
    return { network: 0, text: internalText(ip), note: 'internal to a node, never sent' };
  if (startsWith(ip, TORV2))
    return { network: 2, text: ipv6Text(ip), note: 'a Tor v2 address, which Core ignores' };
  return { network: 2, text: ipv6Text(ip) };
}

/** Why Core ignores an IPv6 address of BIP155, if it does (CNetAddr::UnserializeV2Stream). */
export function embeddedNote(ip: Uint8Array): string | undefined {
  if (startsWith(ip, IPV4)) return 'an IPv4 address within IPv6, which Core ignores';
  if (startsWith(ip, TORV2)) return 'a Tor v2 address within IPv6, which Core ignores';
  if (startsWith(ip, INTERNAL)) return 'internal to a node, never sent';
  return undefined;
}

const IPV4 = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
const TORV2 = [0xfd, 0x87, 0xd8, 0x7e, 0xeb, 0x43];
const INTERNAL = [0xfd, 0x6b, 0x88, 0xc0, 0x87, 0x24];

function startsWith(bytes: Uint8Array, prefix: number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function internalText(ip: Uint8Array): string {
  return `${base32(ip.subarray(6))}.internal`;
}

/** RFC 5952: the first longest run of two or more zero groups as `::`. */
export function ipv6Text(ip: Uint8Array): string {
  const groups = Array.from(
    { length: 8 },
    (_, index) => (ip[2 * index]! << 8) | ip[2 * index + 1]!,
  );
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const text = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
  if (best.length < 2) return text(groups);
  return `${text(groups.slice(0, best.start))}::${text(groups.slice(best.start + best.length))}`;
}

/** rend-spec-v3: key, checksum and version in base32. Electron's crypto has no SHA3. */
function onionText(key: Uint8Array): string {
  const version = Uint8Array.of(3);
  const checksum = sha3_256(joined(latin1Bytes('.onion checksum'), key, version));
  return `${base32(joined(key, checksum.subarray(0, 2), version))}.onion`;
}

function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 in lower case, without padding. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += BASE32[(value >> (bits - 5)) & 31]!;
  }
  return bits > 0 ? text + BASE32[(value << (5 - bits)) & 31]! : text;
}
