import assert from 'node:assert/strict';
import { NodeFrames, type NodeFacts } from '../../../../src/capture/sources/nodeFrames';
import { decodeEvent, type TraceEvent } from '../../../../src/shared/events/event';
import { HELLO, hello, message, NODE } from '../../support/frames';

const { name, chain, dataDirectory, binary, present } = NODE;
const facts: NodeFacts = { name, chain, dataDirectory, binary, present };

function eventsOf(run: Buffer): TraceEvent[] {
  const events: TraceEvent[] = [];
  for (let at = 0; at < run.length; at += run.readUInt32LE(at))
    events.push(decodeEvent(run.subarray(at, at + run.readUInt32LE(at)))!);
  return events;
}

const kindsOf = (run: Buffer) => eventsOf(run).map(({ kind }) => kind);
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** As Core writes it: no address, a user agent, nothing after it. */
function version(userAgent: string): Buffer {
  const agent = Buffer.from(userAgent);
  return Buffer.concat([
    Buffer.from([0x80, 0x11, 1, 0]),
    Buffer.alloc(76),
    Buffer.from([agent.length]),
    agent,
    Buffer.alloc(5),
  ]);
}

describe('NodeFrames', () => {
  it('says who is known already after the hello', () => {
    const nodes = new NodeFrames(HELLO, () => Promise.reject(new Error('nobody asks')));
    nodes.know(4242, facts);
    const run = nodes.take(Buffer.concat([hello, message()]));
    assert.deepEqual(kindsOf(run), ['hello', 'node', 'message']);
    const [, event] = eventsOf(run);
    assert.ok(event?.kind === 'node' && event.timeNs > 0);
    const node = { ...event, timeNs: 0 };
    const { tracepoints, unattached } = HELLO;
    assert.deepEqual(node, {
      kind: 'node',
      timeNs: 0,
      ...facts,
      pid: 4242,
      userAgent: '',
      tracepoints,
      unattached,
    });
  });

  it('finds out who fires, once, and says so before what comes next', async () => {
    const asked: number[] = [];
    const nodes = new NodeFrames(HELLO, (pid) => {
      asked.push(pid);
      return Promise.resolve(pid === 5 ? undefined : facts);
    });
    const first = Buffer.concat([message({ pid: 4 }), message({ pid: 5 }), message({ pid: 4 })]);
    assert.equal(nodes.take(first), first);
    await settled();
    assert.deepEqual(kindsOf(nodes.take(message({ pid: 4 }))), ['node', 'message']);
    assert.deepEqual(kindsOf(nodes.take(message({ pid: 5 }))), ['message']);
    assert.deepEqual(asked, [4, 5]);
    nodes.forget(4);
    nodes.take(message({ pid: 4 }));
    assert.deepEqual(asked, [4, 5, 4]);
  });

  it('says once more what a node calls itself', () => {
    const nodes = new NodeFrames(HELLO, () => Promise.resolve(undefined));
    nodes.know(4242, facts);
    const payload = version('/Satoshi:30.0.0/');
    const outbound = message({ direction: 'outbound', type: 'version', payload });
    const events = eventsOf(nodes.take(outbound));
    assert.deepEqual(
      events.map((event) => event.kind === 'node' && event.userAgent),
      ['', '/Satoshi:30.0.0/', false],
    );
    assert.equal(nodes.take(outbound), outbound);
    // A peer's own says nothing of the node; one that is cut says nothing at all.
    for (const other of [
      message({ type: 'version', payload: version('/peer/') }),
      message({ direction: 'outbound', type: 'version', payload: payload.subarray(0, 30) }),
    ])
      assert.equal(nodes.take(other), other);
  });

  it('hands over at the end what no run has carried', async () => {
    const nodes = new NodeFrames(HELLO, () => Promise.resolve(facts));
    nodes.take(message({ pid: 7 }));
    assert.deepEqual(kindsOf(await nodes.rest()), ['node']);
    assert.equal((await nodes.rest()).length, 0);
  });

  it('does without a process that cannot be looked at', async () => {
    const nodes = new NodeFrames(HELLO, () => Promise.reject(new Error('gone')));
    nodes.take(message({ pid: 7 }));
    assert.equal((await nodes.rest()).length, 0);
  });
});
