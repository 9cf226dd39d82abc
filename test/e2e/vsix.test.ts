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
  /^media\/walkthrough\/[\w-]+\.png$/,
  /^dist\/(extension|inspectorWorker|parquetWorker|decodeWorker|helper|cli|nats)\.js$/,
  /^dist\/processReader\.js$/,
  /^dist\/screen\.mjs$/,
  /^dist\/webview\/(compactBlocks|propagation|ladder|inspector|monitor|peers)\.(js|css)$/,
  /^dist\/webview\/toolkit\.js$/,
  /^dist\/webview\/[\w-]+\.ttf$/,
  /^dist\/native\/(p2p_trace\.node|demo-node|p2p-trace-helper)$/,
  /^dist\/native\/(busy|demo)-session\.p2ptrace\.gz$/,
  /^dist\/(install-helper\.sh|polkit\.policy|SHA256SUMS)$/,
  /^docs\/[\w-]+\.(md|schema\.json)$/,
  /^deploy\/(bitcoin-p2p-trace-agent@\.service|agent\.env|Containerfile)$/,
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

  describe('names what others wrote', () => {
    const notices = readFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    const [head = '', ...sections] = notices.split(/^-{80}$/m).map((section) => section.trim());
    const titled = (title: RegExp) => {
      const found = sections.filter((section) => title.test(section.split('\n', 1)[0]!));
      assert.equal(found.length, 1, title.source);
      return found[0]!;
    };
    const LINKED = ['libbpf', 'libelf', 'libseccomp', 'libzstd', 'libc6', 'zlib1g', 'libgcc'];

    it('with the text of its licence, not with its name alone', () => {
      const granted =
        /Permission (is hereby granted|to use)|Redistribution and use|Terms and Conditions|free and unencumbered software/i;
      for (const section of sections) {
        assert.ok(section.length > 600, section);
        if (!/(in full|native parts)$/.test(section.split('\n', 1)[0]!))
          assert.match(section, granted, section.slice(0, 60));
      }
      assert.match(titled(/^@microsoft\/fast-element /), /^Copyright \(c\) Microsoft/m);
      assert.match(titled(/^bitcoinjs-lib /), /Permission is hereby granted/);
    });

    it('and which version of each library is linked, and how it can be changed and linked anew', () => {
      for (const name of LINKED) {
        titled(new RegExp(`^${name}-[\\w-]*dev \\S*[0-9]\\S*, linked into the native parts$`));
        assert.match(head, new RegExp(`^ +${name}-[\\w-]*dev: https://\\S+/\\S*[0-9]`, 'm'));
      }
      assert.match(head, /Lesser General\s+Public License/);
      assert.match(head, /`npm run build`.* links them again/);
      assert.match(head, /source as well if you ask for it, for at least\s+three years/);
    });

    const TEXTS: [name: string, begin: RegExp][] = [
      ['LGPL-2.1', /GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1, February 1999/],
      ['LGPL-3', /GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3, 29 June 2007/],
      ['GPL-2', /GNU GENERAL PUBLIC LICENSE\s+Version 2, June 1991/],
      ['GPL-3', /GNU GENERAL PUBLIC LICENSE\s+Version 3, 29 June 2007/],
    ];
    for (const [name, begin] of TEXTS)
      it(`and all of the ${name}`, () => {
        const text = titled(new RegExp(`^${name.replace('.', '\\.')}, in full$`));
        assert.match(text, begin);
        // What the last paragraphs of each say.
        assert.match(text, /END OF TERMS AND CONDITIONS|permanent authorization for you to choose/);
      });

    it('and the exception that libgcc and libstdc++ are linked by', () => {
      assert.match(titled(/^libgcc-/), /GCC RUNTIME LIBRARY EXCEPTION[^]+No Weakening/);
    });
  });

  it('says of what may be installed to run as root what it is', () => {
    const directory = join(root, 'dist');
    const checked = execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: directory,
      encoding: 'utf8',
    });
    for (const file of [
      'install-helper.sh',
      'helper.js',
      'native/p2p-trace-helper',
      'polkit.policy',
    ])
      assert.ok(checked.includes(`${file}: OK\n`), file);
    assert.match(checked, /^native\/p2p_trace\.node: OK$/m);
  });

  it('brings every page that it names', () => {
    const script = readFileSync(join(root, 'dist/extension.js'), 'utf8');
    const readme = readFileSync(join(root, 'readme.md'), 'utf8');
    const pages: string[] = `${script}${readme}`.match(/\bdocs\/[\w-]+\.md/g) ?? [];
    assert.ok(pages.includes('docs/security.md'));
    for (const page of pages) assert.ok(statSync(join(root, page)).isFile(), page);
  });

  it('keeps the programs in it executable', () => {
    assert.ok(statSync(join(root, 'dist/native/demo-node')).mode & 0o100);
  });
});
