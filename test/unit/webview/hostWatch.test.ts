import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { HostWatch } from '../../../webview/common/hostWatch';

/** A host that answers while it lives. */
function watched() {
  const told: boolean[] = [];
  const host = { alive: true, pings: 0 };
  const watch = new HostWatch(
    () => {
      host.pings++;
      if (host.alive) queueMicrotask(() => watch.heard());
    },
    (gone) => told.push(gone),
    10,
  );
  return { watch, host, told };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await setTimeout(5);
}

describe('HostWatch', () => {
  it('says nothing of a host that answers', async () => {
    const { watch, host, told } = watched();
    for (let i = 0; i < 3; i++) {
      watch.sent();
      await setTimeout(0);
    }
    assert.equal(host.pings, 3);
    assert.deepEqual(told, []);
  });

  it('says that a host is gone that is silent twice, and that it is back', async () => {
    const { watch, host, told } = watched();
    host.alive = false;
    watch.sent();
    await until(() => told.length > 0);
    assert.ok(host.pings >= 2);
    host.alive = true;
    await until(() => told.length > 1);
    assert.deepEqual(told, [true, false]);
  });

  it('asks once for much that is sent', () => {
    const { watch, host } = watched();
    for (let i = 0; i < 100; i++) watch.sent();
    assert.equal(host.pings, 1);
    watch.heard();
  });
});
