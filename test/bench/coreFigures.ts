import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { OpenedCapture } from './coreBench';
import { writeMessageCapture } from './messageCapture';
import type { Row } from './table';

const GOAL = { seconds: 5, memory: 300e6 };

/** What opening what a node with `-capturemessages` wrote takes: in the window, and by the command line. */
export function coreFigures(bytes: number): Row[] {
  return [1000, 8].flatMap((files) => {
    const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-core-'));
    try {
      const [directory, file] = [join(folder, 'message_capture'), join(folder, 'read.p2ptrace')];
      const { messages, ...written } = writeMessageCapture(directory, { files, bytes });
      const opened = JSON.parse(
        run(['build/bench/coreBench.js', directory, file]),
      ) as OpenedCapture;
      if (opened.messages !== messages) throw new Error(`${opened.messages} of ${messages} opened`);
      // There is room for one of them.
      rmSync(file);
      const start = performance.now();
      run(['dist/cli.js', 'convert', directory, file, '--to', 'p2ptrace']);
      const converted = (performance.now() - start) / 1000;
      const size = `${(written.bytes / 1e9).toPrecision(2)} GB, ${messages.toLocaleString('en')} messages`;
      return [
        atMost(
          `-capturemessages of ${size} in ${files.toLocaleString('en')} files: opened in the window`,
          opened.seconds,
        ),
        atMost('the same: converted to a capture', converted),
        {
          what: 'the same: memory of opening it',
          goal: `≤ ${GOAL.memory / 1e6} MB`,
          measured: `${Math.round(opened.memory / 1e6)} MB`,
          held: opened.memory <= GOAL.memory,
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
