// Builds everything into dist/: the native parts with make, the rest with esbuild.
// --production: minified and without source maps. --watch: rebuilds TypeScript when it changes.
import { copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { findBpftool } from './bpftool.mjs';
import { checksums, INSTALLED } from './checksums.mjs';
import { helperBundle } from './helperBundle.mjs';
import { writeNotices } from './notices.mjs';
import { main, run, say } from './terminal.mjs';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

const common = {
  bundle: true,
  outdir: 'dist',
  sourcemap: production ? false : 'linked',
  minify: production,
  logLevel: 'warning',
};

/** The client of NATS is a file of its own, which is loaded when somebody reads a fleet. */
const natsApart = {
  name: 'nats-apart',
  setup(build) {
    build.onResolve({ filter: /^@nats-io\// }, () => ({ path: './nats.js', external: true }));
  },
};

const extension = {
  ...common,
  entryPoints: { extension: 'src/extension/extension.ts' },
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  plugins: [natsApart],
};

const node = {
  ...common,
  entryPoints: {
    nats: 'scripts/natsClient.mjs',
    inspectorWorker: 'src/extension/inspector/jobWorker.ts',
    parquetWorker: 'src/capture/export/parquet/parquetWorker.ts',
    decodeWorker: 'src/capture/export/decoding/decodeWorker.ts',
    processReader: 'src/client/processReader/processReader.ts',
    cli: 'src/cli/cli.ts',
  },
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
};

/** Ink would connect to tools for its own developers, which are not there. */
const withoutDevtools = {
  name: 'without-devtools',
  setup(build) {
    build.onLoad({ filter: /\/ink\/build\/(utils|devtools)\.js$/ }, () => ({
      contents: 'export const isDev = () => false;',
    }));
  },
};

/** The terminal's screen: Ink awaits at its top, which only an ES module may. */
const screen = {
  ...common,
  entryPoints: { screen: 'src/cli/monitor/screen.ts' },
  outExtension: { '.js': '.mjs' },
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // What is not an ES module among its packages asks for parts of Node this way.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [withoutDevtools],
};

const helper = { ...helperBundle, sourcemap: common.sourcemap };

/** The folders of webview/ that have a page: a script of the same name. */
const pageNames = readdirSync('webview').filter((name) => existsSync(`webview/${name}/${name}.ts`));

const webview = {
  ...common,
  entryPoints: {
    ...Object.fromEntries(
      pageNames.map((name) => [`webview/${name}`, `webview/${name}/${name}.ts`]),
    ),
    'webview/toolkit': 'webview/common/toolkitElements.ts',
  },
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
};

/** Tells the watch task of .vscode/tasks.json when a rebuild begins and ends. */
const reporter = {
  name: 'reporter',
  setup(build) {
    build.onStart(() => say('build started'));
    build.onEnd(() => say('build finished'));
  },
};

await main(async () => {
  const bpftool = findBpftool();
  run('make', ['-C', 'native', '--silent', ...(bpftool ? [`BPFTOOL=${bpftool}`] : [])]);
  copyFileSync('scripts/installHelper.sh', 'dist/install-helper.sh');
  copyFileSync('scripts/polkit.policy', 'dist/polkit.policy');
  // Of a helper that is rebuilt whenever it changes they would not be true for long.
  rmSync('dist/SHA256SUMS', { force: true });
  const metafiles = [];
  for (const options of [extension, node, screen, helper, webview]) {
    if (watch)
      await (
        await esbuild.context({ ...options, plugins: [...(options.plugins ?? []), reporter] })
      ).watch();
    else metafiles.push((await esbuild.build({ ...options, metafile: true })).metafile);
  }
  if (!watch) writeFileSync('dist/SHA256SUMS', checksums('dist', INSTALLED));
  if (production) writeNotices('dist/THIRD-PARTY-NOTICES.txt', metafiles);
});
