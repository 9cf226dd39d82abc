import assert from 'node:assert/strict';
import { takeFirstLook } from '../../../src/extension/start/firstLook';

describe('takeFirstLook', () => {
  it('traces the demo once in a run of npm start, however often the window is reloaded', () => {
    const kept = new Map<string, unknown>();
    const store = {
      get: (key: string) => kept.get(key),
      update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
    };
    assert.ok(!takeFirstLook(undefined, store));
    assert.ok(takeFirstLook('demo 1', store));
    assert.ok(!takeFirstLook('demo 1', store));
    assert.ok(takeFirstLook('demo 2', store));
    assert.ok(!takeFirstLook('demo 2', store));
  });
});
