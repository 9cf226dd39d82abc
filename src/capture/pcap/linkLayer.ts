import type { Packet } from './packet';

/** Where a packet's IP header begins: an offset, `other` for what is not IP, `unknown` for a link type that is not read. */
export type IpStart = number | 'other' | 'unknown';

/** EtherTypes. */
const TYPE = { ipv4: 0x0800, ipv6: 0x86dd, pppoe: 0x8864 } as const;
/** Of 802.1Q, 802.1ad, and of the time before it. */
const VLAN: readonly number[] = [0x8100, 0x88a8, 0x9100];
/** A frame has two tags where providers use them. */
const MOST_TAGS = 8;
/** AF_INET, and AF_INET6 of Linux, NetBSD, FreeBSD and macOS. */
const FAMILIES: readonly number[] = [2, 10, 24, 28, 30];

type Start = (bytes: Buffer) => number | 'other';

/** By LINKTYPE_ (https://www.tcpdump.org/linktypes.html). */
const STARTS: ReadonlyMap<number, Start> = new Map<number, Start>([
  // NULL and LOOP: an address family, of the byte order of the machine that captured, or of the network.
  [0, (bytes) => (bytes.length > 4 && isFamily(bytes) ? 4 : 'other')],
  [108, (bytes) => (bytes.length > 4 && isFamily(bytes) ? 4 : 'other')],
  [1, (bytes) => afterType(bytes, 12)],
  // RAW, with two numbers that it had on BSD, IPV4, IPV6.
  [101, () => 0],
  [12, () => 0],
  [14, () => 0],
  [228, () => 0],
  [229, () => 0],
  // LINUX_SLL, and LINUX_SLL2, which is what `tcpdump -i any` writes.
  [113, (bytes) => afterType(bytes, 14)],
  [276, (bytes) => (isIp(typeAt(bytes, 0)) ? 20 : tagged(bytes, 0, 20))],
]);

/** Link types that are met, to name what is left out. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [9, 'PPP'],
  [105, '802.11'],
  [119, '802.11 with Prism header'],
  [127, '802.11 with radiotap header'],
  [163, '802.11 with AVS header'],
  [187, 'Bluetooth'],
  [189, 'USB'],
  [220, 'USB'],
  [249, 'USBPcap'],
  [252, 'exported PDUs'],
]);

/** `802.11 (link type 105)` */
export function linkTypeName(linkType: number): string {
  const name = NAMES.get(linkType);
  return name === undefined ? `link type ${linkType}` : `${name} (link type ${linkType})`;
}

export function ipStart({ linkType, bytes }: Pick<Packet, 'linkType' | 'bytes'>): IpStart {
  return STARTS.get(linkType)?.(bytes) ?? 'unknown';
}

function isFamily(bytes: Buffer): boolean {
  return FAMILIES.includes(bytes.readUInt32LE(0)) || FAMILIES.includes(bytes.readUInt32BE(0));
}

/** @param at Where an EtherType stands, the payload behind it. */
function afterType(bytes: Buffer, at: number): number | 'other' {
  return isIp(typeAt(bytes, at)) ? at + 2 : tagged(bytes, at, at + 2);
}

/** @param at Where the EtherType stands. @param start Where what it tells of begins. */
function tagged(bytes: Buffer, at: number, start: number): number | 'other' {
  let type = typeAt(bytes, at);
  let next = start;
  for (let tags = 0; VLAN.includes(type) && tags < MOST_TAGS; tags++) {
    type = typeAt(bytes, next + 2);
    next += 4;
  }
  if (isIp(type)) return next;
  // A header of six bytes, and the protocol of PPP.
  const protocol = type === TYPE.pppoe ? typeAt(bytes, next + 6) : 0;
  return protocol === 0x21 || protocol === 0x57 ? next + 8 : 'other';
}

function isIp(type: number): boolean {
  return type === TYPE.ipv4 || type === TYPE.ipv6;
}

function typeAt(bytes: Buffer, at: number): number {
  return at + 2 <= bytes.length ? bytes.readUInt16BE(at) : 0;
}
