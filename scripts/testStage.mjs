import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { repository } from './terminal.mjs';

/** Minutes, more than any stage takes on a slow machine; one that hangs must not hold a build machine for ever. */
const limit = 45;

/**
 * Runs a command line, showing what it prints and keeping it.
 * @returns {Promise<{ ok: boolean, text: string }>}
 */
export function runStage([program, ...args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: repository,
      stdio: ['inherit', 'pipe', 'pipe'],
      env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) },
      timeout: limit * 60_000,
    });
    let text = '';
    const show = (to) => (chunk) => {
      text += chunk;
      to.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', show(process.stdout));
    child.stderr.setEncoding('utf8').on('data', show(process.stderr));
    child.once('error', reject);
    const began = performance.now();
    child.once('exit', (code, signal) => {
      if (signal && performance.now() - began >= limit * 60_000)
        show(process.stderr)(`\nThis took longer than ${limit} minutes, and was ended.\n`);
      const end = () => resolve({ ok: code === 0, text });
      child.once('close', end);
      // A process it left behind may hold the pipes open.
      setTimeout(end, 5000).unref();
    });
  });
}

/**
 * Sums the summaries that mocha prints: `12 passing (3s)`, `1 failing`, `2 pending`. `again`: of the tests, those
 * that had a second try (test/e2e/triedAgain.ts).
 */
export function countTests(text) {
  const plain = stripVTControlCharacters(text);
  const sum = (word) =>
    [...plain.matchAll(new RegExp(`^ *(\\d+) ${word}\\b`, 'gm'))].reduce(
      (total, match) => total + Number(match[1]),
      0,
    );
  const again = plain.match(/^ *↻ tried again: /gm)?.length ?? 0;
  return { passed: sum('passing'), failed: sum('failing'), skipped: sum('pending'), again };
}

/** Lines of a report of failures that are worth being shown again. */
const reportLines = 100;

/** What mocha reports of the tests that failed: a stage prints so much that nobody finds it there. */
export function failureReports(text) {
  const lines = stripVTControlCharacters(text).split('\n');
  const starts = [...lines.keys()].filter((at) => /^ *\d+ failing\b/.test(lines[at]));
  return starts.map((at) =>
    lines
      .slice(at, at + reportLines)
      .join('\n')
      .trimEnd(),
  );
}
