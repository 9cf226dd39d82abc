const NEEDS_ESCAPE = /[^ !#-[\]-~]/;

/**
 * A JSON string of printable ASCII. A terminal may act on DEL and the C1 controls, and draws other
 * characters as nothing or in another order.
 */
export function quoted(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
