/** Whether a number is among those that a filter names. */
export type NumberTest = (value: number) => boolean;

/** What each suffix stands for, in the unit of the value. */
export type Units = ReadonlyMap<string, number>;

export const PLAIN: Units = new Map([['', 1]]);

/** Bytes: decimal as they are shown, binary on request. */
export const BYTES: Units = new Map([
  ...(['', 'b'] as const).map((unit) => [unit, 1] as const),
  ...(['k', 'kb'] as const).map((unit) => [unit, 1000] as const),
  ...(['m', 'mb'] as const).map((unit) => [unit, 1e6] as const),
  ...(['ki', 'kib'] as const).map((unit) => [unit, 1024] as const),
  ...(['mi', 'mib'] as const).map((unit) => [unit, 2 ** 20] as const),
]);

/** Nanoseconds; a number alone is milliseconds. */
export const DURATIONS: Units = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['µs', 1e3],
  ['', 1e6],
  ['ms', 1e6],
  ['s', 1e9],
  ['min', 60e9],
  ['h', 3600e9],
]);

const RANGE = /^(.*?)\.\.(.*)$/;
const DASH = /^([^-]+)-([^-]+)$/;

/** `5`, `3..9` or `3-9`, `3..`, `..9`, `>32k`, `>=1`, `<2`, `<=2`. @returns undefined if it is none of them. */
export function numberTest(text: string, units: Units): NumberTest | undefined {
  if (RANGE.test(text) || DASH.test(text)) {
    const range = rangeOf(text, units);
    return range && ((value) => value >= range.from && value <= range.to);
  }
  const [, operator = '', number = ''] = /^(>=|<=|>|<|=)?(.*)$/.exec(text)!;
  const limit = quantity(number, units);
  if (limit === undefined) return undefined;
  switch (operator) {
    case '>':
      return (value) => value > limit;
    case '>=':
      return (value) => value >= limit;
    case '<':
      return (value) => value < limit;
    case '<=':
      return (value) => value <= limit;
    default:
      return (value) => value === limit;
  }
}

/** It is a range that contains nothing. */
export function isReversed(text: string, units: Units): boolean {
  const range = rangeOf(text, units);
  return range !== undefined && range.from > range.to;
}

function rangeOf(text: string, units: Units): { from: number; to: number } | undefined {
  const [, low = '', high = ''] = RANGE.exec(text) ?? DASH.exec(text) ?? [];
  if (low === '' && high === '') return undefined;
  const from = low === '' ? -Infinity : quantity(low, units);
  const to = high === '' ? Infinity : quantity(high, units);
  return from === undefined || to === undefined ? undefined : { from, to };
}

function quantity(text: string, units: Units): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([a-zµ]*)$/i.exec(text) ?? [];
  const factor = units.get((unit ?? '').toLowerCase());
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/**
 * `*` matches anything, and case does not matter. The time is linear in the lengths of the pattern
 * and of the text, which a peer chooses.
 */
export function globTest(pattern: string): (text: string) => boolean {
  const parts = pattern.toLowerCase().split('*');
  const first = parts[0]!;
  const last = parts.at(-1)!;
  return (given) => {
    const text = given.toLowerCase();
    if (parts.length === 1) return text === first;
    if (text.length < first.length + last.length) return false;
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    const end = text.length - last.length;
    for (const part of parts.slice(1, -1)) {
      const found = text.indexOf(part, at);
      if (found === -1 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}
