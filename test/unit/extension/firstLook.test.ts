import assert from 'node:assert/strict';
import { takeFirstLook } from '../../../src/extension/start/firstLook';

describe('takeFirstLook', () => {
  function newStore() {
    const kept = new Map<string, unknown>();
    return {
      get: (key: string) => kept.get(key),
      update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
    };
  }

  it('traces the demo once in a run of npm start, however often the window is reloaded', () => {
    const store = newStore();
    assert.equal(takeFirstLook(undefined, store), undefined);
    assert.deepEqual(takeFirstLook('demo 1', store), { kind: 'demo' });
    assert.equal(takeFirstLook('demo 1', store), undefined);
    assert.deepEqual(takeFirstLook('demo 2', store), { kind: 'demo' });
    assert.equal(takeFirstLook('demo 2', store), undefined);
  });

  it('connects to the fleet of npm run demo:fleet likewise, from its beginning on', () => {
    const store = newStore();
    const wish = 'fleet nats://127.0.0.1:4333 1';
    const address = { url: 'nats://127.0.0.1:4333', login: { kind: 'none' } };
    assert.deepEqual(takeFirstLook(wish, store), { kind: 'fleet', address, nodes: [], from: 0 });
    assert.equal(takeFirstLook(wish, store), undefined);
  });

  it('takes nothing else for a wish', () => {
    for (const wish of ['', 'fleet', 'fleet http://host 1', 'demonstrate 1'])
      assert.equal(takeFirstLook(wish, newStore()), undefined, wish);
  });
});
