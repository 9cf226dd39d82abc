/** A frame that does not keep to native/bpf/event.h. */
export class MalformedFrame extends Error {}

/** @throws MalformedFrame when the frame is shorter than its kind needs (bytes). */
export function needLength(frame: Buffer, length: number): void {
  if (frame.length < length)
    throw new MalformedFrame(`a frame of ${frame.length} bytes where ${length} are needed`);
}

/** The text of a slot: up to its NUL. A node's strings are bytes; each becomes one character. */
export function readSlot(frame: Buffer, start: number, end: number): string {
  const nul = frame.indexOf(0, start);
  return frame.toString('latin1', start, nul === -1 || nul > end ? end : nul);
}

/**
 * Reads `count` strings, each after a u32 byte length, and up to `more` that later releases added.
 * @throws MalformedFrame when they reach beyond the frame.
 */
export function readStrings(frame: Buffer, start: number, count: number, more = 0): string[] {
  const strings: string[] = [];
  let at = start;
  for (let i = 0; i < count + more; i++) {
    // What is left may be the frame's padding, which is less than two lengths and all zeroes.
    if (i >= count && at + 4 > frame.length) break;
    needLength(frame, at + 4);
    const length = frame.readUInt32LE(at);
    needLength(frame, at + 4 + length);
    strings.push(frame.toString('utf8', at + 4, at + 4 + length));
    at += 4 + length;
  }
  return strings;
}
