import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { Capture } from '../../src/capture/capture';
import { startTime } from '../../src/client/startTime';
import { Spool } from '../../src/extension/captures/spool';
import { demoNode, session } from './support';

describe('a window that is killed while it traces', () => {
  const directory = mkdtempSync(join(tmpdir(), 'p2p-trace-killed-'));
  after(() => rmSync(directory, { recursive: true }));

  it('takes its helper with it within 3 s, and leaves a capture to be recovered', async () => {
    const binary = demoNode();
    copyFileSync(session, join(binary, '..', 'busy-session.p2ptrace.gz'));
    const args = ['--import', 'tsx', join(__dirname, 'traceWindow.ts'), directory, binary];
    const window = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let helper = 0;
    let rows = 0;
    for await (const line of createInterface({ input: window.stdout })) {
      const [what, value = ''] = line.split(' ');
      if (what === 'helper') helper = Number(value);
      else rows = Number(value);
      if (rows > 300) break;
    }
    assert.ok(startTime(helper), `helper ${helper}`);
    assert.deepEqual(await new Spool(directory).abandoned(), [], 'its window still writes it');

    const exit = once(window, 'exit');
    window.kill('SIGKILL');
    await exit;
    const killed = performance.now();
    while (startTime(helper) && performance.now() - killed < 10_000) await wait(10);
    const took = performance.now() - killed;
    assert.ok(took < 3000, `the helper was there for ${took} ms`);

    const [found, ...others] = await new Spool(directory).abandoned();
    assert.deepEqual(others, []);
    assert.equal(found!.hello.binary, binary);
    const capture = await Capture.open(found!.path);
    assert.ok(capture.index.length >= rows, `${capture.index.length} of ${rows}`);
    assert.ok((await capture.event(capture.index.length - 1)).pid > 0);
    await capture.close();
  });
});
