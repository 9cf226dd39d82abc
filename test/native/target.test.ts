import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { directLauncher } from '../../src/client/launchers/directLauncher';
import { startTime } from '../../src/client/startTime';
import { summonHelper } from '../../src/client/summon';
import { resolveTarget } from '../../src/helper/resolveTarget';
import { encodeFilter } from '../../src/shared/helper/traceFilter';
import { collect, demoNode, openTracer, RunningNode, type Traced } from './support';

let copies = 0;

/** A binary of its own. */
function copyOfNode(): string {
  const path = `${demoNode()}.${copies++}`;
  copyFileSync(demoNode(), path);
  return path;
}

/** Another file of the same content takes its place. @returns where the first is now. */
function swap(path: string): string {
  const moved = `${path}.checked`;
  renameSync(path, moved);
  copyFileSync(demoNode(), path);
  return moved;
}

function fire(binary: string, events: number): void {
  execFileSync(binary, ['--burst', `${events}`]);
}

describe('a target that changes between check and use', () => {
  it('is the file that was checked', async () => {
    const path = copyOfNode();
    const target = resolveTarget({ binary: path });
    const checked = swap(path);
    const tracer = openTracer({ binary: target.path });
    const traced = collect(tracer);
    fire(path, 10);
    fire(checked, 20);
    tracer.stop();
    assert.equal((await traced).events.length, 20);
  });

  it('is the file that the process runs, though it was replaced on the disk', async () => {
    const path = copyOfNode();
    const args = ['--burst', '5', '--wait', '--with-parent'];
    const node = spawn(path, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(node.stdout, 'data');
    swap(path);
    const target = resolveTarget({ pid: node.pid!, started: startTime(node.pid!)! });
    assert.match(target.binary, /\.checked$/);
    const tracer = openTracer({ binary: target.path });
    const traced = collect(tracer);
    await once(node, 'exit');
    fire(path, 10);
    tracer.stop();
    const { events } = await traced;
    assert.deepEqual(
      events.map(({ pid }) => pid),
      Array(5).fill(node.pid),
    );
  });
});

describe('a target that somebody may write to', () => {
  it('is refused, since what is checked and what is attached to could differ', () => {
    const path = copyOfNode();
    const writer = openSync(path, 'r+');
    assert.throws(() => openTracer({ binary: path }), {
      code: 'no-target',
      message: /writing to it/,
    });
    closeSync(writer);
    openTracer({ binary: path });
  });
});

describe('a binary on an overlay file system', () => {
  let folder: string;
  const merged = (): string => join(folder, 'merged');
  const binary = (): string => join(merged(), 'node');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'p2p-trace-overlay-'));
    const [lower, upper, work] = ['lower', 'upper', 'work'].map((name) => join(folder, name));
    for (const name of [lower!, upper!, work!, merged()]) mkdirSync(name);
    copyFileSync(demoNode(), join(lower!, 'node'));
    const layers = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
    execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', layers, merged()]);
  });
  afterEach(() => {
    // resolveTarget keeps the file open for as long as this process lives.
    execFileSync('umount', ['--lazy', merged()]);
    rmSync(folder, { recursive: true });
  });

  /** Traces one process by its number. */
  async function trace(interfere?: () => void): Promise<Traced> {
    const args = ['--burst', '5', '--wait', '--with-parent'];
    const node = spawn(binary(), args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = node.pid!;
    try {
      await once(node.stdout, 'data');
      interfere?.();
      const { path } = resolveTarget({ pid, started: startTime(pid)! });
      const tracer = openTracer({ binary: path, filter: encodeFilter({}, pid) });
      const traced = collect(tracer);
      await once(node, 'exit');
      tracer.stop();
      return await traced;
    } finally {
      if (node.exitCode === null) {
        node.kill();
        await once(node, 'exit');
      }
    }
  }

  it('is refused while the process runs another copy than a tracer can reach', async () => {
    const copyUp = () => chmodSync(binary(), 0o700);
    await assert.rejects(
      trace(copyUp),
      /^Error: the process runs an older copy .* restart the node$/,
    );
    // As it says.
    assert.equal((await trace()).events.length, 5);
  });

  it('is traced from its lower layer', async () => {
    assert.equal((await trace()).events.length, 5);
  });
});

describe('a process that is another when the helper looks', () => {
  /** @param interfere When the client has looked, and the helper has not. */
  function start(pid: number, interfere: (args: string[]) => string[]) {
    return summonHelper({
      target: { kind: 'node', pid, binary: demoNode() },
      helperPath: resolve('dist/helper.js'),
      launcher: {
        launch: (command, signal) =>
          directLauncher.launch({ ...command, args: interfere(command.args) }, signal),
      },
    });
  }

  it('is refused when it has that number only', async () => {
    const node = await RunningNode.start('--wait', '--burst', '1');
    const started = startTime(node.pid)!;
    const earlier = `${Number(started) - 1}`;
    await assert.rejects(
      start(node.pid, (args) => args.map((word) => (word === started ? earlier : word))),
      /its number is another’s/,
    );
    node.kill();
  });

  it('is refused when it has ended', async () => {
    const node = await RunningNode.start('--wait', '--burst', '1');
    const kill = (args: string[]) => {
      process.kill(node.pid, 'SIGKILL');
      return args;
    };
    await assert.rejects(start(node.pid, kill), /is not running/);
  });
});
