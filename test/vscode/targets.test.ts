import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/extension/host/ids';
import type { Services } from '../../src/extension/services';
import { DemoBinary } from './demoBinary';
import { activated, run, scriptDialogs, until, type ScriptedDialogs } from './support';

describe('targets of a trace', () => {
  let services: Services;
  let dialogs: ScriptedDialogs;
  let node: DemoBinary;

  beforeEach(async () => {
    services = await activated();
    dialogs = scriptDialogs(services);
    // Views of earlier traces would have trees beside the one of each test.
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    node = new DemoBinary();
  });
  afterEach(async () => {
    await services.control.stop();
    await node.dispose();
  });

  const nodes = () => [...services.stage.recording!.peers.nodes.values()];

  it('include a running node, which is followed over its restart', async () => {
    const first = await node.start();
    dialogs.choice = node.binary;
    await run(COMMANDS.start);
    assert.deepEqual(dialogs.errors, []);
    await until('messages', () => nodes().some(({ pid }) => pid === first));
    await node.kill();
    await until('its end', () => nodes().some(({ pid, ended }) => pid === first && ended));
    assert.ok(services.control.tracing);
    const [gone] = services.tree.shownNow.rows;
    assert.match(gone!.detail, /not running/);

    const second = await node.start();
    await until('the restarted node', () =>
      nodes().some(({ pid, peers }) => pid === second && peers.length > 0),
    );
    assert.equal(services.stage.recording!.nodeTitle(second), `demo-node · demo (pid ${second})`);
    assert.deepEqual(dialogs.errors, []);
  });

  it('include a binary that is started later', async () => {
    dialogs.choice = 'Browse for a binary';
    dialogs.file = node.binary;
    await run(COMMANDS.start);
    assert.deepEqual(dialogs.errors, []);
    const [waiting] = services.tree.shownNow.rows;
    assert.match(waiting!.detail, /waiting for it to start/);
    const pid = await node.start();
    await until('messages', () => nodes().some((each) => each.pid === pid));
    await node.kill();
    await until('its end', () => nodes().every(({ ended }) => ended));
    assert.ok(services.control.tracing);
  });

  it('include neither a binary without tracepoints nor what is not a binary', async () => {
    dialogs.choice = 'Browse for a binary';
    dialogs.file = process.execPath;
    await run(COMMANDS.start);
    assert.match(dialogs.errors.pop()!, /has no net:\* tracepoints/);
    dialogs.file = join(node.directory, 'nothing');
    await run(COMMANDS.start);
    assert.match(dialogs.errors.pop()!, /cannot be traced/);
    assert.ok(!services.control.tracing);
  });

  it('are attached to from a terminal too, where no dialog can ask for a password', async () => {
    const before = vscode.window.terminals.length;
    await services.control.start({ choice: { kind: 'demo' }, launcher: 'terminal' });
    assert.equal(vscode.window.terminals.length, before + 1);
    await until('messages', () => nodes().length > 0);
    await services.control.stop();
    assert.equal(services.stage.recording!.lost, 0);
    await until('the end of the terminal', () => vscode.window.terminals.length === before);
  });

  it('can be dismissed, and cancelled while one is awaited', async () => {
    dialogs.choice = undefined;
    await run(COMMANDS.start);
    assert.ok(!services.control.tracing);
    dialogs.choice = 'Browse for a binary';
    dialogs.file = node.binary;
    await run(COMMANDS.start);
    assert.ok(services.control.tracing);
    dialogs.cancel.abort();
    await until('the end of the trace', () => !services.control.tracing);
    assert.deepEqual(dialogs.errors, []);
  });

  it('run on untouched when the helper is killed, and the trace says so', async () => {
    const pid = await node.start();
    dialogs.choice = node.binary;
    await run(COMMANDS.start);
    await until('messages', () => nodes().length > 0);
    process.kill(helperPid(), 'SIGKILL');
    await until('the end of the trace', () => !services.control.tracing);
    await until('its report', () => dialogs.errors.length > 0);
    assert.match(dialogs.errors[0]!, /helper ended unexpectedly/);
    assert.ok(nodes()[0]!.peers.length > 0);
    process.kill(pid, 0);
  });
});

/** Of the helper that this extension host started. */
function helperPid(): number {
  for (const name of readdirSync('/proc')) {
    if (!/^[0-9]+$/.test(name)) continue;
    try {
      const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      if (Number(parent) === process.pid && command.includes('dist/helper.js')) return Number(name);
    } catch {
      // It ended meanwhile.
    }
  }
  throw new Error('no helper runs');
}
