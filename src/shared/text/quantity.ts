const count = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `12,345`; the same on every machine, as node operators compare screenshots. */
export function formatCount(value: number | bigint): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return count.format(value);
  const digits = String(value);
  // Intl takes ten times as long, which a block with its thousands of counts would feel.
  return digits.length < 4 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes with decimal units and up to three digits: `0 B`, `999 B`, `1.2 kB`, `12 MB`, `123 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // What would be rounded up to 1,000 belongs to the next unit.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const text = unit > 0 && value < 9.95 ? value.toFixed(1) : count.format(value);
  return `${text} ${UNITS[unit]!}`;
}

/** `1 message`, `2 messages` */
export function plural(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`;
}
