import assert from 'node:assert/strict';
import { TOPICS } from '../../../src/fleet/wire/topics';
import { decodePart } from '../../../src/fleet/wire/part';
import { GapFrameCause, HEADER } from '../../../src/shared/frames/layout';
import { decodeNode, encodeNode } from '../../../src/shared/frames/node';
import { connection, hello, message, NODE } from '../support/frames';
import { Random } from '../support/random';
import { events, gaps, NOW, TestAgent, TestReader, timeAt } from './fleetTalk';

/** net:closed_connection */
const CLOSED = 6;
const TYPES = ['inv', 'tx', 'block', 'addr', 'ping', 'getdata'];

function messages(from: number, count: number, more: object = {}): Buffer[] {
  return Array.from({ length: count }, (_, i) =>
    message({
      sequence: from + i,
      timeNs: timeAt(from + i),
      type: TYPES[(from + i) % TYPES.length]!,
      payload: Buffer.alloc((from + i) % 700, from + i),
      ...more,
    }),
  );
}

const payloads = (frames: readonly Buffer[]): string[] =>
  events(frames).flatMap((event) =>
    event.kind === 'message' ? [event.payload.toString('hex')] : [],
  );

describe('the reader of a fleet', () => {
  it('gives the events of a node as they were, whatever topics and pieces they came in', () => {
    const agent = new TestAgent(500);
    const reader = new TestReader();
    const sent = messages(1, 50);
    reader.take('berlin', agent.close([hello, ...sent]));
    const frames = reader.release();
    assert.deepEqual(payloads(frames), payloads(sent));
    assert.deepEqual(gaps(frames), []);
    assert.deepEqual(
      events(frames).map((event) => event.kind === 'message' && event.sequence),
      sent.map((_, i) => i + 1),
    );
  });

  it('gives them in whatever order the parts come, and once where they come twice', () => {
    const random = new Random(7);
    const agent = new TestAgent(500);
    const batches = Array.from({ length: 20 }, (_, i) => agent.close(messages(1 + i * 10, 10)));
    const reader = new TestReader();
    reader.take('berlin', batches[0]!);
    const others = batches.slice(1).flat();
    const shuffled = [...others, ...others.slice(0, 30)]
      .map((part) => ({ part, key: random.below(1e9) }))
      .sort((one, other) => one.key - other.key)
      .map(({ part }) => part);
    reader.take('berlin', shuffled);
    const frames = reader.release();
    assert.deepEqual(payloads(frames), payloads(messages(1, 200)));
    assert.deepEqual(gaps(frames), []);
  });

  it('begins by the clock of the server, whatever those of nodes say', () => {
    const agent = new TestAgent();
    const late = { timeNs: timeAt(-600_000) };
    const node = encodeNode(NODE);
    const [early, wanted] = [1, 11].map((from) => agent.close([node, ...messages(from, 10, late)]));
    const reader = new TestReader({ after: NOW + 500 });
    reader.take('berlin', early!, 500);
    const known = reader.release();
    assert.deepEqual(
      known.map((frame) => frame.readUInt16LE(HEADER.kind)),
      [node.readUInt16LE(HEADER.kind)],
    );
    reader.take('berlin', wanted!, 501);
    const frames = reader.release();
    assert.deepEqual(payloads(frames), payloads(messages(11, 10)));
    assert.deepEqual(gaps(frames), []);
  });

  it('counts what never came, where it is missing', () => {
    const agent = new TestAgent();
    const [one, , three] = [1, 11, 21].map((from) => agent.close(messages(from, 10)));
    const reader = new TestReader();
    reader.take('berlin', one!);
    reader.take('berlin', three!);
    assert.equal(events(reader.release()).length, 10, 'the second batch may still come');
    reader.batches.giveUp(10_000);
    const frames = reader.release();
    const [gap, ...more] = gaps(frames);
    assert.deepEqual(more, []);
    assert.deepEqual([gap!.missing, gap!.row, gap!.cause], [10, 10, GapFrameCause.Undelivered]);
    assert.equal(events(frames).length, 10);
    assert.equal(frames[0]!.readUInt16LE(HEADER.kind), 12, 'the gap comes first');
  });

  it('counts what comes of a topic of which a piece is missing', () => {
    const agent = new TestAgent(400);
    const reader = new TestReader();
    reader.take('berlin', agent.close(messages(1, 6)));
    const parts = agent.close(messages(7, 60));
    const lost = parts.findIndex((part) => decodePart(part).topic === TOPICS.indexOf('blocks'));
    reader.take(
      'berlin',
      parts.filter((_, i) => i !== lost),
    );
    reader.batches.giveUp(10_000);
    const frames = reader.release();
    assert.deepEqual(
      gaps(frames).map(({ missing }) => missing),
      [10],
    );
    assert.equal(events(frames).length, 6 + 50);
  });

  it('counts what the agent dropped, and what that said was lost', () => {
    const agent = new TestAgent();
    const reader = new TestReader();
    reader.take('berlin', agent.close(messages(1, 5)));
    for (const frame of messages(6, 7, { lost: 3 })) agent.batcher.add(frame);
    agent.batcher.drop();
    reader.take('berlin', agent.close(messages(34, 5)));
    const frames = reader.release();
    assert.deepEqual(
      gaps(frames).map(({ missing }) => missing),
      [7],
    );
    assert.equal(
      events(frames).reduce(
        (sum, event) => sum + ('lostRingFull' in event ? event.lostRingFull : 0),
        0,
      ),
      21,
    );
  });

  it('begins with the first batch that is whole, and calls nothing before that missing', () => {
    const agent = new TestAgent(400);
    const [one, two] = [agent.close(messages(1, 30)), agent.close(messages(31, 5))];
    const reader = new TestReader();
    reader.take('berlin', one.slice(3));
    reader.take('berlin', two);
    const frames = reader.release();
    assert.equal(events(frames).length, 5);
    assert.deepEqual(gaps(frames), []);
  });

  it('tells processes of nodes apart, and says what each is called', () => {
    const reader = new TestReader();
    for (const node of ['berlin', 'oslo'])
      reader.take(node, new TestAgent().close([encodeNode(NODE), ...messages(1, 3)]));
    const frames = reader.release();
    const nodes = frames
      .filter((frame) => frame.readUInt16LE(HEADER.kind) === 13)
      .map(decodeNode)
      .map(({ pid, name, chain }) => ({ pid, name, chain }));
    const named = (name: string) => nodes.find((node) => node.name === name)!;
    assert.equal(named('berlin').chain, 'main');
    assert.notEqual(named('berlin').pid, named('oslo').pid);
    const ofOslo = events(frames).filter(
      (event) => event.kind === 'message' && event.pid === named('oslo').pid,
    );
    assert.equal(ofOslo.length, 3);
  });

  it('puts events of several nodes in the order in which they happened', () => {
    const reader = new TestReader();
    const [berlin, oslo] = [new TestAgent(), new TestAgent()];
    const at = (ms: number) => message({ sequence: ms, timeNs: timeAt(ms), type: 'ping' });
    reader.take('berlin', berlin.close([at(10), at(30), at(50)]), 100);
    reader.take('oslo', oslo.close([at(20), at(40), at(60)]), 150);
    const times = events(reader.release()).map((event) => 'timeNs' in event && event.timeNs / 1e6);
    const first = times[0] as number;
    assert.deepEqual(
      times.map((time) => (time as number) - first),
      [0, 10, 20, 30, 40, 50],
    );
  });

  it('holds back what others may still precede, but not for a clock that is ahead', () => {
    const reader = new TestReader();
    const ahead = message({ sequence: 1, timeNs: timeAt(3_600_000), type: 'ping' });
    reader.take('berlin', new TestAgent().close([ahead]), 100);
    assert.equal(reader.release(50).length, 0);
    assert.equal(reader.release(100).length, 1);
  });

  it('tells times on one clock', () => {
    const reader = new TestReader();
    reader.take('berlin', new TestAgent().close([message({ timeNs: timeAt(250) })]), 300);
    const [event] = events(reader.release());
    const { wallNs, monotonicNs } = reader.merger.hello;
    const unixNs = wallNs - monotonicNs + BigInt((event as { timeNs: number }).timeNs);
    assert.equal(unixNs, BigInt(NOW + 250) * 1_000_000n);
  });

  it('marks where a node was not traced, once another agent goes on', () => {
    const reader = new TestReader();
    reader.take('berlin', new TestAgent().close(messages(1, 3)));
    reader.take('berlin', new TestAgent().close(messages(1, 3)));
    const frames = reader.release();
    assert.deepEqual(
      gaps(frames).map(({ cause }) => cause),
      [GapFrameCause.Untraced],
    );
    assert.deepEqual(
      events(frames).map((event) => 'sequence' in event && event.sequence),
      [1, 2, 3, 5, 6, 7],
      'one stands for those whose number nobody knows',
    );
  });

  it('gives only what is wanted, and tells its losses', () => {
    const reader = new TestReader({ filter: { messageTypes: ['inv'], direction: 'inbound' } });
    const sent = [
      message({ sequence: 3, lost: 2, type: 'tx' }),
      message({ sequence: 4, type: 'inv', direction: 'outbound' }),
      message({ sequence: 5, type: 'inv' }),
      connection(CLOSED, { sequence: 6 }),
    ];
    reader.take('berlin', new TestAgent().close(sent));
    const [inv, closed, ...more] = events(reader.release()) as {
      kind: string;
      lostRingFull: number;
    }[];
    assert.deepEqual(more, []);
    assert.deepEqual([inv!.kind, inv!.lostRingFull, closed!.kind], ['message', 2, 'connection']);
  });

  it('tells the losses of topics that it did not ask for', () => {
    const wanted = ['node', 'inventory'].map((topic) => TOPICS.indexOf(topic as 'node'));
    const reader = new TestReader({}, (topic) => wanted.includes(topic));
    const sent = [
      message({ sequence: 3, lost: 2, type: 'tx' }),
      message({ sequence: 4, type: 'inv' }),
    ];
    reader.take('berlin', new TestAgent().close(sent));
    const all = events(reader.release()) as { messageType: string; lostRingFull: number }[];
    assert.deepEqual(
      all.map(({ messageType, lostRingFull }) => [messageType, lostRingFull]),
      [['inv', 2]],
    );
  });

  it('says what is certain of the clock with who the node is, and anew when that changed', () => {
    const agent = new TestAgent();
    const reader = new TestReader();
    const node = encodeNode(NODE);
    const boot = '0123456789abcdef';
    const clocks = [{}, { boot, errorUs: 800 }, { boot, errorUs: 900 }, { boot, errorUs: 90_000 }];
    for (const [i, clock] of clocks.entries())
      reader.take('berlin', agent.close([node, ...messages(i + 1, 1)], i, false, clock));
    const said = reader
      .release()
      .filter((frame) => frame.readUInt16LE(HEADER.kind) === node.readUInt16LE(HEADER.kind))
      .map((frame) => decodeNode(frame).clock);
    assert.deepEqual(said, [undefined, { boot, errorUs: 1000 }, { boot, errorUs: 112_500 }]);
  });

  it('leaves out what a hostile agent malforms, and goes on', () => {
    const random = new Random(11);
    const good = new TestAgent(400);
    const reader = new TestReader();
    for (let round = 0; round < 300; round++) {
      const parts = new TestAgent(400).close([encodeNode(NODE), ...messages(1, 10)]);
      for (const part of parts) {
        for (let i = 0; i < 3; i++) part[random.below(part.length)] = random.below(256);
        try {
          reader.take('oslo', [part]);
        } catch (error) {
          assert.equal((error as Error).constructor.name, 'BadPart');
        }
      }
    }
    reader.take('berlin', good.close(messages(1, 10)));
    try {
      reader.batches.giveUp(1e9);
    } catch (error) {
      assert.equal((error as Error).constructor.name, 'BadPart');
    }
    const all = events(reader.release());
    assert.ok(all.length >= 10);
  });
});
