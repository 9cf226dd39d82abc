import { HEADER, type FrameKind } from './layout';

/**
 * A frame that no probe caused: hello and failure are written in TypeScript.
 * @param body Everything after the header; padded here to a multiple of 8 bytes.
 */
export function writeFrame(kind: FrameKind, body: Buffer): Buffer {
  const length = (HEADER.size + body.length + 7) & ~7;
  const frame = Buffer.alloc(length);
  frame.writeUInt32LE(length, HEADER.length);
  frame.writeUInt16LE(kind, HEADER.kind);
  frame.writeBigUInt64LE(process.hrtime.bigint(), HEADER.timeNs);
  frame.writeUInt32LE(process.pid, HEADER.pid);
  body.copy(frame, HEADER.size);
  return frame;
}

/** Strings, each after its length in bytes as a u32; the inverse of {@link readStrings}. */
export function packStrings(strings: readonly string[]): Buffer {
  return Buffer.concat(
    strings.flatMap((text) => {
      const bytes = Buffer.from(text, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}
