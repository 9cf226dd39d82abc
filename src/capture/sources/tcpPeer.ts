import { serviceText, netAddressText } from '../../bitcoin/text/netAddress';
import type { TcpEnd } from '../pcap/tcpConnections';

const IPV4 = 1;
const IPV6 = 2;

/** `192.0.2.1:8333`, `[2001:db8::1]:8333` */
export function endText({ address, port }: TcpEnd): string {
  const network = address.length === 4 ? IPV4 : IPV6;
  return serviceText(network, netAddressText(network, address), port);
}

/** `192.0.2.1`, `2001:db8::1` */
export function hostText({ address }: TcpEnd): string {
  return netAddressText(address.length === 4 ? IPV4 : IPV6, address);
}

/** enum Network of Core's netaddress.h: 0 for an address that is not routed (RFCs 1918, 3927, 4193, 6598 and others). */
export function networkOf({ address }: TcpEnd): number {
  if (isLocal(address)) return 0;
  return address.length === 4 ? IPV4 : IPV6;
}

/** The address is of a machine or a network of somebody's own. */
export function isLocal(address: Buffer): boolean {
  const [a = 0, b = 0] = address;
  if (address.length === 4) {
    if (a === 0 || a === 10 || a === 127) return true;
    if (a === 172) return b >= 16 && b < 32;
    if (a === 192) return b === 168;
    if (a === 169) return b === 254;
    return a === 100 && b >= 64 && b < 128;
  }
  // fc00::/7, fe80::/10, ::1
  if ((a & 0xfe) === 0xfc || (a === 0xfe && (b & 0xc0) === 0x80)) return true;
  return address.subarray(0, 15).every((byte) => byte === 0) && address[15] === 1;
}
