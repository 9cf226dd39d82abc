import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNodes, isTraceable } from '../../../src/client/nodes';
import { temporaryDirectory } from '../support/directory';
import { textBytes } from '../../../src/shared/text/textBytes';
import { addProcess, type FakeProcess } from './fakeProc';

const DEMO_NODE = join(__dirname, '../../../dist/native/demo-node');

describe('nodes', () => {
  const path = temporaryDirectory();
  let bitcoind: string;
  let rounds = 0;

  before(() => {
    bitcoind = path('bitcoind');
    copyFileSync(DEMO_NODE, bitcoind);
  });

  async function found(...processes: FakeProcess[]) {
    const proc = path(`proc${rounds++}`);
    mkdirSync(join(proc, 'self'), { recursive: true });
    processes.forEach((process, i) => addProcess(proc, 100 + i, process));
    return findNodes(proc);
  }

  it('tells everything of a node of one’s own', async () => {
    const [node, ...more] = await found({
      args: ['./bitcoind', '-regtest', '-datadir=data'],
      exe: bitcoind,
      cwd: '/srv',
      env: ['HOME=/home/satoshi'],
    });
    assert.equal(more.length, 0);
    const { probes, file, ...rest } = node!;
    assert.equal(probes.length, 18);
    assert.equal(file?.inode, `${statSync(bitcoind).ino}`);
    assert.deepEqual(rest, {
      pid: 100,
      name: 'bitcoind',
      binary: bitcoind,
      chain: 'regtest',
      dataDirectory: '/srv/data',
      probesKnown: true,
      unusual: [],
      user: 'root',
      started: '100',
    });
  });

  it('knows the default data directory by the process’s home, or its user’s', async () => {
    const [own, others] = await found(
      { args: ['bitcoind'], exe: bitcoind, env: ['HOME=/home/satoshi'] },
      { args: ['bitcoind'], exe: bitcoind, uid: 0 },
    );
    assert.equal(own?.dataDirectory, '/home/satoshi/.bitcoin');
    assert.equal(others?.dataDirectory, '/root/.bitcoin');
    assert.equal(own.chain, 'main');
  });

  it('finds another user’s node, whose executable is hidden, by its command line', async () => {
    const [node] = await found({ args: [bitcoind, '-signet'], comm: 'bitcoind', uid: 65534 });
    assert.equal(node?.binary, bitcoind);
    assert.equal(node.claimed, true);
    assert.equal(node.chain, 'signet');
    assert.equal(node.probes.length, 18);
  });

  it('says that it does not know the probes of what it cannot read', async () => {
    const [node] = await found({ args: ['/nowhere/bitcoind'], comm: 'bitcoind', uid: 65534 });
    assert.equal(node?.probesKnown, false);
    assert.ok(isTraceable(node));
  });

  it('names a replaced binary as it was, and reads the one that runs', async () => {
    const [node] = await found({ args: ['bitcoind'], exe: `${bitcoind} (deleted)` });
    assert.equal(node?.binary, bitcoind);
    assert.equal(node.deleted, true);
    symlinkSync(bitcoind, path('b (deleted)'));
    const [named] = await found({ args: ['bitcoind'], exe: path('b (deleted)') });
    assert.deepEqual([named?.binary, named?.deleted], [path('b (deleted)'), undefined]);
  });

  it('shows a node that was built without probes', async () => {
    copyFileSync('/bin/true', path('bitcoin-qt'));
    const [node] = await found({ args: ['bitcoin-qt'], exe: path('bitcoin-qt') });
    assert.deepEqual(node?.probes, []);
    assert.ok(!isTraceable(node));
  });

  it('knows a renamed binary by its probes, and whatever has Core’s threads', async () => {
    copyFileSync(DEMO_NODE, path('node-28'));
    const nodes = await found(
      { args: ['x'], exe: path('node-28') },
      { args: ['bitcoind'], exe: '/bin/true' },
      { args: ['elementsd', '-chain=liquidv1'], exe: '/bin/true', threads: ['b-net', 'b-msghand'] },
      { args: ['core'], comm: 'core', uid: 65534, threads: ['b-msghand'] },
      { args: ['other'], exe: '/bin/true', threads: ['b-x', 'x'] },
    );
    assert.deepEqual(
      nodes.map(({ pid, name, chain, probesKnown }) => [pid, name, chain, probesKnown]),
      [
        [100, 'node-28', 'unknown', true],
        [102, 'true', 'liquidv1', true],
        [103, 'core', 'unknown', false],
      ],
    );
  });

  it('believes the directory that a node keeps locked more than its files', async () => {
    const renamed = path('node-of-mine');
    copyFileSync(DEMO_NODE, renamed);
    const [regtest, main, other] = await found(
      { args: ['bitcoind', '-datadir=/d'], exe: bitcoind, open: ['/x', '/d/regtest/.lock'] },
      { args: ['bitcoind', '-datadir=/d/regtest'], exe: bitcoind, open: ['/d/regtest/.lock'] },
      { args: ['x'], exe: renamed, open: ['/b/blocks/.lock', '/h/.bitcoin/.lock'] },
    );
    const told = [regtest, main, other].map((node) => [node?.chain, node?.dataDirectory]);
    assert.deepEqual(told, [
      ['regtest', '/d'],
      ['main', '/d/regtest'],
      ['main', '/h/.bitcoin'],
    ]);
  });

  it('keeps bytes that are no UTF-8', async () => {
    const odd = Buffer.concat([Buffer.from(path('odd-')), Buffer.of(0xff, 0xc3)]);
    copyFileSync(DEMO_NODE, odd);
    const proc = path(`proc${rounds++}`);
    mkdirSync(proc);
    addProcess(proc, 5, { args: ['x'] });
    symlinkSync(odd, join(proc, '5/exe'));
    const [node] = await findNodes(proc);
    assert.equal(node?.probes.length, 18);
    assert.deepEqual(textBytes(node.binary), odd);
    assert.equal(node.name, 'odd-\udcff\udcc3');
  });

  it('takes a process that has as much of everything as it can for what it is', async () => {
    const [node, long] = await found(
      { args: ['bitcoind', 'x'.repeat(3_000_000)], exe: bitcoind, env: ['HOME=/h'] },
      { args: ['y'.repeat(100_000)], comm: 'bitcoind', uid: 65534 },
    );
    assert.deepEqual([node?.chain, node?.dataDirectory], ['unknown', '']);
    assert.equal(long?.binary, '');
  });

  it('shows the demo node as such', async () => {
    const [node] = await found({ args: [DEMO_NODE, '--wait'], exe: DEMO_NODE });
    assert.equal(node?.chain, 'demo');
    assert.equal(node.dataDirectory, '');
  });

  it('passes over tools, scripts, kernel threads, and what ends meanwhile', async () => {
    copyFileSync(DEMO_NODE, path('bitcoin-cli'));
    const nodes = await found(
      { args: ['bitcoin-cli', 'getinfo'], exe: path('bitcoin-cli') },
      { args: ['/bin/sh', 'bitcoind-start'], exe: '/bin/sh', comm: 'bitcoind-start' },
      { args: [], comm: 'bitcoind' },
      { args: ['vim', 'bitcoin.conf'], exe: '/bin/true' },
    );
    assert.deepEqual(nodes, []);
  });

  it('reads bitcoin.conf', async () => {
    writeFileSync(path('bitcoin.conf'), 'chain=testnet4\n');
    const [node] = await found({ args: ['bitcoind', `-datadir=${path('')}`], exe: bitcoind });
    assert.equal(node?.chain, 'testnet4');
  });
});
