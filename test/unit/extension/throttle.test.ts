import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { Throttle } from '../../../src/extension/host/throttle';

describe('Throttle', () => {
  it('runs once for many triggers, and again for later ones', async () => {
    let runs = 0;
    const throttle = new Throttle(
      () => 20,
      () => runs++,
    );
    for (let i = 0; i < 10; i++) throttle.trigger();
    assert.equal(runs, 0);
    await setTimeout(60);
    assert.equal(runs, 1);
    throttle.trigger();
    await setTimeout(60);
    assert.equal(runs, 2);
    throttle.trigger();
    throttle.dispose();
    throttle.trigger();
    await setTimeout(60);
    assert.equal(runs, 2);
  });
});
