import assert from 'node:assert/strict';
import type { Check } from '../../../src/client/preflight/checks';
import type { TraceableNode } from '../../../src/client/nodes';
import { setupItems } from '../../../src/extension/setup/setupItems';

const check = (fields: Partial<Check>): Check => ({
  id: 'kernel',
  group: 'Machine',
  name: 'Kernel',
  ok: true,
  found: '6.1.0',
  ...fields,
});

describe('a line of the set-up check', () => {
  const [well, spare, node, amiss, none] = (() => {
    const checks = [
      check({}),
      check({ id: 'pkexec', group: 'Ways to attach', name: 'pkexec', spare: true }),
      check({ id: 'node-7', group: 'Nodes', name: 'bitcoind' }),
      check({ id: 'btf', name: 'BTF', ok: false, next: 'Use another kernel.' }),
      check({ id: 'no-node', group: 'Nodes', name: 'Nodes', ok: false, next: 'Start bitcoind.' }),
    ];
    const items = setupItems(checks, [{ pid: 7 } as TraceableNode]);
    return checks.map(({ name }) => items.find(({ label }) => label === name)!);
  })();

  it('that is well tells what was found, and leads nowhere', () => {
    assert.deepEqual(well!.value, { kind: 'tell', text: 'Machine, Kernel: OK. 6.1.0' });
    assert.deepEqual(spare!.value, {
      kind: 'tell',
      text: 'Ways to attach, pkexec: Not needed. 6.1.0',
    });
    assert.equal(well!.detail, undefined);
  });

  it('that does something says so before it is chosen', () => {
    assert.deepEqual([node!.value.kind, node!.detail], ['trace', 'Enter starts a trace of it']);
    assert.equal(none!.value.kind, 'demo');
    assert.match(none!.detail!, /Enter starts the demo node/);
  });

  it('that is amiss leads to what to do', () => {
    assert.deepEqual([amiss!.value, amiss!.detail], [{ kind: 'explain' }, 'Use another kernel.']);
  });
});
