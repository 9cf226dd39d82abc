import { localTimeMicros } from '../../src/shared/text/dateText';

const DAY = 86_400;
/** Of a chart of fewer seconds, a time may need milliseconds. */
const LONG = 300;

/** Pixels from one time below the chart to the next, at least: `14:03:22.500`, or `14:03:22` of a long one. */
export function labelPixels(seconds: number): number {
  return seconds < LONG ? 84 : 64;
}

/** Seconds from one time below the chart to the next: each is a part of the next unit of time. */
export const TIME_STEPS: readonly number[] = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30],
  ...[1, 2, 3, 5, 10, 15, 20, 30].map((minutes) => minutes * 60),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * 3600),
  ...[1, 2, 3, 5, 7, 10, 15, 30, 60, 90, 120, 180].map((days) => days * DAY),
  ...[1, 2, 5, 10, 25, 50, 100].map((years) => years * 365 * DAY),
];

/**
 * What stands below the chart: as much of the time of day as tells one from the next, and the date where
 * another day begins.
 * @param times Unix seconds, moved by the zone. @param step Seconds between two of them.
 */
export function timeLabels(times: readonly number[], step: number): string[] {
  return times.map((time, i) => {
    const text = localTimeMicros(Math.round(time * 1000) * 1000, 0);
    const before = times[i - 1];
    const isNewDay = before !== undefined && Math.floor(before / DAY) !== Math.floor(time / DAY);
    if (step >= DAY || isNewDay) return text.slice(5, 10);
    if (step >= 60) return text.slice(11, 16);
    return text.slice(11, step >= 1 ? 19 : 23);
  });
}
