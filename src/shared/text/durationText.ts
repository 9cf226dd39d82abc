const UNITS = [
  { unit: 'µs', us: 1 },
  { unit: 'ms', us: 1e3 },
  { unit: 's', us: 1e6 },
  { unit: 'min', us: 60e6 },
  { unit: 'h', us: 3600e6 },
] as const;

/** `7 µs`, `1.2 ms`, `340 ms`, `12 s`, `3.5 min`: two or three digits. @param us Microseconds. */
export function durationText(us: number): string {
  const sign = us < 0 ? '-' : '';
  const size = Math.abs(us);
  const unit = UNITS.findLast(({ us: each }) => size >= each * 0.9995) ?? UNITS[0];
  const value = size / unit.us;
  return `${sign}${value < 9.95 && unit.us > 1 ? value.toFixed(1) : value.toFixed(0)} ${unit.unit}`;
}
