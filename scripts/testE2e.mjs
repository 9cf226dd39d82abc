// End to end: Chromium drives a VS Code that has the packaged VSIX installed and nothing else.
// `npm run test:e2e -- test/e2e/ladder.test.ts` runs one file.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchOptions } from './chromium.mjs';
import { runStage } from './testStage.mjs';
import { main, repository, run, say, Stop } from './terminal.mjs';
import { installServer, installVsix, startServer } from './vscodeServer.mjs';
import { writeFirstSettings } from './vscodeSettings.mjs';
import { vsix } from './vsix.mjs';

/** The stand-in of test/e2e/hexEditor as a VSIX: VS Code's own hex editor would have to be downloaded. */
function packHexEditor(folder) {
  const out = join(folder, 'hexeditor.vsix');
  const vsce = join(repository, 'node_modules/@vscode/vsce/vsce');
  const options = ['--skip-license', '--allow-missing-repository', '--no-dependencies'];
  run(process.execPath, [vsce, 'package', ...options, '--out', out], {
    cwd: join(repository, 'test/e2e/hexEditor'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return out;
}

process.once('SIGTERM', () => process.exit(1));
await main(async () => {
  if (!existsSync(vsix)) throw new Stop(`${vsix} is missing. Make it first: npm run package`);
  installServer();
  const root = mkdtempSync(join(tmpdir(), 'p2p-trace-e2e-'));
  const folders = { data: join(root, 'data'), extensions: join(root, 'extensions') };
  mkdirSync(folders.extensions);
  writeFirstSettings(join(folders.data, 'data/User/settings.json'));
  installVsix(vsix, folders);
  installVsix(packHexEditor(root), folders);
  const lines = [];
  // What the demo node plays: a short session, unless workbench.traceDemo is asked for the busy node.
  const session = join(root, 'session.p2ptrace.gz');
  copyFileSync(join(repository, 'dist/native/demo-session.p2ptrace.gz'), session);
  const server = await startServer(folders, {
    env: { BITCOIN_P2P_TRACE_SESSION: session },
    trustEverything: false,
    log: (line) => lines.push(line),
  });
  // What test/e2e/workbench.ts reads.
  process.env.E2E_URL = server.url({ ew: 'true' });
  process.env.E2E_EXTENSIONS = folders.extensions;
  process.env.E2E_SESSION = session;
  process.env.E2E_BROWSER = JSON.stringify(launchOptions());
  try {
    const mocha = ['node_modules/mocha/bin/mocha.js', '--exit', '--timeout', '120000'];
    mocha.push('--retries', '1', '--require', 'tsx/cjs', '--require', './test/e2e/triedAgain.ts');
    const files = process.argv.length > 2 ? process.argv.slice(2) : ['test/e2e/**/*.test.ts'];
    const { ok } = await runStage([process.execPath, ...mocha, ...files]);
    if (!ok) {
      say(`The server's log:\n${lines.slice(-50).join('\n')}`);
      process.exitCode = 1;
    }
  } finally {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  }
});
