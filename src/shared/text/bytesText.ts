/** The least code points that UTF-8 writes in 2, 3 and 4 bytes. */
const LEAST = [0, 0, 0x80, 0x800, 0x10000] as const;
/** An invalid byte b is the lone surrogate U+DC00 + b, as in Python's `surrogateescape`. */
const ESCAPE = 0xdc00;
const MAX_CODE_POINT = 0x10ffff;

/**
 * Text of bytes that ought to be UTF-8. A byte that is not becomes a lone surrogate, U+DC80 to U+DCFF,
 * which no valid text has: no two byte strings become the same text. Show it through `visible`.
 */
export function bytesText(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const code = codePointAt(bytes, at);
    text += String.fromCodePoint(code ?? ESCAPE + bytes[at]!);
    at += code === undefined ? 1 : lengthOf(code);
  }
  return text;
}

/** @returns The invalid byte that a lone surrogate of {@link bytesText} stands for. */
export function invalidByte(codePoint: number): number | undefined {
  const byte = codePoint - ESCAPE;
  return byte >= 0x80 && byte <= 0xff ? byte : undefined;
}

function codePointAt(bytes: Uint8Array, at: number): number | undefined {
  const first = bytes[at]!;
  if (first < 0x80) return first;
  // As many as the sequence has bytes; 1 is a byte that cannot be the first.
  const leadingOnes = Math.clz32(~(first << 24));
  if (leadingOnes < 2 || leadingOnes > 4) return undefined;
  let code = first & (0x7f >> leadingOnes);
  for (let i = 1; i < leadingOnes; i++) {
    const byte = bytes[at + i] ?? 0;
    if ((byte & 0xc0) !== 0x80) return undefined;
    code = (code << 6) | (byte & 0x3f);
  }
  const isSurrogate = code >= 0xd800 && code < 0xe000;
  return code < LEAST[leadingOnes]! || code > MAX_CODE_POINT || isSurrogate ? undefined : code;
}

function lengthOf(code: number): number {
  if (code < LEAST[2]) return 1;
  if (code < LEAST[3]) return 2;
  return code < LEAST[4] ? 3 : 4;
}
