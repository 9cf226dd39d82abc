// npm run audit: what runs as root, how long it is, and that nothing else is among it. It fails beyond
// the limits. Every line counts that is neither empty nor a comment.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { helperBundle } from './helperBundle.mjs';
import { main, repository, say, Stop } from './terminal.mjs';

const limits = { typescript: 400, native: 960, bpf: 680 };

/** Of a text in TypeScript, JavaScript, C or C++. */
function linesOfCode(text) {
  const bare = text.replace(/\/\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return bare.split('\n').filter((line) => /\S/.test(line)).length;
}

/** What is left of each module in the bundle: types are gone, and what the helper does not use. */
async function bundledModules() {
  const { outputFiles, metafile } = await esbuild.build({
    ...{ ...helperBundle, absWorkingDir: repository, write: false, metafile: true },
  });
  for (const { path, external } of Object.values(metafile.outputs).flatMap((o) => o.imports))
    if (!external || !/^node:(events|fs|module|net|os|path)$/.test(path))
      throw new Stop(`The helper imports ${path}.`);
  for (const path of Object.keys(metafile.inputs))
    if (!/^src\/(helper|shared)\//.test(path)) throw new Stop(`The helper imports ${path}.`);
  const [, ...parts] = outputFiles[0].text.split(/^\/\/ (src\/\S+)$/m);
  const modules = new Map();
  for (let i = 0; i < parts.length; i += 2)
    modules.set(parts[i], (modules.get(parts[i]) ?? 0) + linesOfCode(parts[i + 1]));
  return modules;
}

function nativeFiles(...folders) {
  const files = folders.flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true }).map((name) => `${folder}/${name}`),
  );
  const sources = files.filter((path) => /\.(c|cc|h)$/.test(path));
  return new Map(
    sources.map((path) => [path, linesOfCode(readFileSync(join(repository, path), 'utf8'))]),
  );
}

function table(title, files, limit) {
  const total = [...files.values()].reduce((sum, lines) => sum + lines, 0);
  say(`${title}: ${total} lines, at most ${limit}`);
  for (const [path, lines] of files) say(`${String(lines).padStart(6)}  ${path}`);
  if (total > limit) throw new Stop(`${title}: ${total - limit} lines too many run as root.`);
}

await main(async () => {
  table('TypeScript, as bundled into dist/helper.js', await bundledModules(), limits.typescript);
  table('C and C++ of the helper', nativeFiles('native/src', 'native/launcher'), limits.native);
  table('BPF programs, which the kernel runs and verifies', nativeFiles('native/bpf'), limits.bpf);
});
