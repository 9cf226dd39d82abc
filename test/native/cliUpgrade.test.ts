import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, renameSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { temporaryDirectory } from '../unit/support/directory';
import { CliRun, gone } from './cliRun';
import { demoNode, session } from './support';

describe('the command line, and a node that is upgraded in place', () => {
  const path = temporaryDirectory();
  const nodes: ChildProcess[] = [];
  const runs: CliRun[] = [];
  afterEach(async () => {
    for (const run of runs.splice(0)) await run.kill();
    for (const node of nodes.splice(0)) {
      node.kill();
      await gone(node.pid!);
    }
  });

  function install(): void {
    copyFileSync(demoNode(), path('demo-node.new'));
    renameSync(path('demo-node.new'), path('demo-node'));
  }

  async function start(): Promise<ChildProcess> {
    const args = ['--with-parent', '--session', session, '--speed', '50', '--loops', '0'];
    const node = spawn(path('demo-node'), args, { stdio: ['ignore', 'pipe', 'inherit'] });
    nodes.push(node);
    await once(node.stdout, 'data');
    return node;
  }

  function trace(): CliRun {
    const cli = new CliRun(['log', '--binary', path('demo-node')]);
    runs.push(cli);
    return cli;
  }

  it('says that another file has taken its place, and that the node ended', async () => {
    install();
    const node = await start();
    const cli = trace();
    await cli.printed(1000);
    install();
    await cli.says('was replaced by another file, whose tracepoints are not attached');
    node.kill();
    await cli.says(`The node (pid ${node.pid}) ended. The trace goes on`);
    cli.child.kill('SIGINT');
    const { status, stderr } = await cli.finished;
    assert.equal(status, 0);
    assert.equal(stderr.filter((line) => line.includes('was replaced')).length, 1);
  });

  it('lets go of a file before somebody else writes to it', async () => {
    install();
    const node = await start();
    const cli = trace();
    await cli.printed(10);
    node.kill();
    await gone(node.pid!);
    // As cp does: it waits until the probes are gone, which would crash what is started from it.
    await copyFile('/bin/true', path('demo-node'));
    assert.equal(spawnSync(path('demo-node')).status, 0);
    const { status, stderr } = await cli.finished;
    assert.equal(status, 1);
    const last = stderr.at(-1)!;
    assert.match(
      last,
      /^A program began to write to .*demo-node, so the trace ended.* Start the trace again/,
    );
  });

  it('says that a running node is of the file that was there before', async () => {
    install();
    const node = await start();
    install();
    const cli = trace();
    await cli.says(`Process ${node.pid} still runs the file`);
    cli.child.kill('SIGINT');
    const { status, stdout } = await cli.finished;
    assert.equal(status, 0);
    assert.equal(stdout, '');
  });
});
