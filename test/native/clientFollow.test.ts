import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DemoNode } from '../../src/client/demoNode';
import { frameKeeper } from '../../src/client/frameKeeper';
import { directLauncher } from '../../src/client/launchers/directLauncher';
import { NodeFollower } from '../../src/client/nodeFollower';
import { findNode } from '../../src/client/nodes';
import { Trace } from '../../src/client/trace';
import { decodeEvent } from '../../src/shared/events/event';
import { forEachFrame } from '../unit/support/forEachFrame';
import { UserError } from '../../src/shared/errors/userError';
import { demoNode, RunningNode, session } from './support';

const helperPath = resolve('dist/helper.js');
const forEver = { session, speed: 50 };

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(20);
}

describe('a client', () => {
  it('stays on one node across a restart, and takes nothing of others', async () => {
    const node = await DemoNode.start(demoNode(), forEver);
    const found = await findNode(node.pid);
    assert.ok(found);
    const follower = new NodeFollower(found);
    const counts = new Map<number, number>();
    const notices: string[] = [];
    follower.onNotice(({ kind }) => notices.push(kind));
    const keep = frameKeeper((pid) => follower.keeps(pid));
    const trace = await Trace.start({
      target: { kind: 'node', pid: node.pid, binary: found.binary },
      launcher: directLauncher,
      helperPath,
    });
    follower.follow(trace);
    trace.flow(async (run) => {
      await follower.meet(run);
      forEachFrame(keep(run), (frame) => {
        const event = decodeEvent(frame);
        if (event?.kind === 'message') counts.set(event.pid, (counts.get(event.pid) ?? 0) + 1);
      });
    });
    const other = await RunningNode.start('--session', session, '--speed', '50');
    await until(() => (counts.get(node.pid) ?? 0) > 100);
    assert.deepEqual([...counts.keys()], [node.pid]);

    other.kill();
    node.dispose();
    await node.ended;
    await until(() => notices.includes('ended'));
    const again = await DemoNode.start(demoNode(), forEver);
    await until(() => (counts.get(again.pid) ?? 0) > 100);
    assert.deepEqual([...counts.keys()], [node.pid, again.pid]);
    assert.deepEqual(notices, ['ended', 'restarted']);
    assert.deepEqual(await trace.stop(), { reason: 'stopped', complete: true });
    follower.dispose();
    again.dispose();
    await again.ended;
  });

  for (const [what, target, code] of [
    ['a process that vanished', { kind: 'node', pid: 4194304, binary: '/x' }, 'node-vanished'],
    ['a binary without probes', { kind: 'binary', binary: '/bin/true' }, 'no-probes'],
    ['a directory', { kind: 'binary', binary: '/bin' }, 'no-target'],
    ['a text', { kind: 'binary', binary: '/etc/passwd' }, 'no-target'],
  ] as const)
    it(`hears from the helper about ${what}`, async () => {
      await assert.rejects(
        Trace.start({ target, launcher: directLauncher, helperPath }),
        (error) => {
          assert.ok(error instanceof UserError);
          assert.equal(error.code, code, error.message);
          return true;
        },
      );
    });

  it('hears that the demo node cannot start', async () => {
    await assert.rejects(
      DemoNode.start(demoNode(), { session: '/nonexistent' }),
      (error) => error instanceof UserError && error.code === 'demo-failed',
    );
    await assert.rejects(
      DemoNode.start('/nonexistent/demo-node'),
      (error) => error instanceof UserError && error.code === 'demo-failed',
    );
  });
});
