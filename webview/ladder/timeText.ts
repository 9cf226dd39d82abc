import { assertNever } from '../../src/shared/assertNever';
import type { LadderRow, TimeFormat } from '../../src/shared/ladderProtocol';

export interface TimeReference {
  /** Unix time of the capture's beginning, microseconds. */
  startUs: number;
  /** Minutes ahead of UTC. */
  zoneMinutes: number;
}

export function timeText(
  row: Pick<LadderRow, 'wallUs' | 'deltaUs'>,
  format: TimeFormat,
  { startUs, zoneMinutes }: TimeReference,
): string {
  switch (format) {
    case 'absolute':
      return timeOfDay(row.wallUs, zoneMinutes);
    case 'relative':
      return seconds(row.wallUs - startUs);
    case 'delta':
      return `${row.deltaUs < 0 ? '' : '+'}${seconds(row.deltaUs)}`;
    default:
      return assertNever(format);
  }
}

/** `14:03:22.123456` */
function timeOfDay(wallUs: number, zoneMinutes: number): string {
  const date = new Date(Math.floor(wallUs / 1000) + zoneMinutes * 60_000);
  const micros = String(wallUs % 1000).padStart(3, '0');
  return `${date.toISOString().slice(11, 23)}${micros}`;
}

/** `12.345678 s`; threads that fire together may arrive out of order, so a time may be negative. */
function seconds(us: number): string {
  return `${(us / 1e6).toFixed(6)} s`;
}
