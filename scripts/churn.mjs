// npm run soak:churn: what hostile peers cost that come and go without end; needs no root and no node.
// `-- --connections N --rate MESSAGES` for another length and speed; a rate of 0 is as fast as it goes.
import { join } from 'node:path';
import { main, repository, run } from './terminal.mjs';

const script = join(repository, 'build/bench/churn.js');

await main(async () => {
  const esbuild = await import('esbuild');
  await esbuild.build({
    entryPoints: [join(repository, 'test/bench/churn.ts')],
    bundle: true,
    platform: 'node',
    outfile: script,
    logLevel: 'warning',
  });
  run(process.execPath, [script, ...process.argv.slice(2)]);
});
