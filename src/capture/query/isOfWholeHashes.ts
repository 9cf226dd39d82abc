import type { Query } from './term';

/** The query asks for one or several transactions or blocks by their whole hash, and for nothing else. */
export function isOfWholeHashes(query: Query): boolean {
  const [only] = query;
  if (query.length !== 1 || only!.negated) return false;
  const { condition } = only!;
  if (condition.kind === 'any') return condition.queries.every(isOfWholeHashes);
  if (condition.kind !== 'hash') return false;
  return condition.hashes.every(({ start, end }) => start.length === 64 && end === '');
}
