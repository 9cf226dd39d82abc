import assert from 'node:assert/strict';
import { mentionedHashes } from '../../../../src/bitcoin/mentionedHashes';
import { summarize } from '../../../../src/bitcoin/summarize';
import { Capture } from '../../../../src/capture/capture';
import { parseQuery } from '../../../../src/capture/query/parseQuery';
import { QueryView, type Horizon } from '../../../../src/capture/query/queryView';
import { decodeEvent, type ProbeEvent } from '../../../../src/shared/events/event';
import { temporaryDirectory } from '../../support/directory';
import { hello, message } from '../../support/frames';
import { Random } from '../../support/random';
import { randomFrames } from '../../support/randomFrames';
import { viewOf, whole } from '../../support/queryViews';
import { writeSession } from '../../support/session';

/** What a filter says of a whole event. */
const meanings: [text: string, holds: (event: ProbeEvent) => boolean][] = [
  ['', () => true],
  ['type:inv|tx', (event) => event.kind === 'message' && /^(inv|tx)$/.test(event.messageType)],
  ['-type:inv', (event) => event.kind !== 'message' || event.messageType !== 'inv'],
  [
    'family:handshake',
    (event) => event.kind === 'message' && /^(ver|sendaddrv2)/.test(event.messageType),
  ],
  ['peer:2..3', (event) => event.peer === 2 || event.peer === 3],
  ['node:101', (event) => event.pid === 101],
  ['dir:in', (event) => 'direction' in event && event.direction === 'inbound'],
  ['size:>50', (event) => event.kind === 'message' && event.size > 50],
  ['event', (event) => event.kind !== 'message'],
  ['cut', (event) => event.kind === 'message' && event.truncated],
  ['reconstructed', (event) => event.kind === 'message' && event.reconstructed],
  ['lost', (event) => event.lostRingFull > 0 || (event.kind === 'message' && !!event.lost)],
  ['hex:ff', (event) => event.kind === 'message' && event.payload.includes(0xff)],
  [
    '-hex:ff dir:out',
    (event) => outbound(event) && !(event as { payload?: Buffer }).payload?.includes(0xff),
  ],
  ['evicted', (event) => event.kind === 'connection' && event.change === 'evicted'],
  ['"reason 4"', (event) => 'reason' in event && event.reason === 'reason 4'],
];

function outbound(event: ProbeEvent): boolean {
  return 'direction' in event && event.direction === 'outbound';
}

