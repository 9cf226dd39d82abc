import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Row } from './table';

/** What captureBench.ts, in a process of its own, says of a capture with many messages. */
export function captureFigures(messages: number): Row[] {
  const text = execFileSync(
    process.execPath,
    ['--expose-gc', resolve('build/bench/captureBench.js'), 'all', `${messages}`],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  /** @returns milliseconds of the first line that says so. */
  const figure = (what: RegExp): number => {
    const line = text.split('\n').find((candidate) => what.test(candidate));
    const value = Number(/(\S+) ms$/.exec(line?.trimEnd() ?? '')?.[1]);
    if (Number.isNaN(value)) throw new Error(`captureBench says nothing of ${String(what)}`);
    return value;
  };
  const many = `${messages.toLocaleString('en')} messages in the capture`;
  const row = (what: string, most: number, value: number): Row => ({
    what: `${many}: ${what}`,
    goal: `≤ ${most} ms`,
    measured: `${value} ms`,
    held: value <= most,
  });
  return [
    row('filter by peer and type', 150, figure(/^filter .*peer.*messageType/)),
    row('open the file', 3000, figure(/^open, with peers model/)),
    row('any payload, the slowest of 2,000', 10, figure(/^payload, slowest/)),
  ];
}
