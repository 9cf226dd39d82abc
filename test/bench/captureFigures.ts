import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Row } from './table';

/** What captureBench.ts, in a process of its own, says of a capture with many messages. */
export function captureFigures(messages: number): Row[] {
  const text = execFileSync(
    process.execPath,
    ['--expose-gc', resolve('build/bench/captureBench.js'), `${messages}`],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const rows = JSON.parse(text) as Row[];
  const many = `${messages.toLocaleString('en')} messages in the capture`;
  return rows.map((row) => ({ ...row, what: `${many}: ${row.what}` }));
}
