// npm test: everything that must hold, from a fresh clone. `npm test -- unit lint` runs some stages.
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { cache } from './cache.mjs';
import { asRoot, isRoot } from './root.mjs';
import { setUp } from './setup.mjs';
import { main, repository, run, say, Stop } from './terminal.mjs';
import { countTests, failureReports, runStage } from './testStage.mjs';
import { installServer } from './vscodeServer.mjs';

const tool = (path, ...args) => [process.execPath, join('node_modules', path), ...args];
const script = (name, ...args) => [process.execPath, join('scripts', name), ...args];
const mocha = (...args) => tool('mocha/bin/mocha.js', ...args);

/**
 * A stage runs its commands in turn. One with `tests` prints mocha's summary and counts its tests,
 * any other counts as one. `needs` is what setUp prepares for it; `root`: reads tracepoints.
 */
const stages = {
  format: { commands: [tool('prettier/bin/prettier.cjs', '--check', '.')] },
  lint: { commands: [tool('eslint/bin/eslint.js', '--max-warnings', '0', '.')] },
  audit: { commands: [script('audit.mjs')] },
  types: {
    commands: ['.', 'webview'].map((project) =>
      tool('typescript/bin/tsc', '--noEmit', '-p', project),
    ),
  },
  unit: {
    // Each file in a process of its own.
    commands: [
      mocha('--parallel', '--jobs', `${availableParallelism()}`, 'test/unit/**/*.test.ts'),
    ],
    tests: true,
    needs: ['build', 'unit', 'wireshark', 'diagrams', 'nats'],
  },
  native: {
    commands: [mocha('--exit', 'test/native/**/*.test.ts')],
    tests: true,
    root: true,
    needs: ['build', 'privileged', 'wireshark', 'nats'],
  },
  vscode: {
    commands: [script('testVscode.mjs')],
    tests: true,
    root: true,
    needs: ['build', 'vscode', 'browser', 'privileged'],
  },
  package: { commands: [script('package.mjs')], needs: ['build'] },
  e2e: {
    commands: [script('testE2e.mjs')],
    tests: true,
    root: true,
    needs: ['build', 'vscode', 'browser', 'privileged'],
  },
};

/** Root's HOME is another: what was downloaded for the user is found by this. */
const rootEnvironment = { BITCOIN_P2P_TRACE_CACHE: cache, CI: process.env.CI ?? '' };

/** What a stage wrote as root belongs to the user again. */
function giveBack() {
  if (isRoot) return;
  const owner = `${process.getuid()}:${process.getgid()}`;
  const [program, ...args] = asRoot(['chown', '-R', owner, 'build', 'test-results']);
  run(program, args);
}

async function runOne(name) {
  const { commands, tests = false, root = false } = stages[name];
  const counted = { passed: 0, failed: 0, skipped: 0, again: 0 };
  const reports = [];
  for (const command of commands) {
    const { ok, text } = await runStage(root ? asRoot(command, rootEnvironment) : command);
    const counts = tests
      ? countTests(text)
      : { passed: Number(ok), failed: Number(!ok), skipped: 0, again: 0 };
    // A run that broke down, or ran nothing, has not passed whatever it counted.
    if (tests && counts.failed === 0 && (!ok || counts.passed === 0)) counts.failed = 1;
    for (const key of Object.keys(counted)) counted[key] += counts[key];
    reports.push(...failureReports(text));
  }
  if (root) giveBack();
  return { counts: counted, reports };
}

await main(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !Object.hasOwn(stages, name));
  if (unknown) {
    throw new Stop(`There is no stage "${unknown}". Stages: ${Object.keys(stages).join(', ')}.`);
  }
  const names = wanted.length > 0 ? wanted : Object.keys(stages);
  const needs = new Set(names.flatMap((name) => stages[name].needs ?? []));
  setUp([...needs]);
  if (needs.has('vscode')) installServer();
  // Made here so that they are not root's.
  for (const folder of ['build', 'test-results'])
    mkdirSync(join(repository, folder), { recursive: true });

  const total = { passed: 0, failed: 0, skipped: 0, again: 0 };
  const failures = [];
  for (const name of names) {
    say(`\n━━━ ${name} ━━━`);
    const { counts, reports } = await runOne(name);
    if (counts.failed > 0) failures.push({ name, reports });
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
  for (const { name, reports } of failures)
    for (const report of reports) say(`\n━━━ ${name}, again ━━━\n${report}`);
  if (failures.length > 0) say(`\nFailed: ${failures.map(({ name }) => name).join(', ')}.`);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  const again = total.again > 0 ? `, ${total.again} tried again` : '';
  say(`\n${total.passed} passed, ${total.failed} failed${skipped}${again}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
});
