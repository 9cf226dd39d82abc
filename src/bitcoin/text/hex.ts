import { formatCount } from '../../shared/text/quantity';

/** Bytes of a value that are shown; whoever wants all of them copies them. */
const SHOWN = 256;

/** Hex of at most {@link SHOWN} bytes, and how many there are where that is not all. */
export function toHex(bytes: Uint8Array): string {
  if (bytes.length <= SHOWN) return hex(bytes);
  return `${hex(bytes.subarray(0, SHOWN))}… (${formatCount(bytes.length)} bytes)`;
}

/** Hex of all the bytes. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** A hash as Bitcoin shows it. */
export function reversedHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).reverse().toString('hex');
}

/** `4e3a…91c0`. */
export function shortHash(text: string): string {
  return `${text.slice(0, 4)}…${text.slice(-4)}`;
}
