import { assertNever } from '../../src/shared/assertNever';
import type { LadderRow, TimeFormat } from '../../src/shared/ladderProtocol';

/** @param startUs Unix time of the capture's beginning, microseconds. */
export function timeText(row: LadderRow, format: TimeFormat, startUs: number): string {
  switch (format) {
    case 'absolute':
      return timeOfDay(row.wallUs);
    case 'relative':
      return seconds(row.wallUs - startUs);
    case 'delta':
      return `+${seconds(row.deltaUs)}`;
    default:
      return assertNever(format);
  }
}

/** `14:03:22.123456` in the local zone. */
function timeOfDay(wallUs: number): string {
  const date = new Date(Math.floor(wallUs / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const micros = String(wallUs % 1_000_000).padStart(6, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${micros}`;
}

/** `12.345678 s`; threads that fire together may arrive out of order, so a time may be negative. */
function seconds(us: number): string {
  return `${(us / 1e6).toFixed(6)} s`;
}
