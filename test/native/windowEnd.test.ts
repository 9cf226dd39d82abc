import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { treeMessage } from '../../src/extension/peers/treeMessage';
import { statusTooltip } from '../../src/extension/traffic/statusText';
import { temporaryDirectory } from '../unit/support/directory';
import { gone } from './cliRun';
import { demoNode, session } from './support';
import { windowControl } from './windowControl';

/** The one helper that traces this binary. */
function helperOf(binary: string): number {
  const pids = readdirSync('/proc').filter((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return command.includes(binary) && command.some((word) => word.endsWith('helper.js'));
    } catch {
      return false;
    }
  });
  assert.equal(pids.length, 1);
  return Number(pids[0]);
}

describe('a window that traces a binary', () => {
  const path = temporaryDirectory();
  let node: ChildProcess | undefined;
  afterEach(async () => {
    node?.kill();
    if (node) await gone(node.pid!);
  });

  function install(): string {
    copyFileSync(demoNode(), path('demo-node.new'));
    renameSync(path('demo-node.new'), path('demo-node'));
    return path('demo-node');
  }

  async function traced() {
    const binary = install();
    const args = ['--with-parent', '--session', session, '--speed', '50', '--loops', '0'];
    node = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(node.stdout!, 'data');
    const window = windowControl(path('captures'), binary);
    const notices: string[] = [];
    window.control.onDidFail(({ code }) => notices.push(code));
    await window.control.start({ choice: { kind: 'binary', binary } });
    const recording = window.stage.recording!;
    while (recording.capture.index.length < 100) await wait(20);
    return { ...window, binary, recording, notices };
  }

  it('says that its file was replaced', async () => {
    const { control, recordings, recording, notices } = await traced();
    install();
    while (notices.length === 0) await wait(20);
    await control.stop();
    assert.deepEqual(notices, ['binary-replaced']);
    assert.equal(recording.endMissing, false);
    assert.match(statusTooltip(recording), /\| Lost \| 0 \|/);
    await recordings.close();
  });

  it('does not call its losses none when its helper was stopped before the end', async () => {
    const { control, recordings, recording, notices, binary } = await traced();
    const helper = helperOf(binary);
    process.kill(helper, 'SIGSTOP');
    await control.stop();
    assert.deepEqual(notices, ['end-missing']);
    assert.doesNotMatch(statusTooltip(recording), /\| Lost \| 0 \|/);
    assert.match(treeMessage(recording), /Its end is missing/);
    await gone(helper);
    await recordings.close();
  });
});
