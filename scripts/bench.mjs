// npm run bench: measures what is promised, and prints a table. As root: it traces for real.
// `-- --quick` takes a minute, `-- --soak SECONDS` records the demo node for that long.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findBpftool } from './bpftool.mjs';
import { asRoot } from './root.mjs';
import { setUp } from './setup.mjs';
import { main, repository, run } from './terminal.mjs';

const folder = join(repository, 'build/bench');

await main(async () => {
  setUp(['build', 'bench']);
  const esbuild = await import('esbuild');
  mkdirSync(folder, { recursive: true });
  run('make', ['-C', 'test/bench/floor', '--silent', `BPFTOOL=${findBpftool()}`]);
  await esbuild.build({
    entryPoints: ['bench', 'captureBench', 'coreBench', 'findingsBench'].map(
      (name) => `test/bench/${name}.ts`,
    ),
    bundle: true,
    platform: 'node',
    outdir: folder,
    logLevel: 'warning',
  });
  const script = join(folder, 'bench.js');
  const [program, ...args] = asRoot([
    process.execPath,
    '--expose-gc',
    script,
    ...process.argv.slice(2),
  ]);
  run(program, args);
});
