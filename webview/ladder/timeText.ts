import { assertNever } from '../../src/shared/assertNever';
import { timeOfDay } from '../../src/shared/text/dateText';
import type { LadderRow, TimeMode } from '../../src/shared/webview/ladderProtocol';

export interface TimeReference {
  /** Unix time of the capture's beginning, microseconds. */
  startUs: number;
  /** Minutes ahead of UTC. */
  zoneMinutes: number;
  /** Unix time of the row that was chosen as zero, microseconds. */
  zeroUs?: number | undefined;
}

export function timeText(
  row: Pick<LadderRow, 'wallUs' | 'deltaUs'>,
  mode: TimeMode,
  { startUs, zoneMinutes, zeroUs = startUs }: TimeReference,
): string {
  switch (mode) {
    case 'absolute':
      return timeOfDay(row.wallUs, zoneMinutes);
    case 'relative':
      return seconds(row.wallUs - startUs);
    case 'delta':
      return signed(row.deltaUs);
    case 'zero':
      return signed(row.wallUs - zeroUs);
    default:
      return assertNever(mode);
  }
}

/** Decimals of a second. */
export type TimeDecimals = 6 | 3 | 0;

/** With fewer decimals, where there is little room: `14:03:22.123`, `14:03:22`; a duration keeps three, `+1.234 s`. */
export function shortTime(time: string, decimals: TimeDecimals): string {
  if (decimals === 6) return time;
  const short = time.replace(/(\.\d{3})\d{3}/, '$1');
  return decimals === 0 ? short.replace(/(:\d\d)\.\d{3}/, '$1') : short;
}

/** `+0.001234 s`: since the row above. */
export function deltaText(us: number): string {
  return signed(us);
}

/** Threads that fire together may arrive out of order, so a time may be negative. */
function signed(us: number): string {
  return `${us < 0 ? '' : '+'}${seconds(us)}`;
}

/** `12.345678 s` */
function seconds(us: number): string {
  return `${(us / 1e6).toFixed(6)} s`;
}
