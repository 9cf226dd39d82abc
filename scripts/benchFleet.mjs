// npm run bench:fleet: a NATS server, simulated nodes with the product's agents, and one reader, on this machine.
// `-- --minutes N`, `--seconds N` (of ten times the rate), `--nodes N`, `--rate N` (messages a second and node).
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setUp } from './setup.mjs';
import { main, repository, run } from './terminal.mjs';

const folder = join(repository, 'build/bench');

await main(async () => {
  setUp(['build', 'nats']);
  const esbuild = await import('esbuild');
  mkdirSync(folder, { recursive: true });
  await esbuild.build({
    entryPoints: ['test/bench/fleetBench.ts'],
    bundle: true,
    platform: 'node',
    outdir: folder,
    logLevel: 'warning',
  });
  run(process.execPath, [join(folder, 'fleetBench.js'), ...process.argv.slice(2)]);
});
