import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { frameKeeper } from '../../src/client/frameKeeper';
import { directLauncher } from '../../src/client/launchers/directLauncher';
import { NodeFollower, type FollowerNotice } from '../../src/client/nodeFollower';
import { findNode, findNodes, type TraceableNode } from '../../src/client/nodes';
import { Trace } from '../../src/client/trace';
import { decodeEvent } from '../../src/shared/events/event';
import { forEachFrame } from '../unit/support/forEachFrame';
import { temporaryDirectory } from '../unit/support/directory';
import { demoNode, session } from './support';

const PLAY = ['--session', session, '--speed', '50', '--with-parent'];

/** As a container begins: mounts of its own, over an image, that nobody else sees. */
const CONTAINER = `
mount -t tmpfs tmpfs "$1/scratch"
mkdir "$1/scratch/upper" "$1/scratch/work"
mount -t overlay overlay -o "lowerdir=$1/$2,upperdir=$1/scratch/upper,workdir=$1/scratch/work" "$1/root"
shift 2
exec "$@"`;

describe('a node in a container', () => {
  const path = temporaryDirectory();
  const processes: ChildProcess[] = [];
  let follower: NodeFollower | undefined;
  let trace: Trace | undefined;

  /** What a node is, where nobody outside finds it, and with another chain than the same path has here. */
  function image(name: string, settings: string): void {
    mkdirSync(path(`${name}/bin`), { recursive: true });
    mkdirSync(path(`${name}/.bitcoin`));
    copyFileSync(demoNode(), path(`${name}/bin/bitcoind`));
    writeFileSync(path(`${name}/.bitcoin/bitcoin.conf`), settings);
  }

  before(() => {
    for (const name of ['scratch', 'root']) mkdirSync(path(name));
    image('image', 'regtest=1\n');
    image('newer', 'regtest=1\n');
    // What has the same paths outside is another thing.
    mkdirSync(path('root/bin'));
    mkdirSync(path('root/.bitcoin'));
    copyFileSync('/bin/true', path('root/bin/bitcoind'));
    writeFileSync(path('root/.bitcoin/bitcoin.conf'), 'signet=1\n');
  });
  afterEach(async () => {
    follower?.dispose();
    await trace?.stop();
    follower = trace = undefined;
    for (const child of processes.splice(0)) await end(child);
  });

  async function end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async function begin(file: string, args: string[], HOME = path('root')): Promise<ChildProcess> {
    const env = { ...process.env, HOME };
    const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    processes.push(child);
    await once(child.stdout, 'data');
    return child;
  }

  const contained = (name: string) =>
    begin('unshare', [
      ...['--mount', 'sh', '-ec', CONTAINER, 'sh', path('').replace(/\/$/, ''), name],
      ...[path('root/bin/bitcoind'), ...PLAY],
    ]);

  /** Traces it and keeps to it. @returns how many messages came of which process, and what was said. */
  async function follow(node: TraceableNode) {
    const counts = new Map<number, number>();
    const notices: FollowerNotice[] = [];
    const following = new NodeFollower(node);
    follower = following;
    following.onNotice((notice) => notices.push(notice));
    const keep = frameKeeper((pid) => following.keeps(pid));
    trace = await Trace.start({
      target: { kind: 'node', pid: node.pid, binary: node.binary },
      launcher: directLauncher,
      helperPath: resolve('dist/helper.js'),
    });
    following.follow(trace);
    trace.flow(async (run) => {
      await following.meet(run);
      forEachFrame(keep(run), (frame) => {
        const event = decodeEvent(frame);
        if (event?.kind === 'message') counts.set(event.pid, (counts.get(event.pid) ?? 0) + 1);
      });
    });
    const messages = async (pid: number) => {
      const before = counts.get(pid) ?? 0;
      while ((counts.get(pid) ?? 0) < before + 50) await wait(20);
    };
    const noticed = async (kind: FollowerNotice['kind']) => {
      while (!notices.some((notice) => notice.kind === kind)) await wait(20);
    };
    return { counts, notices, messages, noticed };
  }

  it('is read by its own paths', async () => {
    const { pid } = await contained('image');
    const node = await findNode(pid!);
    assert.equal(node?.chain, 'regtest');
    assert.equal(node.binary, path('root/bin/bitcoind'));
    assert.equal(node.elsewhere, true);
    assert.equal(node.probes.length, 18);
    assert.equal(node.dataDirectory, path('root/.bitcoin'));
  });

  it('is followed into the next container of its image', async () => {
    const first = await contained('image');
    const { counts, notices, messages, noticed } = await follow((await findNode(first.pid!))!);
    await messages(first.pid!);
    await end(first);
    await noticed('ended');
    const second = await contained('image');
    await messages(second.pid!);
    assert.deepEqual([...counts.keys()], [first.pid, second.pid]);
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ['ended', 'restarted'],
    );
  });

  it('is not followed into another image, and the trace says why', async () => {
    const first = await contained('image');
    const { counts, notices, messages, noticed } = await follow((await findNode(first.pid!))!);
    await messages(first.pid!);
    await end(first);
    await contained('newer');
    await noticed('binary-replaced');
    assert.deepEqual(notices.slice(1), [
      { kind: 'binary-replaced', binary: `${path('root/bin/bitcoind')} (in a container)` },
    ]);
    assert.deepEqual([...counts.keys()], [first.pid]);
  });

  it('is not taken for another that has the same paths and image', async () => {
    const first = await contained('image');
    const { messages, noticed, counts } = await follow((await findNode(first.pid!))!);
    // Long enough before for the kernel's clock of starts, which has 10 ms.
    const beside = await contained('image');
    await messages(first.pid!);
    await wait(500);
    await end(first);
    await noticed('ended');
    await wait(1500);
    assert.equal(follower?.pid, undefined);
    const again = await contained('image');
    await messages(again.pid!);
    assert.ok(!counts.has(beside.pid!));
  });

  it('is found by what a chroot has for its root', async () => {
    const jail = path('jail');
    mkdirSync(`${jail}/etc/x`, { recursive: true });
    mkdirSync(`${jail}/run`, { recursive: true });
    // Absolute links lead to the root of the process, and out of it by no number of steps.
    symlinkSync('/../../../etc/x', `${jail}/run/data`);
    writeFileSync(`${jail}/etc/x/real.conf`, 'signet=1\n');
    symlinkSync('/etc/x/real.conf', `${jail}/etc/x/bitcoin.conf`);
    for (const mount of [dirname(session), '/lib', '/lib64', '/usr/lib'])
      mkdirSync(`${jail}${mount}`, { recursive: true });
    copyFileSync(demoNode(), `${jail}/bitcoind`);
    const script = `
for place in /lib /lib64 /usr/lib "${dirname(session)}"; do mount --bind "$place" "$0$place"; done
exec env HOME=/run chroot "$0" /bitcoind "$@"`;
    symlinkSync('data', `${jail}/run/.bitcoin`);
    const { pid } = await begin('unshare', ['--mount', 'sh', '-ec', script, jail, ...PLAY]);
    const node = await findNode(pid!);
    assert.equal(node?.chain, 'signet');
    assert.equal(node.dataDirectory, '/run/.bitcoin');
    assert.equal(node.probes.length, 18);
    assert.equal(
      node.directoryId?.split(':')[1],
      execFileSync('stat', ['-c', '%i', `${jail}/etc/x`])
        .toString()
        .trim(),
    );
  });

  it('does not mark what has mounts of its own and the same file, as a service does', async () => {
    mkdirSync(path('plain'));
    copyFileSync(demoNode(), path('plain/bitcoind'));
    const { pid } = await begin('unshare', ['--mount', path('plain/bitcoind'), ...PLAY]);
    const node = (await findNodes()).find((each) => each.pid === pid);
    assert.equal(node?.elsewhere, undefined);
    assert.equal(node?.chain, 'signet');
  });
});
