// npm run pictures: the pictures of the README and of the walkthrough in media, taken of the real window with the
// packaged VSIX while it traces the busy demo node. `npm run package` comes before it.
import { existsSync } from 'node:fs';
import { main, repository, run, Stop } from './terminal.mjs';
import { vsix } from './vsix.mjs';

await main(() => {
  if (!existsSync(vsix)) throw new Stop(`${vsix} is missing. Make it first: npm run package`);
  // The same window as that of the end-to-end tests.
  run(process.execPath, ['scripts/testE2e.mjs', 'test/e2e/pictures.ts'], { cwd: repository });
});
