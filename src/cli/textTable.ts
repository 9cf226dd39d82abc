type Cells = readonly string[];

/** Columns beside each other, as wide as they need; numbers stand at the right. @param texts Columns of text at the end. */
export function textTable(head: Cells, rows: readonly Cells[], texts = 0): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) => all.reduce((most, row) => Math.max(most, row[i]!.length), 0));
  const line = (row: Cells) =>
    row.map((cell, i) =>
      i === 0 || i >= head.length - texts ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!),
    );
  return all.map((row) => `${line(row).join('  ').trimEnd()}\n`).join('');
}
