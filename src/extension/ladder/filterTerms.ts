/** Alternatives bind more loosely than what is added after them. */
const HAS_ALTERNATIVES = /(^|[\s)])OR($|[\s(])/i;

/** A term of the filter language. */
export interface FilterTerm {
  key: 'peer' | 'type' | 'hash';
  value: string;
}

/** Narrows a filter to what has this, in place of a term of the same kind. */
export function narrowed(filter: string, { key, value }: FilterTerm): string {
  const others = HAS_ALTERNATIVES.test(filter)
    ? filter
    : filter.replace(new RegExp(`(^|\\s)${key}:("[^"]*"|\\S)+`, 'gi'), '');
  return joined(others, termText(key, value));
}

/** Takes what has this out of a filter; a term that wants nothing else goes. */
export function excluded(filter: string, { key, value }: FilterTerm): string {
  const term = termText(key, value);
  const words = filter.trim().split(/\s+/);
  if (words.includes(`-${term}`)) return filter.trim();
  return joined(words.filter((word) => word !== term).join(' '), `-${term}`);
}

function joined(others: string, term: string): string {
  const rest = others.trim();
  if (rest === '') return term;
  return HAS_ALTERNATIVES.test(rest) ? `(${rest}) ${term}` : `${rest} ${term}`;
}

function termText(key: FilterTerm['key'], value: string): string {
  // Hashes are digits, and may be several.
  return `${key}:${/^[\w|-]+$/.test(value) ? value : JSON.stringify(value)}`;
}
