// Builds everything into dist/: the native parts with make, the rest with esbuild.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as esbuild from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

const make = spawnSync('make', ['-C', 'native'], { stdio: 'inherit' });
if (make.status !== 0) process.exit(make.status ?? 1);

const common = {
  bundle: true,
  outdir: 'dist',
  sourcemap: production ? false : 'linked',
  minify: production,
  logLevel: 'warning',
};

const node = {
  ...common,
  entryPoints: {
    extension: 'src/extension/extension.ts',
    helper: 'src/helper/helper.ts',
    cli: 'src/cli/cli.ts',
  },
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
};

const webview = {
  ...common,
  entryPoints: {
    'webview/ladder': 'webview/ladder/ladder.ts',
    'webview/inspector': 'webview/inspector/inspector.ts',
  },
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
};

for (const options of [node, webview]) {
  // While a part is being written, the others still build.
  if (!Object.values(options.entryPoints).every(existsSync)) continue;
  if (watch) await (await esbuild.context(options)).watch();
  else await esbuild.build(options);
}
