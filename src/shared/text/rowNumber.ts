import { formatCount } from './quantity';

/** `#41,455`: how people name an event of a capture. @param row From 0. */
export function rowNumber(row: number): string {
  return `#${formatCount(row + 1)}`;
}
