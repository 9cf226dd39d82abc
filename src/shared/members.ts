// For what was kept by this version or another, of which nothing is known.

export type Members = Partial<Record<string, unknown>>;

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

/** @returns None where it is no object. */
export function membersOf(value: unknown): Members {
  return isObject(value) ? value : {};
}

/** A number of things, or the place of one: 0, 1, … */
export function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
