import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { OpenedCapture } from './coreBench';
import { writeMessageCapture } from './messageCapture';
import { median, type Row } from './table';

const GOAL = { seconds: 5, memory: 300e6 };

/** What opening what a node with `-capturemessages` wrote takes: in the window, and by the command line. */
export function coreFigures(bytes: number, rounds: number): Row[] {
  return [1000, 8].flatMap((files) => {
    const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-core-'));
    try {
      const [directory, file] = [join(folder, 'message_capture'), join(folder, 'read.p2ptrace')];
      const written = writeMessageCapture(directory, { files, bytes });
      const { messages } = written;
      const size = `${(written.bytes / 1e9).toPrecision(2)} GB, ${messages.toLocaleString('en')} messages`;
      const opened = Array.from({ length: rounds }, () => {
        const window = JSON.parse(
          run(['build/bench/coreBench.js', directory, file]),
        ) as OpenedCapture;
        if (window.messages !== messages)
          throw new Error(`${window.messages} of ${messages} opened`);
        rmSync(file);
        const start = performance.now();
        run(['dist/cli.js', 'convert', directory, file, '--to', 'p2ptrace']);
        const seconds = (performance.now() - start) / 1000;
        rmSync(file);
        return { window, seconds };
      });
      const what = `-capturemessages of ${size} in ${files.toLocaleString('en')} files`;
      const memory = Math.max(...opened.map(({ window }) => window.memory));
      return [
        atMost(`${what}: opened in the window`, median(opened.map(({ window }) => window.seconds))),
        atMost(`the same: converted to a capture`, median(opened.map(({ seconds }) => seconds))),
        {
          what: 'the same: memory of opening it, at most',
          goal: `≤ ${GOAL.memory / 1e6} MB`,
          measured: `${Math.round(memory / 1e6)} MB`,
          held: memory <= GOAL.memory,
        },
      ];
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

function run([script, ...args]: [string, ...string[]]): string {
  return execFileSync(process.execPath, [resolve(script), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function atMost(what: string, seconds: number): Row {
  return {
    what,
    goal: `≤ ${GOAL.seconds} s`,
    measured: `${seconds.toFixed(1)} s`,
    held: seconds <= GOAL.seconds,
  };
}
