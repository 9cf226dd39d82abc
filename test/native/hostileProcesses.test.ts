import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { findNodes, isTraceable, type TraceableNode } from '../../src/client/nodes';
import { readFileProbes } from '../../src/client/readProcesses';
import { temporaryDirectory } from '../unit/support/directory';
import { RunningNode, session } from './support';

/** Milliseconds; a look at processes that hang ends after some 14 s. */
const LIMIT = 40_000;

describe('processes that would block everyone who looks at them', () => {
  const path = temporaryDirectory();
  const processes: ChildProcess[] = [];
  let node: RunningNode;

  before(async () => {
    execFileSync('gcc', ['-o', path('bitcoind'), join(__dirname, 'hostile.c')]);
    node = await RunningNode.start('--session', session, '--wait');
  });
  afterEach(async () => {
    for (const child of processes.splice(0)) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
  after(() => node.kill());

  async function start(
    args: string[],
    { env = {}, file = path('bitcoind') }: { env?: NodeJS.ProcessEnv; file?: string } = {},
  ): Promise<number> {
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    processes.push(child);
    await once(child.stdout, 'data');
    return child.pid!;
  }

  /** @returns the nodes by pid, found while this process goes on with other things. */
  async function look(): Promise<Map<number, TraceableNode>> {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const began = performance.now();
    const nodes = await findNodes();
    delay.disable();
    assert.ok(performance.now() - began < LIMIT, 'it took too long');
    // It stood still for ever, or for seconds.
    assert.ok(delay.max < 1e9, `the event loop was blocked for ${delay.max / 1e6} ms`);
    const found = new Map(nodes.map((each) => [each.pid, each]));
    assert.equal(found.get(node.pid)?.probes.length, 18, 'the other node is listed');
    return found;
  }

  it('has a named pipe for its configuration', async () => {
    mkdirSync(path('piped'));
    execFileSync('mkfifo', [path('piped/bitcoin.conf')]);
    const pid = await start([`-datadir=${path('piped')}`]);
    assert.equal((await look()).get(pid)?.chain, 'unknown');
  });

  it('has a device without an end for its configuration', async () => {
    const pid = await start(['-conf=/dev/zero']);
    assert.equal((await look()).get(pid)?.chain, 'unknown');
  });

  it('has an endless configuration, or one that the kernel writes', async () => {
    writeFileSync(path('long.conf'), 'x=1\n'.repeat(1_000_000));
    const long = await start([`-conf=${path('long.conf')}`]);
    const kernels = await start(['-conf=/proc/kmsg']);
    const found = await look();
    assert.equal(found.get(long)?.chain, 'unknown');
    assert.equal(found.get(kernels)?.chain, 'unknown');
  });

  it('has blanks without end in its configuration', async () => {
    mkdirSync(path('blank'));
    writeFileSync(path('blank/bitcoin.conf'), `regtest=1\na=b${' '.repeat(500_000)}c\n`);
    const pid = await start([`-datadir=${path('blank')}`]);
    assert.equal((await look()).get(pid)?.chain, 'regtest');
  });

  it('runs an executable with all the sections and names that there can be', async () => {
    const sections = 65_535;
    const names = 4 * 1024 * 1024;
    const program = readFileSync(path('bitcoind'));
    const table = Buffer.alloc(sections * 64);
    program.writeBigUInt64LE(BigInt(program.length), 0x28);
    program.writeUInt16LE(sections, 0x3c);
    program.writeUInt16LE(0, 0x3e);
    table.writeBigUInt64LE(BigInt(program.length + table.length), 0x18);
    table.writeBigUInt64LE(BigInt(names), 0x20);
    mkdirSync(path('endless'));
    const file = path('endless/bitcoind');
    writeFileSync(file, Buffer.concat([program, table, Buffer.alloc(names, 'x')]));
    chmodSync(file, 0o755);
    const pid = await start([], { file });
    const found = (await look()).get(pid);
    assert.deepEqual([found?.probes, found?.probesKnown], [[], true]);
  });

  it('says that it has megabytes of arguments', async () => {
    const pid = await start(Array.from({ length: 18 }, () => 'x'.repeat(100_000)));
    assert.equal((await look()).get(pid)?.chain, 'unknown');
  });

  it('keeps its data directory on a file system that never answers', async () => {
    const FUSE = path('silent');
    mkdirSync(FUSE);
    const args = [`-datadir=${FUSE}`];
    const pids = [await start(args, { env: { FUSE } }), await start(args, { env: { FUSE } })];
    const found = await look();
    for (const pid of pids) {
      const silent = found.get(pid);
      assert.match(silent?.unread ?? '', /does not answer/);
      assert.equal(silent?.name, 'bitcoind');
      assert.ok(!isTraceable(silent));
    }
  });

  it('answers slowly, and so do all of its kind', async () => {
    const FUSE = path('slow');
    mkdirSync(FUSE);
    const env = { FUSE, DELAY: '250' };
    const starts = Array.from({ length: 80 }, () => start([`-datadir=${FUSE}`], { env }));
    await Promise.all(starts);
    await look();
  });

  it('is named as a file, and is not a regular one', async () => {
    execFileSync('mkfifo', [path('fifo')]);
    assert.deepEqual(await readFileProbes(path('fifo')), {
      kind: 'refused',
      reason: 'it is a named pipe',
    });
    copyFileSync('/bin/true', path('true'));
    assert.equal((await readFileProbes(path('true'))).kind, 'probes');
  });
});
