export const BYTES_PER_ROW = 16;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** `001a40`: a payload is at most 4,000,000 bytes, 0x3d0900. */
export function offsetText(offset: number): string {
  return offset.toString(16).padStart(6, '0');
}

export function hexText(byte: number): string {
  return HEX[byte]!;
}

/** The character of a printable ASCII byte, else a dot. */
export function asciiText(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
}
