import { InvalidArgumentError } from 'commander';
import { durationNs, readMoment, type Moment } from '../../shared/text/moment';

export type { Moment };

/** How much of the end: so many events, or those of so many nanoseconds. */
export type Last = { events: number } | { ns: number };

const WANTED =
  'A time is needed: 2026-11-29T17:00:00Z, 2026-11-29T18:00+01:00, 2026-11-29T18:00 (of this machine), 10s after the start, -5m before the end.';

export function parseMoment(text: string): Moment {
  const moment = readMoment(text);
  if (!moment) throw new InvalidArgumentError(WANTED);
  return moment;
}

/** Both are counted from the same moment, and the first comes later: what else they are only a capture can tell. */
export function isAfter(a: Moment, b: Moment): boolean {
  if (a.kind === 'at') return b.kind === 'at' && a.unixNs > b.unixNs;
  if (b.kind !== a.kind) return false;
  return a.kind === 'after-start' ? a.ns > b.ns : a.ns < b.ns;
}

export function parseLast(text: string): Last {
  const ns = durationNs(text);
  if (ns !== undefined) return { ns };
  const events = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (events > 0) return { events };
  throw new InvalidArgumentError('A number of events or a time is needed: 100, 10s, 5m.');
}
