import { InvalidArgumentError } from 'commander';

/** A moment of a capture, as the user names it. */
export type Moment =
  | { kind: 'at'; unixNs: bigint }
  /** Nanoseconds after its first event, or before its last one. */
  | { kind: 'after-start' | 'before-end'; ns: number };

/** How much of the end: so many events, or those of so many nanoseconds. */
export type Last = { events: number } | { ns: number };

const UNITS: Readonly<Record<string, number>> = {
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  min: 60e9,
  h: 3600e9,
  d: 86_400e9,
};
const DURATION = /^(\d{1,12}(?:\.\d{1,9})?)(us|ms|s|m|min|h|d)$/;
const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)? ?(Z|[+-]\d\d:?\d\d)?$/i;

const WANTED =
  'A time is needed: 2026-11-29T17:00:00Z, 2026-11-29T18:00+01:00, 2026-11-29T18:00 (of this machine), 10s after the start, -5m before the end.';

export function parseMoment(text: string): Moment {
  const sign = text.startsWith('-') || text.startsWith('+') ? text[0] : '';
  const ns = durationNs(text.slice(sign!.length));
  if (ns !== undefined) return { kind: sign === '-' ? 'before-end' : 'after-start', ns };
  const unixNs = dateNs(text);
  if (unixNs === undefined) throw new InvalidArgumentError(WANTED);
  return { kind: 'at', unixNs };
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

function durationNs(text: string): number | undefined {
  const [, number, unit] = DURATION.exec(text) ?? [];
  return number === undefined ? undefined : Math.round(Number(number) * UNITS[unit!]!);
}

/** Without a zone it is a time of this machine. */
function dateNs(text: string): bigint | undefined {
  const found = DATE.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', part = '', zone] = found;
  const moment = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const offset = zone?.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2') ?? '';
  const ms = new Date(`${moment}${offset}`).getTime();
  // Of 30 February some engines make 1 March.
  const isDate = new Date(`${moment}Z`).getTime();
  if (Number.isNaN(ms) || new Date(isDate).getUTCDate() !== Number(day)) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt(part.padEnd(9, '0'));
}
