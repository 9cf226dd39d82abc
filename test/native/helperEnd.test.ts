import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { startTime } from '../../src/client/startTime';
import { encodeControl } from '../../src/shared/helper/control';
import { gone } from './cliRun';
import { kernelObjects, stillThere } from './kernelObjects';
import { summonRaw } from './rawHelper';
import { RunningNode } from './support';
import { makeTestUser, type TestUser } from './testUser';
import { startUsersNode, UserRun } from './userRun';

/** Milliseconds that a helper may outlive its client. */
const PROMISED = 3000;

/** Resolves when the helper is gone, with all that it had in the kernel. @returns milliseconds. */
async function goneWithAll(helper: number, end: () => unknown): Promise<number> {
  const held = kernelObjects(helper);
  assert.ok(held.filter(({ kind }) => kind === 'link').length >= 14, 'it is attached');
  assert.deepEqual(stillThere(held), held);
  await end();
  const start = performance.now();
  await gone(helper);
  // The kernel closes what it had open once it has ended.
  while (stillThere(held).length > 0) await wait(10);
  return performance.now() - start;
}

describe('a helper whose client has come to its end', () => {
  let user: TestUser;
  let node: Awaited<ReturnType<typeof startUsersNode>>;
  let run: UserRun;
  let helper: number;

  before(() => {
    user = makeTestUser();
  });
  after(() => user.remove());
  beforeEach(async () => {
    node = await startUsersNode(user);
    run = new UserRun({ user, node, launch: 'sudo' });
    helper = Number(await run.said('helper'));
    await run.more();
  });
  afterEach(async () => {
    run.kill();
    node.child.kill();
    // Its user is removed next.
    await gone(node.child.pid!);
  });

  for (const [how, end] of [
    ['in order', () => run.stop()],
    ['by a signal', () => process.kill(run.pid, 'SIGTERM')],
    ['by a crash', () => process.kill(run.pid, 'SIGSEGV')],
    ['killed', () => process.kill(run.pid, 'SIGKILL')],
  ] as const)
    it(`is gone within 3 s, and leaves nothing attached: ${how}`, async () => {
      const took = await goneWithAll(helper, end);
      assert.ok(took < PROMISED, `it took ${took} ms`);
    });

  it('is gone as soon when its client was stuck before', async () => {
    process.kill(run.pid, 'SIGSTOP');
    // Until the socket between is full.
    await wait(3000);
    const took = await goneWithAll(helper, () => process.kill(run.pid, 'SIGKILL'));
    assert.ok(took < PROMISED, `it took ${took} ms`);
  });
});

describe('a helper whose client is stuck', () => {
  let node: RunningNode;

  beforeEach(async () => {
    node = await RunningNode.start('--wait', '--burst', '50000', '--size', '250');
  });

  it('waits for the last frames to be taken, detached, until its client is gone', async () => {
    const { pid, socket } = await summonRaw(node);
    await node.ended();
    const links = kernelObjects(pid).filter(({ kind }) => kind === 'link');
    socket.write(encodeControl({ verb: 'stop' }));
    while (stillThere(links).length > 0) await wait(10);
    // More than any patience that it had.
    await wait(6000);
    assert.ok(startTime(pid), 'it did not wait');
    const start = performance.now();
    socket.destroy();
    await gone(pid);
    const took = performance.now() - start;
    assert.ok(took < PROMISED, `it took ${took} ms`);
  });

  it('waits no longer after a second signal', async () => {
    const { pid, socket } = await summonRaw(node);
    await node.ended();
    const links = kernelObjects(pid).filter(({ kind }) => kind === 'link');
    process.kill(pid, 'SIGINT');
    while (stillThere(links).length > 0) await wait(10);
    assert.ok(startTime(pid));
    const start = performance.now();
    process.kill(pid, 'SIGINT');
    await gone(pid);
    const took = performance.now() - start;
    assert.ok(took < PROMISED, `it took ${took} ms`);
    socket.destroy();
  });

  it('does not wait for one that will never say anything', async () => {
    const { pid, socket } = await summonRaw(node);
    await node.ended();
    const took = await goneWithAll(pid, () => once(socket.end(), 'finish'));
    assert.ok(took < PROMISED, `it took ${took} ms`);
    socket.destroy();
  });
});
