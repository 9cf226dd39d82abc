import { createHash } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { visible } from '../../shared/text/visible';

/** An address that Wireshark can show, for an address as Core writes it. */
export interface StandIn {
  /** 4 bytes, or 16. */
  bytes: Uint8Array;
  /** 0 where there is none. */
  port: number;
  /** What `bytes` stand for; undefined where they are the address itself. */
  name: string | undefined;
}

/** What OnionCat made of the first 80 bits of an onion address; Core took it for them before BIP155. */
const ONION = [0xfd, 0x87, 0xd8, 0x7e, 0xeb, 0x43];
/** The same of GarliCat, for I2P. */
const I2P = [0xfd, 0x60, 0xdb, 0x4d, 0xdd, 0xb5];
/** The prefix of Core for names, which stand for themselves by their hash (CNetAddr::SetInternal). */
export const INTERNAL = [0xfd, 0x6b, 0x88, 0xc0, 0x87, 0x24];
/** Bytes after one of these. */
const REST = 10;

const PORT = /:(\d{1,5})$/;
const ONION_HOST = /^([a-z2-7]{16})[a-z2-7]{40}\.onion$/;
const I2P_HOST = /^([a-z2-7]{16})[a-z2-7]{36}\.b32\.i2p$/;

/**
 * The address itself where it is of IPv4, IPv6 or CJDNS; else one within the private addresses of IPv6 that
 * is the same for the same host, in every file.
 * @param address As Core writes it, with port. It may be a host name, or whatever a stranger's file has.
 */
export function standIn(address: string): StandIn {
  const port = Number(PORT.exec(address)?.[1] ?? 0);
  const host = address.replace(PORT, '');
  if (isIPv4(host))
    return { bytes: Uint8Array.from(host.split('.'), Number), port, name: undefined };
  const inBrackets = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  if (isIPv6(inBrackets)) return { bytes: ipv6Bytes(inBrackets), port, name: undefined };
  const onion = ONION_HOST.exec(host)?.[1];
  const i2p = I2P_HOST.exec(host)?.[1];
  const name = visible(host);
  if (onion) return { bytes: joined(ONION, base32Bytes(onion)), port, name };
  if (i2p) return { bytes: joined(I2P, base32Bytes(i2p)), port, name };
  const hash = createHash('sha256').update(host).digest();
  return { bytes: joined(INTERNAL, hash.subarray(0, REST)), port, name };
}

function joined(prefix: readonly number[], rest: Uint8Array): Uint8Array {
  return Uint8Array.from([...prefix, ...rest]);
}

/** @param text That isIPv6 takes; a zone is left out. */
function ipv6Bytes(text: string): Uint8Array {
  const [head = '', tail] = text.replace(/%.*$/, '').split('::');
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const between = Array.from({ length: 8 - before.length - after.length }, () => 0);
  const all = [...before, ...between, ...after];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** `7f:127.0.0.1` has three of them. */
function groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [parseInt(group, 16)];
    const [a, b, c, d] = group.split('.').map(Number) as [number, number, number, number];
    return [(a << 8) | b, (c << 8) | d];
  });
}

/** @param text Of whole bytes: RFC 4648 in lower case. */
function base32Bytes(text: string): Uint8Array {
  const bits = Array.from(text, (letter) =>
    'abcdefghijklmnopqrstuvwxyz234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('');
  return Uint8Array.from({ length: bits.length / 8 }, (_, i) =>
    parseInt(bits.slice(8 * i, 8 * i + 8), 2),
  );
}
