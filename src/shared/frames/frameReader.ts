/** A frame that does not keep to native/bpf/event.h. */
export class MalformedFrame extends Error {}

/** @throws MalformedFrame when a frame is shorter than its kind needs; both in bytes. */
export function needLength(length: number, needed: number): void {
  if (length < needed)
    throw new MalformedFrame(`a frame of ${length} bytes where ${needed} are needed`);
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
    needLength(frame.length, at + 4);
    const length = frame.readUInt32LE(at);
    needLength(frame.length, at + 4 + length);
    strings.push(frame.toString('utf8', at + 4, at + 4 + length));
    at += 4 + length;
  }
  return strings;
}
