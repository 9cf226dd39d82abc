import { keyNamed, type KeyName } from './keys';
import { tokenize, type Token } from './tokens';
import { writeTerm } from './writeTerm';

/**
 * A filter that finds less by one term.
 * @param exclude Leaves out what has the value, in addition to what the filter leaves out already;
 *   otherwise the term takes the place of those of its kind.
 */
export function narrow(filter: string, key: KeyName, value: string, exclude = false): string {
  const term = `${exclude ? '-' : ''}${writeTerm(key, [value])}`;
  const tokens = tokenize(filter);
  if (tokens.some(({ kind }) => kind === 'or')) return `(${filter.trim()}) ${term}`;
  if (exclude) return `${filter.trim()} ${term}`.trim();
  // From the end, so that the places of those before stay true.
  let others = filter;
  for (const { from, to } of tokens
    .filter((token, i) => isPlainly(token, key, tokens[i - 1]))
    .reverse())
    others = others.slice(0, from) + others.slice(to);
  return `${others.replace(/\s+/g, ' ').trim()} ${term}`.trim();
}

/** Whether the token is a term with this key that nothing excludes and no operator needs. */
function isPlainly(token: Token, key: KeyName, before: Token | undefined): boolean {
  if (token.kind !== 'term' || token.key === undefined || keyNamed(token.key) !== key) return false;
  return before === undefined || before.kind === 'term';
}
