/** Protocol numbers, and those of IPv6 extension headers (IANA). */
const PROTOCOL = { tcp: 6, fragment: 44, authentication: 51 } as const;
/** Hop-by-hop options, routing, destination options, mobility, HIP, shim6. */
const EXTENSIONS: readonly number[] = [0, 43, 60, 135, 139, 140];
/** Headers may follow each other without end. */
const MOST_EXTENSIONS = 16;

/** What an IP packet carries. */
export interface IpPacket {
  /** Bytes of addresses, 4 or 16 each. */
  source: Buffer;
  destination: Buffer;
  /** What was captured of what comes after the headers. */
  bytes: Buffer;
  /** Bytes that it had on the wire. */
  length: number;
  /** Where it is a part of a larger one. */
  fragment: Fragment | undefined;
}

export interface Fragment {
  /** Bytes before it. */
  offset: number;
  isLast: boolean;
  /** With the addresses it tells which packet it is a part of. */
  id: number;
}

/**
 * The packet if it carries TCP, or a part of TCP.
 * @param at Where the IP header begins.
 * @param length Of the packet from there on, as it was on the wire.
 * @returns undefined for anything else, and where headers are damaged or cut.
 */
export function tcpIn(bytes: Buffer, at: number, length: number): IpPacket | undefined {
  if (at >= bytes.length) return undefined;
  const version = bytes[at]! >>> 4;
  if (version === 4) return ofIpv4(bytes, at, length);
  return version === 6 ? ofIpv6(bytes, at, length) : undefined;
}

function ofIpv4(bytes: Buffer, at: number, wire: number): IpPacket | undefined {
  if (at + 20 > bytes.length) return undefined;
  const header = (bytes[at]! & 15) * 4;
  if (header < 20 || bytes[at + 9] !== PROTOCOL.tcp) return undefined;
  // A card that cuts packets itself is given large ones, without a length.
  const total = bytes.readUInt16BE(at + 2) || wire;
  if (total < header || at + header > bytes.length) return undefined;
  const flags = bytes.readUInt16BE(at + 6);
  const offset = (flags & 0x1fff) * 8;
  const isLast = (flags & 0x2000) === 0;
  const id = bytes.readUInt16BE(at + 4);
  return {
    source: bytes.subarray(at + 12, at + 16),
    destination: bytes.subarray(at + 16, at + 20),
    bytes: bytes.subarray(at + header, at + total),
    length: total - header,
    fragment: offset > 0 || !isLast ? { offset, isLast, id } : undefined,
  };
}

function ofIpv6(bytes: Buffer, at: number, wire: number): IpPacket | undefined {
  if (at + 40 > bytes.length) return undefined;
  const payload = bytes.readUInt16BE(at + 4);
  // Longer than 64 KiB, it says so in an option (RFC 2675).
  const end = at + (payload === 0 ? wire : 40 + payload);
  let next = bytes[at + 6]!;
  let start = at + 40;
  let fragment: Fragment | undefined;
  for (let count = 0; next !== PROTOCOL.tcp && count < MOST_EXTENSIONS; count++) {
    if (start + 8 > bytes.length) return undefined;
    const after = bytes[start]!;
    if (next === PROTOCOL.fragment) {
      const flags = bytes.readUInt16BE(start + 2);
      const isLast = (flags & 1) === 0;
      fragment = { offset: flags & 0xfff8, isLast, id: bytes.readUInt32BE(start + 4) };
      start += 8;
      next = after;
      // Only the first part has the headers that come after.
      if (fragment.offset > 0) break;
    } else if (next === PROTOCOL.authentication) {
      start += (bytes[start + 1]! + 2) * 4;
      next = after;
    } else if (EXTENSIONS.includes(next)) {
      start += (bytes[start + 1]! + 1) * 8;
      next = after;
    } else return undefined;
  }
  if (next !== PROTOCOL.tcp || start > end || start > bytes.length) return undefined;
  if (fragment?.offset === 0 && fragment.isLast) fragment = undefined;
  return {
    source: bytes.subarray(at + 8, at + 24),
    destination: bytes.subarray(at + 24, at + 40),
    bytes: bytes.subarray(start, end),
    length: end - start,
    fragment,
  };
}
