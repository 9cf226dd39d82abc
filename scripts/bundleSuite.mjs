// The suite that runs inside VS Code's extension host, which loads plain CommonJS.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { repository } from './terminal.mjs';

const source = join(repository, 'test/vscode');
const bundled = join(repository, 'build/test/vscode');

/**
 * Bundles test/vscode/index.ts, which exports `run`, and the files that it loads.
 * @param {'test' | 'bench'} kind which: *.test.ts, or *.bench.ts
 * @returns {Promise<string>} absolute path of the bundled index.js
 */
export async function bundleSuite(kind = 'test') {
  rmSync(bundled, { recursive: true, force: true });
  const tests = readdirSync(source, { recursive: true }).filter((name) =>
    name.endsWith(`.${kind}.ts`),
  );
  await esbuild.build({
    entryPoints: ['index.ts', ...tests].map((name) => join(source, name)),
    outdir: bundled,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return join(bundled, 'index.js');
}
