/** Longer texts are not misspelt names, and would take their time. */
const LONGEST = 40;

/** @returns What was probably meant: a name that differs by a slip or two, or begins with what was written. */
export function nearest(written: string, names: Iterable<string>): string | undefined {
  const text = written.toLowerCase();
  if (text === '' || text.length > LONGEST) return undefined;
  let best: string | undefined;
  let least = text.length > 4 ? 3 : 2;
  for (const name of names) {
    if (name.length > LONGEST) continue;
    const slips = distance(text, name.toLowerCase());
    if (slips < least) [best, least] = [name, slips];
  }
  return best ?? [...names].find((name) => text.length > 2 && name.startsWith(text));
}

/** Characters that were added, left out, replaced, or swapped with their neighbour. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const replaced = last[j - 1]! + (same ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? before[j - 2]! + 1 : Infinity;
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, replaced, swapped);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
