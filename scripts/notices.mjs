// Licences of what others wrote and the package brings: of bundled npm packages, as esbuild tells them,
// and of the libraries that the native parts are linked with.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, Stop } from './terminal.mjs';

/** Debian packages whose archives native/Makefile links, and the headers of the addon. */
const LINKED = [
  'libbpf-dev',
  'libelf-dev',
  'zlib1g-dev',
  'libzstd-dev',
  'libseccomp-dev',
  'libc6-dev',
];
const HEADERS = ['node-addon-api'];

/**
 * @param {string} path Of the file to write.
 * @param {{ inputs: Record<string, unknown> }[]} metafiles Of the bundles.
 * @throws Stop where a licence is not to be found.
 */
export function writeNotices(path, metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const bundled = inputs.flatMap(
    (input) => /^node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
  );
  const folders = [...new Set([...bundled, ...HEADERS.map((name) => `node_modules/${name}`)])];
  const notices = [...folders.sort().map(ofNpmPackage), ...LINKED.map(ofDebianPackage)];
  const head = 'The package holds parts of what follows, each under its own licence.\n';
  writeFileSync(path, [head, ...notices].join(`\n${'-'.repeat(80)}\n\n`));
}

function ofNpmPackage(folder) {
  const root = join(repository, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const file = readdirSync(root).find((each) => /^(licen[cs]e|copying)\b/i.test(each));
  // Some say which, and leave the text to the reader.
  const text = file ? readFileSync(join(root, file), 'utf8').trim() : `License: ${license}`;
  if (!file && !license) throw new Stop(`${folder} has no license, and cannot be packaged.`);
  return `${name} ${version}\n\n${text}\n`;
}

function ofDebianPackage(name) {
  const path = `/usr/share/doc/${name}/copyright`;
  if (!existsSync(path)) throw new Stop(`${path} is missing. Install it: apt-get install ${name}`);
  return `${name}, linked into the native parts\n\n${readFileSync(path, 'utf8').trim()}\n`;
}
