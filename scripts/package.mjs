// npm run package: bitcoin-p2p-trace-linux-x64-VERSION.vsix, ready to install, and beside it the checksums
// that are published with it: of what an administrator may install to run as root, and of itself.
import { rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { INSTALLED, checksums } from './checksums.mjs';
import { setUp } from './setup.mjs';
import { main, repository, run } from './terminal.mjs';
import { sums, vsix } from './vsix.mjs';

await main(() => {
  setUp(['build']);
  run(process.execPath, ['scripts/build.mjs', '--production']);
  rmSync(vsix, { force: true });
  run(process.execPath, [
    'node_modules/@vscode/vsce/vsce',
    'package',
    ...['--target', 'linux-x64', '--no-dependencies', '--out', vsix],
    // There is no public address that the README's relative links could be completed with.
    ...['--allow-missing-repository', '--no-rewrite-relative-links'],
  ]);
  writeFileSync(sums, checksums('dist', INSTALLED) + checksums(repository, [basename(vsix)]));
});
