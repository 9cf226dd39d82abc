/** Bytes of a row where there is room for them; half as many otherwise. */
export const MOST_PER_ROW = 16;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** `1a40`, or `001a40` in a long payload. @param digits At least. */
export function offsetText(offset: number, digits: number): string {
  return offset.toString(16).padStart(digits, '0');
}

export function hexText(byte: number): string {
  return HEX[byte]!;
}

/** The character of a printable ASCII byte, else a dot. */
export function asciiText(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
}
