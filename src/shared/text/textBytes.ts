import { invalidByte } from './bytesText';

const ESCAPED = /[\udc80-\udcff]/u;

/** The bytes that {@link bytesText} made the text of, where they are needed: most text is valid as it is. */
export function textBytes(text: string): string | Buffer {
  if (!ESCAPED.test(text)) return text;
  return Buffer.concat(
    Array.from(text, (character) => {
      const byte = invalidByte(character.codePointAt(0)!);
      return byte === undefined ? Buffer.from(character) : Buffer.of(byte);
    }),
  );
}
