/** Bytes [from, to). */
export interface ByteRange {
  from: number;
  to: number;
}

/** Whether one of the ranges has the byte. @param ranges Ascending, apart from each other. */
export function isWithin(ranges: readonly ByteRange[], byte: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]!.to <= byte) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low]!.from <= byte;
}
