import assert from 'node:assert/strict';
import { copyFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { statusTooltip } from '../../src/extension/traffic/statusText';
import { treeMessage } from '../../src/extension/peers/treeMessage';
import { smallDisk } from '../unit/support/smallDisk';
import { demoNode, session } from './support';
import { windowControl } from './windowControl';

const until = async (what: () => boolean): Promise<void> => {
  while (!what()) await wait(20);
};

describe('a trace on a full disk', () => {
  const path = smallDisk(4000);

  it('goes on without payloads, says so once, and keeps them again when there is room', async () => {
    const binary = demoNode();
    copyFileSync(session, join(binary, '..', 'busy-session.p2ptrace.gz'));
    const { control, stage, recordings } = windowControl(path('captures'), binary);
    const notices: string[] = [];
    control.onDidFail(({ code }) => notices.push(code));
    await control.start({ choice: { kind: 'demo' } });
    const recording = stage.recording!;
    const { capture } = recording;
    await until(() => capture.index.length > 100);
    assert.equal(treeMessage(recording), '');

    const { bavail, bsize } = statfsSync(path('captures'));
    const fill = (bytes: number) => writeFileSync(path('filler'), Buffer.alloc(bytes));
    fill(Math.max(0, bavail * bsize - 8192));
    await until(() => capture.keeping.kind === 'failing');
    const full = capture.index.length;
    await until(() => capture.index.length > full + 50);
    assert.ok(control.tracing);
    assert.match(treeMessage(recording), /so the trace continues without payloads\.$/);
    assert.match(statusTooltip(recording), /without payloads/);
    await assert.rejects(capture.event(capture.index.length - 1), { code: 'event-not-kept' });

    rmSync(path('filler'));
    await until(() => capture.keeping.kind === 'all');
    const again = capture.index.length;
    await until(() => capture.index.length > again + 50);
    assert.ok((await capture.event(capture.index.length - 1)).sequence > again);
    assert.equal(treeMessage(recording), '');
    await control.stop();
    assert.deepEqual(notices, ['payloads-not-kept']);
    assert.equal(recording.lost, 0);
    await recordings.close();
  });
});
