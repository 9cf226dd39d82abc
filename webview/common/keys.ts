/** What of a KeyboardEvent matters here. */
export interface Key {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/**
 * Where a key moves the active row of a list: j, k, arrows, Page, Home and End.
 * @param page Rows that a page key moves by.
 * @returns undefined when the key does not move.
 */
export function rowAfterKey(
  key: Key,
  active: number,
  length: number,
  page: number,
): number | undefined {
  if (key.altKey || key.metaKey || length === 0) return undefined;
  const to = rowTarget(key.key, active, length, page);
  return to === undefined ? undefined : Math.max(0, Math.min(to, length - 1));
}

function rowTarget(key: string, active: number, length: number, page: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return active + 1;
    case 'ArrowUp':
    case 'k':
      return active - 1;
    case 'PageDown':
      return active + page;
    case 'PageUp':
      return active - page;
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return undefined;
  }
}
