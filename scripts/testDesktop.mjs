// The suite of test/vscode on a desktop VS Code: the one $VSCODE_EXECUTABLE names, or one that
// @vscode/test-electron downloads. It wants a display, e.g. that of xvfb-run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from './setup.mjs';
import { main, repository, Stop } from './terminal.mjs';

await main(async () => {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new Stop(
      'A desktop VS Code needs a display. Run this on a desktop, or as: xvfb-run npm run test:desktop',
    );
  }
  setUp(['build']);
  const { runTests } = await import('@vscode/test-electron');
  const { bundleSuite } = await import('./bundleSuite.mjs');
  const root = mkdtempSync(join(tmpdir(), 'p2p-trace-desktop-'));
  try {
    process.exitCode = await runTests({
      ...(process.env.VSCODE_EXECUTABLE && { vscodeExecutablePath: process.env.VSCODE_EXECUTABLE }),
      extensionDevelopmentPath: repository,
      extensionTestsPath: await bundleSuite(),
      launchArgs: [
        root,
        ...['--user-data-dir', join(root, 'data'), '--extensions-dir', join(root, 'extensions')],
        '--disable-telemetry',
      ],
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
