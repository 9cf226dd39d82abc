/** The last second that a Date holds. */
const LAST = 8_640_000_000_000;

/** Unix seconds as `2026-11-22T08:41:54Z`. */
export function utcTime(seconds: number | bigint): string {
  const number = Number(seconds);
  if (Math.abs(number) > LAST) return String(seconds);
  return new Date(number * 1000).toISOString().replace('.000Z', 'Z');
}

/** A time that means "now" when a peer sends it: shown with the number that was sent. */
export function timeText(seconds: number | bigint): string {
  return `${utcTime(seconds)} (${seconds})`;
}