describe('QueryView', () => {
  const path = temporaryDirectory();

  it('grows by the rows that pass, for every kind of term', async () => {
    const random = new Random(11);
    const capture = await Capture.create(path('random'));
    const events: ProbeEvent[] = [];
    const add = async (count: number): Promise<void> => {
      const frames = randomFrames(random, count);
      for (const frame of frames) events.push(decodeEvent(frame) as ProbeEvent);
      await capture.append(Buffer.concat(frames));
    };
    await capture.append(hello);
    await add(300);
    const views = meanings.map(([text]) => viewOf(capture, text));
    await add(700);
    for (const [n, [text, holds]] of meanings.entries()) {
      const expected = events.flatMap((event, row) => (holds(event) ? [row] : []));
      assert.ok(expected.length > 0, text);
      assert.deepEqual(await whole(views[n]!, capture), expected, text);
    }
    await capture.close();
  });

  it('ends before a row, though more rows come', async () => {
    const capture = await Capture.create(path('until'));
    await capture.append(Buffer.concat([hello, message(), message(), message()]));
    const view = viewOf(capture, '', undefined, { from: 1, until: 4 });
    assert.deepEqual([view.length, view.scanned], [2, 3]);
    await capture.append(Buffer.concat([message(), message(), message()]));
    view.update();
    assert.equal(view.length, 3);
    assert.equal(view.at(2), 3);
    assert.equal(view.scanned, capture.index.length, 'nothing more is to be looked at');
    assert.ok(!view.searching);
    await capture.close();
  });

  it('finds types beyond those that are numbered', async () => {
    const capture = await Capture.create(path('types'));
    const frames = Array.from({ length: 6000 }, (_, i) => message({ type: `t${i % 5500}` }));
    await capture.append(Buffer.concat([hello, ...frames]));
    assert.deepEqual(await whole(viewOf(capture, 'type:t5400'), capture), [5400]);
    assert.deepEqual(await whole(viewOf(capture, 'type:t100'), capture), [100, 5600]);
    await capture.close();
  });

  it('passes over many chunks, and finds positions', async () => {
    const capture = await Capture.create(path('chunks'));
    await capture.append(hello);
    const frames = [message({ peer: 0 }), message({ peer: 1 }), message({ peer: 1 })];
    const run = Buffer.concat(Array.from({ length: 999 }, (_, i) => frames[i % 3]!));
    for (let i = 0; i < 200; i++) await capture.append(run);
    const view = viewOf(capture, 'peer:0');
    assert.equal((await whole(view, capture)).length, 66_600);
    assert.equal(view.at(66_599), 199_797);
    assert.equal(view.positionOf(0), 0);
    assert.equal(view.positionOf(1), 1);
    assert.equal(view.positionOf(199_797), 66_599);
    assert.equal(view.positionOf(199_798), 66_600);
    assert.throws(() => view.at(66_600), RangeError);
    await capture.close();
  });

  it('finds an address by a host name in UTF-8', async () => {
    const capture = await Capture.create(path('utf8'));
    const address = Buffer.from('Bücher.example:8333').toString('latin1');
    await capture.append(
      Buffer.concat([hello, message({ peer: 1, address }), message({ peer: 2 })]),
    );
    for (const text of ['addr:bücher', 'addr:*ücher.example'])
      assert.deepEqual(await whole(viewOf(capture, text), capture), [0], text);
    await capture.close();
  });

  it('finds hashes and words of summaries in a real session', async () => {
    writeSession(path('session'));
    const capture = await Capture.open(path('session'));
    const expected = { hash: [] as number[], word: [] as number[] };
    const hash = await someHash(capture);
    for (let row = 0; row < capture.index.length; row++) {
      const event = await capture.event(row);
      if (event.kind !== 'message') continue;
      const { messageType, payload, size } = event;
      if (mentionedHashes(messageType, payload).some((each) => each.hash === hash))
        expected.hash.push(row);
      if (summarize(messageType, payload, size).includes('wtx')) expected.word.push(row);
    }
    const found = (text: string) => whole(viewOf(capture, text), capture);
    assert.ok(expected.hash.length > 2 && expected.word.length > 10);
    assert.deepEqual(await found(`hash:${hash.slice(0, 10)}`), expected.hash);
    const shown = `${hash.slice(0, 4)}…${hash.slice(-4)}`;
    assert.deepEqual(await found(`hash:${shown}`), expected.hash);
    assert.deepEqual(await found('WTX'), expected.word);
    assert.ok((await found('text:Satoshi')).length > 5);
    assert.ok((await found('error')).length > 0);
    await capture.close();
  });

  it('shows the rows of the peers that it is asked for', async () => {
    const capture = await Capture.create(path('peers'));
    await capture.append(Buffer.concat([hello, message({ peer: 5 }), message({ peer: 6 })]));
    const view = viewOf(capture, '', (number) => capture.index.peers[number]!.peer === 6);
    assert.deepEqual(await whole(view, capture), [1]);
    await capture.close();
  });

  it('waits for what is known later', async () => {
    const capture = await Capture.create(path('later'));
    const frames = [
      message({ type: 'ping' }),
      message({ type: 'pong' }),
      message({ type: 'ping' }),
    ];
    await capture.append(Buffer.concat([hello, ...frames]));
    let known = 0;
    const horizon: Horizon = {
      get known() {
        return known;
      },
      settled: 3,
      latencyNs: (row) => (row === 1 ? 700e6 : undefined),
      unanswered: (row) => row === 2,
    };
    const scope = { peer: () => true, from: 0 };
    const slow = new QueryView(capture, { ...scope, query: parseQuery('latency:>500ms') }, horizon);
    assert.equal(slow.scanned, 0);
    known = 3;
    slow.update();
    assert.deepEqual([slow.length, slow.at(0)], [1, 1]);
    const open = new QueryView(capture, { ...scope, query: parseQuery('unanswered') }, horizon);
    assert.deepEqual([open.length, open.at(0)], [1, 2]);
    await capture.close();
  });

  it('says the first of many without holding up other work', async () => {
    const capture = await Capture.create(path('many'));
    const frame = message({ type: 'tx', payload: Buffer.alloc(100, 7) });
    await capture.append(hello);
    const run = Buffer.concat(Array.from({ length: 1000 }, () => frame));
    for (let i = 0; i < 100; i++) await capture.append(run);
    const view = viewOf(capture, 'hex:0707');
    const first = await new Promise<number>((resolve) => {
      const listening = view.onGrow(() => {
        listening.dispose();
        resolve(view.length);
      });
    });
    assert.ok(first > 0 && first < 100_000);
    view.dispose();
    const scanned = view.scanned;
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(view.scanned - scanned < 10_000, 'it stops when nobody wants it');
    await capture.close();
  });

  it('forgets what the capture has dropped, and goes on', async () => {
    const capture = await Capture.create(path('rotating'), { limitBytes: 400_000 });
    await capture.append(hello);
    const view = viewOf(capture, 'hex:01');
    for (let i = 0; i < 40; i++) {
      const frames = Array.from({ length: 20 }, () => message({ payload: Buffer.alloc(1000, 1) }));
      await capture.append(Buffer.concat(frames));
      await capture.flush();
    }
    const { index } = capture;
    assert.ok(index.firstRow > 0);
    await whole(view, capture);
    assert.equal(view.length - view.first, index.length - index.firstRow);
    assert.equal(view.at(view.first), index.firstRow);
    await capture.close();
  });
});

/** One that several messages name. */
async function someHash(capture: Capture): Promise<string> {
  for (let row = 0; row < capture.index.length; row++) {
    if (capture.index.messageType(row) !== 'tx') continue;
    const [first] = mentionedHashes('tx', await capture.payload(row));
    if (first) return first.hash;
  }
  throw new Error('the session has no transaction');
}
