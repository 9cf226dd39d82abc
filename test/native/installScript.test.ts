import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * On a machine of its own, where polkit has no action and /usr/local/lib is empty but for a copy of
 * what is to be installed, in `place`, and a Node that leaves a mark when it runs.
 */
const MACHINE = `
  set -e
  mount -t tmpfs -o mode=755 tmpfs /usr/local/lib
  mount -t tmpfs tmpfs /usr/share/polkit-1/actions
  cd /usr/local/lib
  mkdir place nodes
  cp -r "$dist" place/dist
  printf '#!/bin/sh\\necho ran >>/usr/local/lib/ran\\n' >nodes/node
  chmod 755 nodes/node
  node=/usr/local/lib/nodes/node group=daemon capabilities=
`;

const RUN = 'sh place/dist/install-helper.sh "$group" "$capabilities" "$node" >&2 || echo refused';
const REMOVE = 'sh place/dist/install-helper.sh --remove';

/** What is there then, and of what is installed the modes and owners. */
const LIST = `
  ls . /usr/share/polkit-1/actions | grep .
  cd bitcoin-p2p-trace 2>/dev/null || exit 0
  find . -type f -printf '%m %u:%g %P\\n' | sort -k3
`;

interface Outcome {
  lines: string[];
  stderr: string;
}

