/*
 * Dates are written in these ways, and in no other: for people in the zone of the node's machine, for files
 * and programs in UTC.
 */

/** `2026-11-22 14:03:22`, for people. @param ms Unix milliseconds. @param zoneMinutes Ahead of UTC; by default this machine's. */
export function localTime(ms: number, zoneMinutes = zoneOf(ms)): string {
  return shifted(ms, zoneMinutes).slice(0, 19).replace('T', ' ');
}

/** `14:03:22.123456`, for people who know the day. @param us Unix microseconds. */
export function timeOfDay(us: number, zoneMinutes: number): string {
  return `${shifted(Math.floor(us / 1000), zoneMinutes).slice(11, 23)}${micros(us)}`;
}

/** `2026-11-22 14:03:22.123456`, for people. @param us Unix microseconds. */
export function localTimeMicros(us: number, zoneMinutes = zoneOf(us / 1000)): string {
  const ms = Math.floor(us / 1000);
  return `${localTime(ms, zoneMinutes)} ${timeOfDay(us, zoneMinutes)}`.replace(/ \S+ /, ' ');
}

/** `2026-11-22T13:03:22.123456Z`, for files and programs. @param us Unix microseconds. */
export function utcTimeMicros(us: number): string {
  return `${shifted(Math.floor(us / 1000), 0).slice(0, 23)}${micros(us)}Z`;
}

/** `2026-11-22T13:03:22.123456789Z`, for programs. @param ns Unix nanoseconds. */
export function utcTimeNanos(ns: bigint): string {
  const below = ns % 1_000_000n;
  const ms = Number((ns - below) / 1_000_000n);
  return `${shifted(ms, 0).slice(0, -1)}${String(below).padStart(6, '0')}Z`;
}

/** How far the zone of this machine is ahead of UTC then, minutes. @param ms Unix milliseconds. */
export function zoneOf(ms: number): number {
  return -new Date(ms).getTimezoneOffset();
}

function shifted(ms: number, zoneMinutes: number): string {
  const date = new Date(ms + zoneMinutes * 60_000);
  // What a stranger's file says may be no date at all.
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
}

function micros(us: number): string {
  return String(((us % 1000) + 1000) % 1000).padStart(3, '0');
}
