import { isIPv4, isIPv6 } from 'node:net';

/** @returns undefined for what is no address of IPv4. */
export function ipv4Bytes(text: string): Uint8Array | undefined {
  return isIPv4(text) ? Uint8Array.from(text.split('.'), Number) : undefined;
}

/** @returns undefined for what is no address of IPv6. */
export function ipv6Bytes(text: string): Uint8Array | undefined {
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [before = '', after] = text.split('::');
  const head = groups(before);
  const tail = after === undefined ? [] : groups(after);
  const bytes = new Uint8Array(16);
  bytes.set(head);
  bytes.set(tail, 16 - tail.length);
  return bytes;
}

/** The bytes of groups of four digits; the last two of an address may be written as IPv4. */
function groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * What a name like `….onion` has in front of its end: RFC 4648 without padding.
 * @param size Bytes that it has to be.
 */
export function base32Bytes(text: string, end: string, size: number): Uint8Array | undefined {
  const digits = text.toLowerCase();
  if (!digits.endsWith(end) || digits.length - end.length !== Math.ceil((size * 8) / 5))
    return undefined;
  const bytes: number[] = [];
  let value = 0;
  let bits = 0;
  for (const digit of digits.slice(0, -end.length)) {
    const five = BASE32.indexOf(digit);
    if (five < 0) return undefined;
    value = ((value << 5) | five) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  const isPadded = (value & ((1 << bits) - 1)) === 0;
  return isPadded ? Uint8Array.from(bytes) : undefined;
}
