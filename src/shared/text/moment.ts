/** A moment of a capture, as the user names it. */
export type Moment =
  | { kind: 'at'; unixNs: bigint }
  /** Nanoseconds after its first event, or before its last one. */
  | { kind: 'after-start' | 'before-end'; ns: number };

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

/** @returns undefined for what is no moment. */
export function readMoment(text: string): Moment | undefined {
  const sign = text.startsWith('-') || text.startsWith('+') ? text[0] : '';
  const ns = durationNs(text.slice(sign!.length));
  if (ns !== undefined) return { kind: sign === '-' ? 'before-end' : 'after-start', ns };
  const unixNs = dateNs(text);
  return unixNs === undefined ? undefined : { kind: 'at', unixNs };
}

/** `10s`, `5m`. @returns undefined for what is no duration. */
export function durationNs(text: string): number | undefined {
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
