import { formatCount } from './quantity';

const UNITS = ['', 'k', 'M', 'G'];

/** A count in at most five characters: `9,999`, `12.3k`, `123k`, `1.2M`. */
export function shortCount(value: number): string {
  if (value < 10_000) return formatCount(value);
  let rest = value;
  let unit = 0;
  // What would be rounded up to 1,000 belongs to the next unit.
  while (rest >= 999.5 && unit < UNITS.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${rest < 99.95 ? rest.toFixed(1) : rest.toFixed(0)}${UNITS[unit]!}`;
}
