import { isIPv4, isIPv6 } from 'node:net';
import { base32, netAddressText } from '../../bitcoin/text/netAddress';
import { hostOfIp, ipOfHost, Network, type Host } from './host';

/** What the tracepoints say of a peer, or a user of a peer that is added by its name. */
export interface WrittenAddress {
  host: Host;
  /** undefined where none stands there. */
  port: number | undefined;
}

/** Bytes of an onion address of version 3: key, checksum and version. */
const ONION_V3 = 35;
const KEY = 32;

/** Reads an address, with its port or without, as Core writes it. What it does not know is a name. */
export function readAddress(text: string): WrittenAddress {
  const [, inBrackets, behind] = /^\[([^\]]*)\](?::(\d{1,5}))?$/.exec(text) ?? [];
  if (inBrackets !== undefined && isIPv6(inBrackets))
    return { host: hostOfIp(ipv6Bytes(inBrackets)), port: portOf(behind) };
  if (isIPv6(text)) return { host: hostOfIp(ipv6Bytes(text)), port: undefined };
  const [, name = text, port] = /^(.*):(\d{1,5})$/s.exec(text) ?? [];
  return { host: hostOfName(name), port: portOf(port) };
}

/** The inverse of {@link readAddress}. */
export function writeAddress({ host, port }: WrittenAddress): string {
  const text = hostText(host);
  if (port === undefined) return text;
  return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
}

function portOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text) & 0xffff;
}

function hostOfName(name: string): Host {
  if (isIPv4(name))
    return { network: Network.IPv4, bytes: Buffer.from(name.split('.').map(Number)) };
  const lower = name.toLowerCase();
  const [, onion] = /^([a-z2-7]+)\.onion$/.exec(lower) ?? [];
  if (onion?.length === 56)
    return { network: Network.TorV3, bytes: base32Bytes(onion, ONION_V3).subarray(0, KEY) };
  if (onion?.length === 16) return { network: Network.TorV2, bytes: base32Bytes(onion, 10) };
  const [, i2p] = /^([a-z2-7]{52})\.b32\.i2p$/.exec(lower) ?? [];
  if (i2p !== undefined) return { network: Network.I2P, bytes: base32Bytes(i2p, KEY) };
  return { network: Network.Name, bytes: Buffer.from(lower) };
}

function hostText(host: Host): string {
  switch (host.network as Network) {
    case Network.Name:
      return Buffer.from(host.bytes).toString();
    case Network.TorV2:
      return `${base32(host.bytes)}.onion`;
    case Network.IPv4:
    case Network.TorV3:
    case Network.I2P:
      return netAddressText(host.network, host.bytes);
    default:
      return netAddressText(Network.IPv6, ipOfHost(host));
  }
}

/** @param text As isIPv6 takes it; the zone of a link-local one is left out. */
function ipv6Bytes(text: string): Buffer {
  const [address = ''] = text.split('%');
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [head = '', tail] = (dotted ? `${dotted[1]!}${groupsOf(dotted.slice(2))}` : address).split(
    '::',
  );
  const [before, after] = [groups(head), groups(tail ?? '')];
  const bytes = Buffer.alloc(16);
  before.forEach((group, i) => bytes.writeUInt16BE(group, 2 * i));
  after.forEach((group, i) => bytes.writeUInt16BE(group, 16 - 2 * (after.length - i)));
  return bytes;
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => parseInt(group, 16));
}

/** Four decimal numbers of a byte as two groups of IPv6. */
function groupsOf(numbers: readonly string[]): string {
  const [a, b, c, d] = numbers.map(Number) as [number, number, number, number];
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 in lower case, without padding. @param length Bytes that are wanted. */
function base32Bytes(text: string, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let value = 0;
  let bits = 0;
  let at = 0;
  for (const character of text) {
    value = ((value << 5) | BASE32.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    if (at < length) bytes[at++] = value >> bits;
  }
  return bytes;
}
