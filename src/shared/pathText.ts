import { isUtf8 } from 'node:buffer';

/** What no UTF-8 text holds: each stands for one byte from 0x80 to 0xff (Python’s surrogateescape). */
const ESCAPED = /[\udc80-\udcff]/u;

/**
 * A path or an argument as text that {@link pathBytes} turns back into exactly these bytes. Linux
 * knows bytes only; those that are no UTF-8 become lone surrogates, which `visible` marks.
 */
export function pathText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((size) => isUtf8(bytes.subarray(at, at + size)));
    if (length === undefined) text += String.fromCharCode(0xdc00 + bytes[at]!);
    else text += bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return text;
}

/** What the kernel is given: the text itself, where that is all it takes. */
export function pathBytes(text: string): string | Buffer {
  if (!ESCAPED.test(text)) return text;
  return Buffer.concat(
    Array.from(text, (character) =>
      ESCAPED.test(character)
        ? Buffer.of(character.charCodeAt(0) - 0xdc00)
        : Buffer.from(character),
    ),
  );
}
