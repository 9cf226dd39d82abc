// Licences of what others wrote and the package brings: of bundled npm packages, as esbuild tells them,
// and of the libraries that the native parts are linked with. Every text is there in full, or there is
// no package.
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isUbuntu } from './debian.mjs';
import { output, repository, Stop } from './terminal.mjs';

/** Archives that native/Makefile links, those of the compiler's own included. */
const ARCHIVES = [
  ...['libbpf.a', 'libelf.a', 'libz.a', 'libzstd.a', 'libseccomp.a'],
  ...['libc.a', 'libstdc++.a', 'libgcc.a', 'libgcc_eh.a'],
];

/** Headers of the addon. */
const HEADERS = ['node-addon-api', 'node-api-headers'];

/**
 * Of packages that say "MIT" and leave the text to the reader: https://github.com/microsoft/fast,
 * https://github.com/facebook/yoga
 */
const MIT_OF = {
  '@microsoft': 'Microsoft Corporation. All rights reserved.',
  'yoga-layout': 'Facebook, Inc. and its affiliates.',
};

const COMMON = '/usr/share/common-licenses/';

/** Packages under the Apache License that say so in each file: the first lines of these files are their notices. */
const NOTICES_IN = {
  '@bufbuild/protobuf': ['dist/esm/index.js', 'dist/esm/wire/varint.js'],
};

/**
 * @param {string} path The file to write.
 * @param {{ inputs: Record<string, unknown> }[]} metafiles The metafiles of the bundles.
 * @throws Stop where a licence is not to be found.
 */
export function writeNotices(path, metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const bundled = inputs.flatMap(
    (input) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
  );
  const folders = [...new Set([...bundled, ...HEADERS.map((name) => `node_modules/${name}`)])];
  const linked = [...new Set(ARCHIVES.map(packageOf))].map(ofDebianPackage);
  const notices = [head(linked), ...folders.sort().map(ofNpmPackage)];
  for (const { title, text } of linked) notices.push(`${title}\n\n${text}\n`);
  for (const name of commonLicences(linked.map(({ text }) => text)))
    notices.push(`${name}, in full\n\n${textOf(COMMON + name)}\n`);
  writeFileSync(path, notices.join(`\n${'-'.repeat(80)}\n\n`));
}

function head(linked) {
  return `The package holds parts of what follows, each under its own licence.

The native parts are linked statically with libraries, among them some under the GNU Lesser General
Public License: libbpf, libelf of elfutils, libseccomp and, in dist/native/p2p-trace-helper, the GNU C
Library. You may change these libraries, link the native parts with what you have changed, and take
apart what you have for that. Here is how:

- Their source, of exactly the versions linked:
${linked.map(({ name, from }) => `    ${name}: ${from}`).join('\n')}
- The source of everything else in the native parts is that of Bitcoin P2P Trace, under the MIT License.
  \`npm run build\` in it compiles and links them again, with the archives that your compiler finds:
  \`cc -print-file-name=libbpf.a\` shows which one that is. Use what it makes in dist/native/ in place of
  the package's. The steps are in native/Makefile.
- Whoever gives you this package gives you all of that source as well if you ask for it, for at least
  three years from then, and for no more than the cost of handing it over.
`;
}

function ofNpmPackage(folder) {
  const root = join(repository, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const files = readdirSync(root).filter((each) =>
    /^(licen[cs]e|copying|notices?|copyright)/i.test(each),
  );
  const texts = files.sort().map((file) => textOf(join(root, file)));
  const holder = MIT_OF[name.split('/')[0]];
  if (texts.length === 0 && license === 'MIT' && holder) texts.push(mit(holder));
  if (texts.length === 0 && NOTICES_IN[name]) {
    texts.push(...NOTICES_IN[name].map((file) => firstComment(join(root, file))));
    texts.push(textOf(`${COMMON}Apache-2.0`));
  }
  if (texts.length === 0) throw new Stop(`${folder} has no license, and cannot be packaged.`);
  return `${name} ${version}\n\n${texts.join('\n\n')}\n`;
}

/** The same text as ours. */
function mit(holder) {
  return textOf(join(repository, 'LICENSE')).replace(/^Copyright.*$/m, `Copyright (c) ${holder}`);
}

/** @returns the Debian or Ubuntu package that an archive is of, as dpkg names it: `libbpf-dev:amd64`. */
function packageOf(archive) {
  const file = output('cc', [`-print-file-name=${archive}`])?.trim() ?? '';
  const owner = existsSync(file) ? output('dpkg', ['-S', realpathSync(file)]) : undefined;
  if (!owner) throw new Stop(`${archive} belongs to no Debian package: its licence is not known.`);
  return owner.split(': ', 1)[0];
}

function ofDebianPackage(qualified) {
  const name = qualified.split(':', 1)[0];
  const format = '${Version} ${source:Package} ${source:Version}';
  const shown = output('dpkg-query', ['--show', `--showformat=${format}`, qualified]);
  if (!shown) throw new Stop(`The version of ${name} is not known.`);
  const [version, source, sourceVersion] = shown.split(' ');
  const from = isUbuntu()
    ? `https://launchpad.net/ubuntu/+source/${source}/${sourceVersion}`
    : `https://snapshot.debian.org/package/${source}/${sourceVersion}/`;
  const text = textOf(`/usr/share/doc/${name}/copyright`);
  return { name, from, title: `${name} ${version}, linked into the native parts`, text };
}

/** @returns names of the texts that Debian's descriptions only point at, and of those they build on. */
function commonLicences(texts) {
  const named = texts.flatMap((text) =>
    [...text.matchAll(/\/usr\/share\/common-licenses\/(\w+(?:-\d+(?:\.\d+)?)?)/g)].map(
      ([, name]) => name,
    ),
  );
  // The Lesser GPL of 2007 is the GPL with additions.
  const names = [...named, 'GPL-3'].map((name) =>
    realpathSync(COMMON + name)
      .split('/')
      .at(-1),
  );
  return [...new Set(names)].sort();
}

/** The comment that a file begins with. */
function firstComment(path) {
  const [comment] = /^(\/\/.*\n)+/.exec(`${textOf(path)}\n`) ?? [];
  if (!comment) throw new Stop(`${path} has no notice, and the package must hold it.`);
  return comment.replaceAll(/^\/\/ ?/gm, '').trim();
}

function textOf(path) {
  if (!existsSync(path)) throw new Stop(`${path} is missing, and the package must hold it.`);
  return readFileSync(path, 'utf8').trim();
}
