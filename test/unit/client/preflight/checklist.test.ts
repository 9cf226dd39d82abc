import assert from 'node:assert/strict';
import type { TraceableNode } from '../../../../src/client/nodes';
import { checkNodes } from '../../../../src/client/preflight/checkNodes';
import type { Check } from '../../../../src/client/preflight/checks';
import { checklistText, summary } from '../../../../src/client/preflight/checklistText';
import { setupItems } from '../../../../src/extension/setup/setupItems';

const node: TraceableNode = {
  pid: 12,
  name: 'bitcoind',
  binary: '/usr/bin/bitcoind',
  chain: 'regtest',
  dataDirectory: '/d',
  probes: ['inbound_message', 'outbound_message'],
  probesKnown: true,
  user: 'bitcoin',
};
const without = { ...node, pid: 13, probes: [] };
const hidden = { ...without, pid: 14, probesKnown: false };
const kernel: Check = {
  id: 'kernel',
  group: 'Machine',
  name: 'Kernel',
  ok: false,
  found: '5.10',
  next: 'Use Linux 5.15 or newer.',
};

describe('the checklist', () => {
  it('has a line for each node, which says what to do where it has no tracepoints', () => {
    const [ok, amiss, unknown] = checkNodes([node, without, hidden]) as [Check, Check, Check];
    assert.equal(ok.name, 'bitcoind · regtest · pid 12');
    assert.equal(ok.found, 'tracepoints inbound_message, outbound_message');
    assert.deepEqual(
      [ok, amiss, unknown].map((check) => check.ok),
      [true, false, true],
    );
    assert.match(amiss.next!, /WITH_USDT=ON/);
    assert.match(unknown.found, /cannot read its binary.*\(user bitcoin\)/);
    assert.equal(ok.next, undefined);
  });

  it('says that no node runs, and what to do', () => {
    const [line, ...others] = checkNodes([]);
    assert.deepEqual(others, []);
    assert.equal(line!.ok, false);
    assert.match(line!.next!, /Start bitcoind/);
  });

  it('shows what other users’ command lines hold as inert text', () => {
    const [line] = checkNodes([{ ...node, name: 'bitcoind\x1b[31m\u202e' }]);
    assert.match(line!.name, /^bitcoind⟨U\+001B⟩\[31m⟨U\+202E⟩ /);
  });

  it('says which tracepoints cannot be attached, and that half of the messages will be missing', () => {
    const operand = '-8@(%rsp,%rax,8)';
    const indexed = { ...node, unusual: [{ name: 'outbound_message', operand }] };
    const [old, recent] = ['1.1', '1.7'].map((libbpf) => checkNodes([indexed], libbpf)[0]!);
    assert.equal(old!.ok, false);
    assert.match(old!.found, /; net:outbound_message cannot be attached: .*before 1\.7$/);
    assert.match(old!.next!, /-O2/);
    assert.deepEqual([recent!.ok, recent!.next], [true, undefined]);
    const never = { ...node, unusual: [{ name: 'outbound_message', operand: '4@x(%rip)\x1b' }] };
    assert.match(checkNodes([never], '1.7')[0]!.found, /4@x\(%rip\)⟨U\+001B⟩ cannot be read$/);
    const other = { ...node, unusual: [{ name: 'closed_connection', operand }] };
    assert.deepEqual([checkNodes([other], '1.1')[0]!.ok], [true]);
    assert.match(checkNodes([other], '1.1')[0]!.found, /closed_connection cannot be attached/);
  });

  it('says which arguments are unknown, and what was expected', () => {
    const other = { ...node, unusual: [{ name: 'mempool:added', found: '8 -4\x1b' }] };
    const { ok, found, next } = checkNodes([other], '1.1')[0]!;
    assert.ok(ok, 'messages are traced');
    assert.match(
      found,
      /; mempool:added cannot be attached: its arguments are 8 -4⟨U\+001B⟩, expected are 8 -4 -8 \(bytes of each, - where signed\): another version of Bitcoin Core$/,
    );
    assert.match(next!, /newer release of this extension/);
    const none = { ...node, unusual: [{ name: 'outbound_message', found: '' }] };
    assert.equal(checkNodes([none], '1.7')[0]!.ok, false);
    assert.match(checkNodes([none], '1.7')[0]!.found, /its arguments are none, expected are -8 8 /);
    // One of each reason for the same tracepoint: what comes first for the addon.
    const both = [
      { name: 'closed_connection', operand: '8@sym(%rip)' },
      { name: 'closed_connection', found: '8' },
    ];
    const line = checkNodes([{ ...node, unusual: both }], '1.7')[0]!;
    assert.equal(line.found.split('cannot be attached').length, 2);
    assert.match(line.found, /8@sym\(%rip\) cannot be read$/);
  });

  it('tells what the kernel says of an executable from what a process claims', () => {
    const found = (fields: Partial<TraceableNode>) => checkNodes([{ ...node, ...fields }])[0]!;
    assert.match(found({ deleted: true }).found, /; \/usr\/bin\/bitcoind \(deleted\)$/);
    assert.match(found({ deleted: true }).next!, /by its pid.*Restart the node/);
    assert.ok(found({ deleted: true }).ok);
    assert.match(found({ claimed: true, probesKnown: false }).found, /; claims to be \/usr/);
    assert.match(found({ elsewhere: true }).found, /bitcoind \(in a container\)$/);
    const unread = found({ unread: 'it does not answer', probesKnown: false });
    assert.equal(unread.ok, false);
    assert.match(unread.found, /^could not be read: it does not answer \(user bitcoin\)/);
  });

  it('is a text whose words tell what is amiss', () => {
    const text = checklistText([kernel, ...checkNodes([node])]);
    assert.equal(
      text,
      `Machine
  To do       Kernel                       5.10
                                           → Use Linux 5.15 or newer.

Nodes
  OK          bitcoind · regtest · pid 12  tracepoints inbound_message, outbound_message
`,
    );
    assert.equal(summary([kernel, kernel]), '2 of 2 checks need attention.');
    assert.equal(summary(checkNodes([node, hidden])), 'No check needs attention.');
  });

  it('is a list in which choosing a line does the next step, and open steps come first', () => {
    const items = setupItems([...checkNodes([node, without]), kernel], [node, without]);
    assert.deepEqual(
      items.map(({ value }) => value.kind),
      ['explain', 'explain', 'trace', 'copy'],
    );
    assert.deepEqual(items[1], {
      icon: 'error',
      label: 'Kernel',
      description: 'To do · 5.10',
      detail: 'Use Linux 5.15 or newer.',
      group: 'To do',
      value: { kind: 'explain' },
    });
    assert.equal(items[2]!.icon, 'pass');
    assert.match(items[2]!.description!, /^OK · tracepoints/);
    assert.equal(setupItems(checkNodes([]), [])[0]!.value.kind, 'demo');
  });
});
