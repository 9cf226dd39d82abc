// npm run package: bitcoin-p2p-trace-linux-x64-VERSION.vsix, ready to install.
import { rmSync } from 'node:fs';
import { setUp } from './setup.mjs';
import { main, run } from './terminal.mjs';
import { vsix } from './vsix.mjs';

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
});
