const UNITS = [
  { unit: 's', ms: 1000 },
  { unit: 'min', ms: 60_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'd', ms: 86_400_000 },
] as const;

/** How long ago something was, in its largest whole unit: `now`, `7 s`, `12 min`, `3 h`, `5 d`. */
export function ageText(ms: number): string {
  const unit = UNITS.findLast((each) => ms >= each.ms);
  return unit ? `${Math.floor(ms / unit.ms)} ${unit.unit}` : 'now';
}
