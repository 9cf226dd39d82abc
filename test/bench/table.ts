import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

/** One figure to reach. */
export interface Row {
  what: string;
  goal: string;
  measured: string;
  /** undefined: there is no goal. */
  held: boolean | undefined;
}

const HELD = ['**no**', 'yes'];

/** The middle one; of an even number the upper. */
export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

export function machine(): string {
  const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus()[0]!.model.trim()}, ${cpus().length} cores, ${memory} GiB, ${system ?? 'Linux'}, Linux ${release()}, Node.js ${process.version}`;
}

/** @returns a Markdown table, which reads well enough in a terminal. */
export function table(rows: Row[]): string {
  const cells = rows.map(({ what, goal, measured, held }) => [
    what,
    goal,
    measured,
    held === undefined ? '' : HELD[Number(held)]!,
  ]);
  const heads = ['What', 'Goal', 'Measured', 'Held'];
  const widths = heads.map((head, i) =>
    Math.max(head.length, ...cells.map((row) => row[i]!.length)),
  );
  const line = (row: string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(heads), rule, ...cells.map(line)].join('\n');
}
