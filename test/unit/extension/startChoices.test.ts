import assert from 'node:assert/strict';
import type { TraceableNode } from '../../../src/client/nodes';
import { remember, startChoices, type Remembered } from '../../../src/extension/start/startChoices';

const node = (fields: Partial<TraceableNode> = {}): TraceableNode => ({
  pid: 11,
  name: 'bitcoind',
  binary: '/usr/bin/bitcoind',
  chain: 'regtest',
  dataDirectory: '/home/a/.bitcoin',
  probes: ['inbound_message'],
  probesKnown: true,
  user: 'a',
  ...fields,
});

const labels = (nodes: TraceableNode[], last?: Remembered) =>
  startChoices(nodes, last).map(({ label }) => label.replace(/^\$\(.*?\) /, ''));

describe('startChoices', () => {
  it('always offers a binary and the demo node', () => {
    assert.deepEqual(labels([]), ['Browse for a binary…', 'A fleet over NATS…', 'Demo node']);
  });

  it('shows of a node what tells it from others', () => {
    const [item] = startChoices([node()], undefined);
    assert.equal(item?.label, 'bitcoind · regtest');
    assert.equal(item.description, 'pid 11');
    assert.equal(item.detail, '/usr/bin/bitcoind — /home/a/.bitcoin');
    assert.deepEqual(item.value, { kind: 'node', node: node() });
  });

  it('lists nodes without tracepoints last, with a warning', () => {
    const without = node({ pid: 12, probes: [] });
    const items = startChoices([without, node()], undefined);
    assert.equal(items[0]?.description, 'pid 11');
    assert.equal(items.at(-1)?.icon, 'warning');
    assert.match(items.at(-1)!.description!, /without tracepoints/);
    assert.equal(items.at(-1)?.group, 'Cannot be traced');
  });

  it('does not hide a node whose binary it may not read', () => {
    const [item] = startChoices([node({ probes: [], probesKnown: false })], undefined);
    assert.match(item!.description!, /of a, tracepoints unknown/);
    assert.equal(item?.group, 'Running nodes');
  });

  it('says what the kernel, and what only the process says', () => {
    const item = (fields: Partial<TraceableNode>) => startChoices([node(fields)], undefined);
    const [claimed] = item({ claimed: true, probesKnown: false, probes: [] });
    assert.equal(claimed!.label, 'bitcoind (as it claims) · regtest');
    assert.match(claimed!.detail!, /^claims to be \/usr\/bin\/bitcoind/);
    const [deleted] = item({ deleted: true });
    assert.match(deleted!.description!, /runs a file that was replaced or removed/);
    assert.match(deleted!.detail!, /bitcoind \(deleted\) — /);
    const unread = item({ unread: 'it does not answer', probesKnown: false }).at(-1);
    assert.equal(unread?.group, 'Cannot be traced');
    assert.match(unread.description!, /could not be read: it does not answer/);
  });

  it('puts the last choice first, also after its node was started anew', () => {
    const last = remember({ kind: 'node', node: node({ pid: 5, dataDirectory: '/b' }) });
    const nodes = [node(), node({ pid: 12, dataDirectory: '/b' })];
    const [first] = startChoices(nodes, last);
    assert.equal(first?.description, 'pid 12');
    assert.equal(first.group, 'Last choice');
    assert.equal(startChoices(nodes, { kind: 'demo' })[0]?.label, 'Demo node');
  });

  it('offers the last binary again, and only that one', () => {
    const last: Remembered = { kind: 'binary', binary: '/opt/bitcoind' };
    assert.deepEqual(labels([node()], last), [
      'bitcoind',
      'bitcoind · regtest',
      'Browse for a binary…',
      'A fleet over NATS…',
      'Demo node',
    ]);
  });
});
