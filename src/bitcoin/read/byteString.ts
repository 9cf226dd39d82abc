import { bytesText } from '../../shared/text/bytesText';
import { quoted } from '../../shared/text/quoted';
import { visible } from '../../shared/text/visible';
import { Field, readField, type Type } from './field';
import { type JsonBytes, QUOTE } from '../../shared/text/jsonBytes';
import type { Payload } from './payload';
import { rawBytes, size } from './primitives';
import { toHex } from '../text/hex';

interface Options {
  /** More bytes than this are refused on reading, with Core's words for it. */
  limit?: { most: number; refusal: string };
  text?: (bytes: Uint8Array, field: Field) => string;
  value?: (bytes: Uint8Array) => string;
  /** The fields within the bytes that follow the size; without it they are one. */
  parts?: (field: Field, start: number) => Field[];
  warning?: (length: number) => string | undefined;
  /** Writes the compact JSON of bytes [start, end) of the payload. @default their value */
  json?: (payload: Payload, start: number, end: number, json: JsonBytes) => void;
}

/** A CompactSize, then as many bytes. */
export function byteString(name: string, options: Options = {}): Type {
  const { limit, text = toHex, value, parts = wholeContent, warning } = options;
  const { json: writeContent = value ? valueWriter(value) : writeHex } = options;
  const children = (self: Field): Field[] =>
    self.remember(() => {
      const reader = self.reader();
      const length = readField('size', size, reader);
      if (!length) return [];
      return [length, ...parts(self, reader.offset)];
    });
  return {
    name,
    skip(reader) {
      const length = reader.compactSize();
      if (limit && length > limit.most) reader.fail(`${limit.refusal}: ${length} > ${limit.most}`);
      reader.take(length);
      return length;
    },
    writeJson(reader, _, json) {
      const length = reader.compactSize();
      const start = reader.take(length);
      writeContent(reader.payload, start, start + length, json);
      return length;
    },
    write(bytes, into) {
      if (bytes instanceof Uint8Array) {
        into.compactSize(bytes.length);
        into.bytes(bytes);
      } else into.end();
    },
    value: (self) => (value ? value(content(self)) : content(self)),
    text: (self) => text(content(self), self),
    warning: (self) => warning?.(self.read),
    count: (self) => children(self).length,
    children: (self, from, to) => children(self).slice(from, to),
  };
}

type ContentWriter = Required<Options>['json'];

function valueWriter(value: Required<Options>['value']): ContentWriter {
  return ({ bytes }, start, end, json) => json.ascii(quoted(value(bytes.subarray(start, end))));
}

/** The bytes in hex, as a string of JSON. */
export const writeHex: ContentWriter = ({ bytes }, start, end, json) => {
  json.code(QUOTE);
  json.hex(bytes, start, end);
  json.code(QUOTE);
};

/** std::string chosen by a peer: its bytes are text where they are UTF-8, and shown visibly. */
export function limitedString(most: number): Type {
  return byteString('std::string', {
    limit: { most, refusal: 'String length limit exceeded' },
    text: (bytes) => visible(bytesText(bytes)),
    value: bytesText,
  });
}

export const bytes = byteString('std::vector<unsigned char>');

/** The bytes after the size. */
export function content(field: Field): Uint8Array {
  const reader = field.reader();
  reader.compactSize();
  return field.payload.bytes.subarray(reader.offset, field.end);
}

/** The bytes from `start` to the field's end as one. */
export function wholeContent(field: Field, start: number): Field[] {
  if (start === field.end) return [];
  const type = rawBytes('unsigned char[]', field.end - start);
  return [new Field('bytes', type, field.payload, start, field.end)];
}
