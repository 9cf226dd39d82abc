// The mocha suite of test/vscode inside the extension host of a real VS Code: the VS Code server,
// with Chromium as its window. `bench` measures instead (profiles into BITCOIN_P2P_TRACE_PROFILE).
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { bundleSuite } from './bundleSuite.mjs';
import { launchOptions } from './chromium.mjs';
import { main, repository, say } from './terminal.mjs';
import { installServer, startServer } from './vscodeServer.mjs';
import { writeFirstSettings } from './vscodeSettings.mjs';

/** What the workbench says of itself while it starts, and of the gallery that it does without. */
const chatter = /^(Ignoring fetching|Updating additional|Creating a socket|Resolv|\[[\w: -]+\])/;

/** Resolves with the suite's exit code, showing what it logs. */
async function runSuite(server, suite, workspace) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage();
    const remote = (path) => `vscode-remote://${server.authority}${path}`;
    const exited = new Promise((resolve, reject) => {
      // Called by VS Code's smoke test driver: the suite's console, and its end.
      void page.exposeFunction('codeAutomationLog', (type, args) => {
        const line = format(...args);
        if (!chatter.test(line)) say(line);
      });
      void page.exposeFunction('codeAutomationExit', resolve);
      page.on('crash', () => reject(new Error('The browser tab with VS Code crashed.')));
    });
    const payload = [
      ['extensionDevelopmentPath', remote(repository)],
      ['extensionTestsPath', remote(suite)],
      ['skipWelcome', 'true'],
    ];
    await page.goto(server.url({ folder: workspace, payload: JSON.stringify(payload) }));
    return await Promise.race([
      exited,
      server.exited.then(() => Promise.reject(new Error('The VS Code server ended.'))),
    ]);
  } finally {
    await browser.close();
  }
}

process.once('SIGTERM', () => process.exit(1));
await main(async () => {
  installServer();
  const suite = await bundleSuite(process.argv[2] === 'bench' ? 'bench' : 'test');
  const root = mkdtempSync(join(tmpdir(), 'p2p-trace-vscode-'));
  const folders = { data: join(root, 'data'), extensions: join(root, 'extensions') };
  const workspace = join(root, 'workspace');
  mkdirSync(workspace);
  writeFirstSettings(join(folders.data, 'data/User/settings.json'));
  const lines = [];
  const server = await startServer(folders, {
    args: ['--enable-smoke-test-driver'],
    // Short, and known to its last event.
    env: { BITCOIN_P2P_TRACE_SESSION: join(repository, 'dist/native/demo-session.p2ptrace.gz') },
    log: (line) => lines.push(line),
  });
  try {
    process.exitCode = await runSuite(server, suite, workspace);
  } finally {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
    if (process.exitCode !== 0) say(`The server's log:\n${lines.slice(-100).join('\n')}`);
  }
});
