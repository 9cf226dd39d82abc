import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installedExtension } from './session';

/** Everything that belongs into the package, and what VS Code adds when it unpacks it. */
const wanted = [
  /^package\.json$/,
  /^readme\.md$/i,
  /^changelog\.md$/i,
  /^LICENSE(\.txt)?$/,
  /^media\/[\w-]+\.(png|svg)$/,
  /^dist\/(extension|inspectorWorker|helper|cli)\.js$/,
  /^dist\/processReader\.js$/,
  /^dist\/webview\/(ladder|inspector)\.(js|css)$/,
  /^dist\/webview\/[\w-]+\.ttf$/,
  /^dist\/native\/(p2p_trace\.node|demo-node|p2p-trace-helper|demo-session\.p2ptrace\.gz)$/,
  /^dist\/(install-helper\.sh|polkit\.policy)$/,
  /^dist\/THIRD-PARTY-NOTICES\.txt$/,
  /^\.vsixmanifest$/,
];

/** Shared libraries that every Linux with glibc has. */
const system = /^(linux-vdso|libc|libm|libpthread|libdl|librt|ld-linux-x86-64)\.so/;

function libraries(path: string): string[] {
  const lines = execFileSync('ldd', [path], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => line.trim().split(/\s/)[0]!.replace(/.*\//, ''));
}

describe('the package, as installed', () => {
  const root = installedExtension();

  it('holds what it needs and nothing else', () => {
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(root, name)).isFile(),
    );
    const unexpected = files.filter((name) => !wanted.some((pattern) => pattern.test(name)));
    assert.deepEqual(unexpected, []);
    for (const pattern of wanted.filter(({ source }) => !source.includes('ttf')))
      assert.ok(
        files.some((name) => pattern.test(name)),
        `nothing matches ${pattern.source}`,
      );
  });

  it('brings its native parts with everything but glibc inside', () => {
    for (const name of ['p2p_trace.node', 'demo-node']) {
      const foreign = libraries(join(root, 'dist/native', name)).filter((it) => !system.test(it));
      assert.deepEqual(foreign, [], name);
    }
  });

  it('names what others wrote, with its licences', () => {
    const notices = readFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['libbpf-dev', 'libelf-dev', 'libseccomp-dev', 'bitcoinjs-lib'])
      assert.match(notices, new RegExp(`^${name}[ ,]`, 'm'));
    assert.match(notices, /LGPL|Lesser General Public License/);
    assert.match(notices, /Permission is hereby granted/);
  });

  it('keeps the programs in it executable', () => {
    assert.ok(statSync(join(root, 'dist/native/demo-node')).mode & 0o100);
  });
});
