/** The first bytes of a text, whole characters only. */
export function textBytes(value: string, most: number): Buffer {
  const bytes = Buffer.from(value);
  if (bytes.length <= most) return bytes;
  let end = most;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