/** @param change Commands of a shell that make of the machine what the test is about. */
function install(change: string, ...then: string[]): Outcome {
  const script = [MACHINE, change, RUN, ...then, LIST].join('\n');
  const args = ['--mount', 'sh', '-c', script];
  const env = { PATH: process.env.PATH, dist: resolve('dist') };
  const { stdout, stderr, status } = spawnSync('unshare', args, { env, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return { lines: stdout.trim().split('\n'), stderr };
}

const INSTALLED = [
  '644 root:root helper.js',
  '644 root:root native/p2p_trace.node',
  '711 root:root node',
  '710 root:daemon p2p-trace-helper',
];

describe('install-helper.sh', () => {
  it('installs what others can neither change nor, where it is a program, read', () => {
    const { lines } = install('');
    const there = ['.:', 'bitcoin-p2p-trace', 'nodes', 'place', 'ran'];
    const actions = ['/usr/share/polkit-1/actions:', 'bitcoin-p2p-trace.policy'];
    assert.deepEqual(lines.toSorted(), [...actions, ...there, ...INSTALLED].toSorted());
  });

  it('takes a directory of root’s in one that everybody may make files in', () => {
    const { lines } = install('chmod 1777 place');
    assert.deepEqual(lines.slice(-INSTALLED.length), INSTALLED);
  });

  type Case = [what: string, change: string, said: RegExp];
  const cases: Case[] = [
    ['a Node that its group may change', 'chmod g+w nodes/node', /can change \S+nodes\/node/],
    ['a Node that everybody may change', 'chmod o+w nodes/node', /can change \S+nodes\/node/],
    ['a Node of a user', 'chown nobody nodes/node', /can change \S+nodes\/node/],
    ['a Node in a directory of a user', 'chown nobody nodes', /can change \S+nodes, and/],
    [
      'a Node beneath a directory that its group may change',
      'mkdir nodes/bin; mv nodes/node nodes/bin; node=$PWD/nodes/bin/node; chmod g+w nodes',
      /can change \S+nodes, and/,
    ],
    [
      'a link to a Node of a user',
      'chown nobody nodes/node; ln -s nodes/node node; node=$PWD/node',
      /can change \S+nodes\/node/,
    ],
    ['no Node', 'node=/usr/local/lib/none', /no Node\.js at \/usr\/local\/lib\/none/],
    ['to run from a directory of a user', 'chown nobody place/dist', /can change \S+place\/dist/],
    ['to run beneath a directory of a user', 'chown nobody place', /can change \S+place, and/],
    ['to run beneath one that others may change', 'chmod o+w place', /can change \S+place, and/],
    [
      'a script of a user',
      'chown nobody place/dist/helper.js',
      /can change \S+dist\/helper\.js, and/,
    ],
    [
      'a list of checksums of a user',
      'chown nobody place/dist/SHA256SUMS',
      /can change \S+SHA256SUMS, and/,
    ],
    [
      'what a directory has in it that others may replace',
      'chown nobody place/dist/native',
      /can change \S+native, and/,
    ],
    [
      'to run from a directory that everybody may make files in',
      'chmod 1777 place/dist; chown nobody place/dist/polkit.policy',
      /can change \S+polkit\.policy, and/,
    ],
    ['another script', 'echo >>place/dist/helper.js', /helper\.js is not the one of SHA256SUMS/],
    ['another launcher', 'echo >>place/dist/native/p2p-trace-helper', /p2p-trace-helper is not/],
    [
      'another addon',
      'ln -sf /bin/true place/dist/native/p2p_trace.node',
      /can change \S+p2p_trace\.node, and/,
    ],
    ['another action', 'echo >>place/dist/polkit.policy', /polkit\.policy is not/],
    [
      'a list of checksums that leaves one out',
      'sed -i /helper.js/d place/dist/SHA256SUMS',
      /helper\.js is not/,
    ],
    ['to do without checksums', 'rm place/dist/SHA256SUMS', /SHA256SUMS/],
    ['a group that is not there', 'group=p2p-trace-none', /no group p2p-trace-none/],
    [
      'to install where others may change what is',
      'chmod g+w .',
      /can change \/usr\/local\/lib, and/,
    ],
  ];
  for (const [what, change, said] of cases)
    it(`refuses ${what}, and runs and changes nothing`, () => {
      // What is installed already stays.
      const { lines, stderr } = install(`mkdir bitcoin-p2p-trace; ${change}`);
      assert.match(stderr, said);
      assert.equal(lines[0], 'refused');
      assert.ok(lines.includes('bitcoin-p2p-trace') && !lines.includes('ran'), lines.join());
      assert.ok(
        !lines.some((line) => line.startsWith('bitcoin-p2p-trace.')),
        'it leaves something',
      );
    });

  it('refuses a Node that is too old', () => {
    const { lines, stderr } = install('echo exit 1 >>nodes/node');
    assert.match(stderr, /is not a plain Node\.js 20/);
    assert.ok(!lines.some((line) => line.startsWith('bitcoin-p2p-trace')));
  });

  /** What docs/security.md tells an administrator to type, for this machine. */
  function documentedSteps(): string {
    const page = readFileSync('docs/security.md', 'utf8');
    const block = /^```sh\n([^]*?install-helper\.sh[^]*?)^```$/m.exec(page)![1]!;
    const steps = block
      .replaceAll('/root/p2p-trace', '/usr/local/lib/roots')
      .replace(/\/home\/USER\S*/, '/usr/local/lib/place/dist/.')
      .replace(/\S*VERSION\.vsix\.SHA256SUMS/, '/usr/local/lib/published')
      .replace(/^groupadd.*$/m, '')
      .replace(/^usermod.*$/m, '')
      .replace('sh install-helper.sh bitcoin-trace', '$& "" "$node"')
      .replaceAll('bitcoin-trace', 'daemon');
    return `cp place/dist/SHA256SUMS published; chown -R nobody place; (${steps}) >&2 || echo stopped`;
  }

  it('is run, by the steps of the documentation, from copies that were compared', () => {
    const { lines, stderr } = install('', REMOVE, documentedSteps());
    assert.ok(!lines.includes('stopped'), stderr);
    assert.match(stderr, /^install-helper\.sh: OK$/m);
    assert.deepEqual(lines.slice(-INSTALLED.length), INSTALLED);
  });

  for (const file of ['install-helper.sh', 'helper.js', 'native/p2p-trace-helper'])
    it(`is not run by them where the user has another ${file}, with a checksum to match`, () => {
      const steps = documentedSteps();
      const change = `echo 'touch /usr/local/lib/ran' >>place/dist/${file};
        (cd place/dist && sha256sum ${file} >SHA256SUMS)`;
      const [published, ...rest] = steps.split(';');
      const { lines } = install('', REMOVE, 'rm ran', [published, change, ...rest].join(';'));
      assert.equal(lines[0], 'stopped');
      assert.ok(!lines.includes('ran') && !lines.includes('bitcoin-p2p-trace'), lines.join());
    });

  it('takes it all away again', () => {
    const { lines } = install('', REMOVE);
    assert.ok(!lines.some((line) => line.startsWith('bitcoin-p2p-trace')), lines.join());
  });
});
