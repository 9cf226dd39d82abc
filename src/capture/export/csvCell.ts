import { visible } from '../../shared/text/visible';

/**
 * Where a spreadsheet takes what follows for a formula: at the beginning of a cell, and after a semicolon, at which
 * some cut lines instead; blanks and quotes in between do not help. The wide forms are taken for the same.
 */
const FORMULA = /(^|;)([\s"']*)(?=[=+\-@＝＋－＠])/g;

/**
 * Text as a cell of a table of RFC 4180: what a peer chose is neither a formula nor a line of its own. What would be
 * taken for a formula has an apostrophe before it.
 */
export function csvCell(text: string): string {
  const safe = visible(text).replace(FORMULA, "$1$2'");
  return /[",;']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
