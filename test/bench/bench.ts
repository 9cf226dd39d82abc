// The figures to reach, measured: a table on standard output and in build/bench.md. Run by
// scripts/bench.mjs, as root. --quick: fewer rounds, shorter; --only PART; --soak SECONDS: that alone.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bursts } from './bursts';
import { captureFigures } from './captureFigures';
import { commands } from './commands';
import { coreFigures } from './coreFigures';
import { cost } from './cost';
import { decodeFigures } from './decodeFigures';
import { effectCost } from './effectCost';
import { exportFigures } from './exportFigures';
import { findingsFigures } from './findingsFigures';
import { soak } from './soak';
import { startStop } from './startStop';
import { sustained } from './sustained';
import { machine, table, type Row } from './table';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    soak: { type: 'string' },
  },
});

async function measure(): Promise<Row[]> {
  if (values.soak !== undefined) return soak(Number(values.soak));
  const { quick } = values;
  const rows: Row[] = [];
  const size: [rounds: number, bytes: number] = quick ? [1, 100e6] : [3, 1e9];
  const parts: [string, () => Row[] | Promise<Row[]>][] = [
    ['bursts', () => bursts(quick ? 1 : 5)],
    ['commands', () => commands(quick ? 1 : 5)],
    ['cost', () => cost(quick ? 2 : 5)],
    ['effects', () => effectCost(quick ? 2 : 5)],
    ['start', () => startStop(quick ? 2 : 5)],
    ['sustained', () => sustained(quick ? 0.1 : 1)],
    ['capture', () => captureFigures(quick ? 500_000 : 5_000_000)],
    ['core', () => coreFigures(quick ? 100e6 : 1e9)],
    ['decode', () => decodeFigures(quick ? 1 : 3)],
    ['findings', () => findingsFigures(quick ? 1 : 3)],
    ['pcapng', () => exportFigures(['pcapng'], ...size)],
    ['parquet', () => exportFigures(['parquet'], ...size)],
    ['export', () => exportFigures(['parquet-messages', 'csv'], ...size)],
  ];
  for (const [name, part] of parts) {
    if (values.only !== undefined && values.only !== name) continue;
    process.stderr.write(`${name} …\n`);
    rows.push(...(await part()));
  }
  return rows;
}

async function main(): Promise<void> {
  const rows = await measure();
  const text = `${table(rows)}\n\nMeasured on ${machine()}.\n`;
  process.stdout.write(`\n${text}`);
  writeFileSync(values.soak === undefined ? 'build/bench.md' : 'build/soak.md', text);
  process.exitCode = rows.some(({ held }) => held === false) ? 1 : 0;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
