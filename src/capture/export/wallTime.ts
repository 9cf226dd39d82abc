import type { Hello } from '../../shared/frames/hello';

/**
 * Wall time of an event, by the two clocks of the hello.
 * @param timeNs CLOCK_MONOTONIC, nanoseconds.
 * @returns Unix milliseconds, for `new Date`.
 */
export function unixMs(hello: Pick<Hello, 'wallNs' | 'monotonicNs'>, timeNs: number): number {
  return Number(hello.wallNs - hello.monotonicNs) / 1e6 + timeNs / 1e6;
}
