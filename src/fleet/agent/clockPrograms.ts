import type { ClockState } from '../wire/about';

/** By how much a clock that nobody sets goes wrong, µs in a second: PHI of RFC 5905. */
export const DRIFT = 15;

/** Ids of sources that are no clock but the machine's own: chrony's `local`, and ntpd's LOCAL(0). */
const OWN_CLOCK = /^(7F7F01[0-9A-F]{2}|127\.127\.1\.\d+|LOCAL\(\d\)|LOCL)$/i;

/**
 * `chronyc -c tracking`: fields are separated by commas; [0] the id of the source, [4] offset of the clock, [10] root delay
 * and [11] root dispersion in seconds, [13] the leap status (chronyc's manual, “tracking”, which gives this bound).
 * @returns undefined for what is something else.
 */
export function readChrony(text: string): ClockState | undefined {
  const fields = text.trim().split(',');
  const [offset, delay, dispersion] = [fields[4], fields[10], fields[11]].map(numberOf);
  if (fields.length < 14 || fields[13] === '') return undefined;
  if (offset === undefined || delay === undefined || dispersion === undefined) return undefined;
  if (fields[13] === 'Not synchronised' || OWN_CLOCK.test(fields[0]!)) return NOT_SET;
  return stateOf((Math.abs(offset) + dispersion + delay / 2) * 1000);
}

/**
 * `ntpq -c rv`: `name=value` of the system variables (RFC 9327, 5.2), times in milliseconds: leap=11 where the clock is
 * not set; tc the binary logarithm of the seconds until the next correction, in which it goes wrong by more.
 */
export function readNtpd(text: string): ClockState | undefined {
  const variable = (name: string) =>
    new RegExp(`(?:^|[\\s,])${name}=([^,\\s]+)`).exec(text)?.[1] ?? '';
  const [offset, delay, dispersion] = ['offset', 'rootdelay', 'rootdisp'].map((name) =>
    numberOf(variable(name)),
  );
  const leap = variable('leap');
  if (offset === undefined || delay === undefined || dispersion === undefined) return undefined;
  if (leap === '' || leap === '11' || leap === '3' || OWN_CLOCK.test(variable('refid')))
    return NOT_SET;
  const seconds = 2 ** Math.min(numberOf(variable('tc')) ?? 0, 17);
  return stateOf(Math.abs(offset) + dispersion + delay / 2 + drifted(seconds));
}

/**
 * `timedatectl timesync-status`: what systemd-timesyncd knows by the last answer of its server: the server's distance from
 * true time, the way to it and back, and by how much the clock was wrong; it corrects that until the next question.
 * (`show-timesync` says neither of the last two.)
 */
export function readTimesyncd(text: string): ClockState | undefined {
  const line = (name: string) => new RegExp(`^\\s*${name}: (.*)$`, 'm').exec(text)?.[1] ?? '';
  const distance = millisOf(line('Root distance').replace(/ \(.*/, ''));
  const offset = millisOf(line('Offset').replace(/^[+-]/, ''));
  const delay = millisOf(line('Delay'));
  const poll = millisOf(line('Poll interval').replace(/ \(.*/, ''));
  if (distance === undefined || offset === undefined || delay === undefined) return undefined;
  if (line('Leap') === 'not synchronized') return NOT_SET;
  return stateOf(distance + offset + delay / 2 + drifted((poll ?? 0) / 1000));
}

/** `timedatectl show --property=NTPSynchronized`: whether the kernel says that something sets the clock. */
export function readSynchronized(text: string): ClockState {
  return { synchronized: text.trim() === 'NTPSynchronized=yes' };
}

const NOT_SET: ClockState = { synchronized: false };

function stateOf(maxErrorMs: number): ClockState {
  return { synchronized: true, maxErrorMs };
}

/** @returns Milliseconds. */
function drifted(seconds: number): number {
  return (seconds * DRIFT) / 1000;
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A time as systemd writes it: `1min 2.5s`, `0`. @returns Milliseconds; undefined for what is none, or longer than days. */
function millisOf(text: string): number | undefined {
  if (text === '0') return 0;
  let millis = 0;
  for (const part of text.trim().split(' ')) {
    const [, number, unit] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(part) ?? [];
    const scale = UNITS[unit ?? ''];
    if (number === undefined || scale === undefined) return undefined;
    millis += Number(number) * scale;
  }
  return millis;
}
