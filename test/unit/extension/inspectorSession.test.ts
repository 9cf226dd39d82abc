import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pythonMessage } from '../../../src/bitcoin/pythonMessage';
import { causesOfCapture } from '../../../src/capture/query/causes';
import { Pairs } from '../../../src/capture/query/pairs';
import { findingsOf } from '../../../src/extension/captures/findingsOf';
import { inspectMessage } from '../../../src/extension/inspector/inspection';
import { InspectorSession } from '../../../src/extension/inspector/inspectorSession';
import { JobRunner } from '../../../src/extension/inspector/jobRunner';
import type { Recording } from '../../../src/extension/captures/recording';
import type { InspectorPage } from '../../../src/shared/webview/inspectorProtocol';
import { many } from '../bitcoin/conversation/talk';
import { bigBlock } from '../bitcoin/bigBlock';
import { temporaryDirectory } from '../support/directory';
import { sessionMessages } from '../bitcoin/sessionMessages';
import { EFFECTS_HELLO, TX } from '../support/carried';
import { rejected } from '../support/effects';
import { connection, EventFlag, EventKind, message } from '../support/frames';
import { recordingFrom, recordingOf } from './support';

const worker = join(__dirname, '../../../dist/inspectorWorker.js');

type Notices = InspectorPage['notices'];
/** A notice to the page, by its name. */
type Told = { [N in keyof Notices]: { type: N } & Notices[N] }[keyof Notices];

/** A session of one message, with what it sent and what it asked the window for. */
async function sessionOf(recording: Recording, row = 0) {
  const told: Told[] = [];
  const asked: string[] = [];
  const note = (text: string): Promise<void> => {
    asked.push(text);
    return Promise.resolve();
  };
  const pairs = new Pairs(recording.capture, () => false);
  let choice: number | undefined;
  const session = new InspectorSession((await inspectMessage(recording, row))!, {
    recording,
    pairs,
    findings: findingsOf(recording),
    causes: causesOfCapture(recording.capture, () => false),
    jobs: new JobRunner(worker),
    offers: { handler: false, hexEditor: false, follow: true },
    notify: (type, params) => void told.push({ type, ...params } as unknown as Told),
    show: (other) => note(`show ${other}`),
    copy: (text) => note(`copy ${text}`),
    save: () => note('save'),
    openHexEditor: (other) => note(`hex ${other}`),
    goToHandler: (type) => note(`handler ${type}`),
    follow: ({ capture, hash, kind }) => note(`follow ${kind} ${hash} in ${capture}`),
    kept: undefined,
    keep: ({ row }) => asked.push(`keep ${row}`),
    choose: (choices) => {
      asked.push(...choices.map(({ label, group }) => `${group}: ${label}`));
      return Promise.resolve(choice);
    },
  });
  return {
    session,
    told,
    asked,
    choose: (wanted: number) => (choice = wanted),
    ask: session.handlers.requests,
    tell: session.handlers.notices,
    last: <T extends Told['type']>(type: T) =>
      told.findLast((sent) => sent.type === type) as Extract<Told, { type: T }>,
    until: async (isTrue: () => boolean) => {
      for (let i = 0; i < 500 && !isTrue(); i++) await setTimeout(20);
      assert.ok(isTrue());
    },
    end: () => {
      session.dispose();
      pairs.dispose();
    },
  };
}

function inv(...hashes: number[]): Buffer {
  const entry = (byte: number) => Buffer.concat([Buffer.of(5, 0, 0, 0), Buffer.alloc(32, byte)]);
  return Buffer.concat([Buffer.of(hashes.length), ...hashes.map(entry)]);
}

describe('InspectorSession', () => {
  const path = temporaryDirectory();
  const ours = { type: 'inv', peer: 1 };

  it('answers for fields and bytes, of its own message only', async () => {
    const live = await recordingOf(path('own'), message({ ...ours, payload: inv(1, 2) }));
    const { session, ask, last, end } = await sessionOf(live);
    session.show();
    assert.equal(last('show').capture, path('own'));
    assert.equal(last('show').message.fieldCount, 1);
    const children = await ask.children({ row: 0, path: [0], from: 1, to: 3 });
    assert.deepEqual(
      children!.map(({ name }) => name),
      ['[0]', '[1]'],
    );
    assert.deepEqual((await ask.locateByte({ row: 0, offset: 6 }))!.path, [0, 1, 1]);
    const bytes = await ask.bytes({ row: 0, offset: 1, length: 3 });
    assert.deepEqual([...bytes!], [5, 0, 0]);
    assert.equal(await ask.bytes({ row: 7, offset: 1, length: 3 }), undefined);
    end();
  });

  it('finds in fields, bytes and text', async () => {
    const payload = Buffer.concat([inv(0xab, 0xcd), Buffer.from('Trailing tail')]);
    const live = await recordingOf(path('find'), message({ ...ours, payload }));
    const { ask, end } = await sessionOf(live);
    const find = async (where: 'fields' | 'hex' | 'text', query: string) =>
      (await ask.find({ row: 0, in: where, query }))!;
    assert.deepEqual((await find('fields', 'cdcd')).paths, [
      [0, 2],
      [0, 2, 1],
    ]);
    assert.deepEqual((await find('hex', '05 00 00')).offsets, [1, 37]);
    const text = await find('text', 'TAIL');
    assert.deepEqual([text.offsets, text.length], [[73 + 9], 4]);
    assert.match((await find('hex', 'xyz')).problem!, /pairs of hex digits/);
    end();
  });

  it('copies a value, bytes, JSON and Python', async () => {
    const live = await recordingOf(path('copy'), message({ ...ours, payload: inv(0xab) }));
    const { session, tell, asked, end } = await sessionOf(live);
    await tell.copy({ row: 0, what: { format: 'value', path: [0, 1, 1] } });
    assert.equal(asked.pop(), `copy ${'ab'.repeat(32)}`);
    await tell.copy({ row: 0, what: { format: 'hex', from: 1, to: 3 } });
    assert.equal(asked.pop(), 'copy 0500');
    await tell.copy({ row: 0, what: { format: 'python' } });
    assert.equal(asked.pop(), `copy ${pythonMessage(session.inspection.decoded)}`);
    await tell.copy({ row: 0, what: { format: 'json' } });
    const json = JSON.parse(asked.pop()!.slice(5)) as Record<string, unknown>;
    assert.equal(json.message_type, 'inv');
    assert.match(JSON.stringify(json.fields), /"name":"vInv".*abab/);
    end();
  });

  it('steps to the messages of the peer and of the type', async () => {
    const live = await recordingOf(
      path('step'),
      message({ ...ours, payload: inv(1) }),
      connection(EventKind.InboundConnection),
      message({ ...ours, peer: 2, payload: inv(1) }),
      message({ ...ours, type: 'ping', payload: Buffer.alloc(8) }),
    );
    const { tell, asked, last, end } = await sessionOf(live);
    await tell.step({ row: 0, same: 'peer', by: 1 });
    await tell.step({ row: 0, same: 'type', by: 1 });
    assert.deepEqual(asked, ['show 3', 'show 2']);
    await tell.step({ row: 0, same: 'type', by: -1 });
    assert.equal(last('say').text, 'There is no earlier message of this type.');
    end();
  });

  it('compares with a message that the user chooses', async () => {
    const live = await recordingOf(
      path('compare'),
      message({ ...ours, payload: inv(1, 2) }),
      message({ ...ours, peer: 2, payload: inv(1, 3) }),
      message({ ...ours, payload: inv(9) }),
    );
    const { ask, choose, end } = await sessionOf(live);
    choose(1);
    const comparison = (await ask.compare({ row: 0 }))!;
    assert.deepEqual([comparison.here, comparison.there], ['#1, peer 1', '#2, peer 2']);
    assert.match(comparison.with, /^peer 2, inbound, \d\d:/);
    assert.deepEqual(comparison.differences, [[0, 2, 1]]);
    assert.deepEqual(comparison.bytes, [{ from: 41, to: 73 }]);
    end();
  });

  it('compares again with the message of before, as long as there is such', async () => {
    const live = await recordingOf(
      path('again'),
      message({ ...ours, payload: inv(1, 2) }),
      message({ ...ours, peer: 2, payload: inv(1, 3) }),
      message({ type: 'ping', peer: 1, payload: Buffer.alloc(8) }),
      connection(EventKind.InboundConnection),
    );
    const { session, ask, asked, last, end } = await sessionOf(live);
    const comparison = (await ask.compare({ row: 0, other: 1 }))!;
    assert.deepEqual([comparison.other, comparison.there], [1, '#2, peer 2']);
    assert.deepEqual(asked, []);
    // Itself, of another type, no message, beyond the end, and what is no row.
    for (const other of [0, 2, 3, 4, 99, -1, 0.5])
      assert.equal(await ask.compare({ row: 0, other }), undefined, String(other));
    // A page that is loaded again begins without one.
    session.show();
    assert.equal(last('show').message.fields[0]!.compared, undefined);
    const [first] = (await ask.children({ row: 0, path: [0], from: 0, to: 1 }))!;
    assert.equal(first!.compared, undefined);
    end();
  });

  it('offers the same transaction from another peer first, then the latest messages', async () => {
    const live = await recordingOf(
      path('offers'),
      message({ ...ours, peer: 2, payload: inv(4) }),
      message({ ...ours, payload: inv(7) }),
      message({ ...ours, payload: inv(7) }),
      message({ ...ours, peer: 3, payload: inv(8, 7) }),
      message({ ...ours, peer: 4, type: 'getdata', payload: inv(7) }),
      message({ ...ours, peer: 5, payload: inv(9) }),
    );
    const { ask, asked, end } = await sessionOf(live, 1);
    await ask.compare({ row: 1 });
    const latest = 'The latest of this type';
    assert.deepEqual(asked, [
      'The same transaction from another peer: #4 inv 2 wtx',
      `${latest}: #6 inv wtx 0909…0909`,
      `${latest}: #3 inv wtx 0707…0707`,
      `${latest}: #1 inv wtx 0404…0404`,
    ]);
    end();
  });

  it('knows a block by its header, in whatever its messages differ', async () => {
    const compact = sessionMessages().find(({ messageType }) => messageType === 'cmpctblock')!;
    const other = Buffer.from(compact.payload);
    // The nonce, after the header.
    other.fill(0xee, 80, 88);
    const type = 'cmpctblock';
    const live = await recordingOf(
      path('block header'),
      message({ type, peer: 1, payload: compact.payload }),
      message({ type, peer: 2, payload: other }),
    );
    const { ask, asked, end } = await sessionOf(live);
    await ask.compare({ row: 0 });
    assert.match(asked[0]!, /^The same block from another peer: #2 cmpctblock /);
    end();
  });

  it('has both values of each field while messages are compared, and what only one has', async () => {
    const live = await recordingOf(
      path('values'),
      message({ ...ours, payload: inv(1, 2) }),
      message({ ...ours, peer: 2, payload: inv(1, 3, 4) }),
    );
    const { session, ask, tell, choose, asked, end } = await sessionOf(live);
    choose(1);
    const comparison = (await ask.compare({ row: 0 }))!;
    assert.equal(comparison.fields[0]!.compared?.text, '3 × CInv');
    assert.ok(comparison.fields[0]!.compared.differs);
    const rows = (await ask.children({ row: 0, path: [0], from: 0, to: 10 }))!;
    const short = (text: string) => text.replace(/(\w\w)\1{30,}/, '$1…');
    assert.deepEqual(
      rows.map(({ name, text, compared }) => [
        name,
        short(text),
        short(compared!.text),
        compared!.only ?? compared!.differs,
      ]),
      [
        ['size', '2', '3', true],
        ['[0]', 'wtx 01…', 'wtx 01…', undefined],
        ['[1]', 'wtx 02…', 'wtx 03…', true],
        ['[2]', 'wtx 04…', '', 'there'],
      ],
    );
    // Paths of the shown message are the same; what only the other one has comes after them.
    assert.deepEqual((await ask.locateByte({ row: 0, offset: 45 }))!.path, [0, 2, 1]);
    assert.ok(comparison.differences.some((at) => String(at) === '0,3'));
    await tell.copy({ row: 0, what: { format: 'value', path: [0, 3, 1] } });
    assert.equal(asked.pop(), `copy ${'04'.repeat(32)}`);
    // What is the same in both is closed.
    const opened = comparison.opened.map((each) => String(each.path));
    assert.deepEqual(opened, ['0']);
    await tell.endComparison({ row: 0 });
    const [first] = (await ask.children({ row: 0, path: [0], from: 0, to: 10 }))!;
    assert.equal(first!.compared, undefined);
    session.dispose();
    end();
  });

  it('leaves the clipboard alone where there is nothing to copy, and says so', async () => {
    const version = sessionMessages().find(({ messageType }) => messageType === 'version')!;
    const nameless = Buffer.concat([
      version.payload.subarray(0, 80),
      Buffer.of(0),
      version.payload.subarray(-5),
    ]);
    const live = await recordingOf(
      path('nothing'),
      message({ type: 'verack', peer: 1 }),
      message({ type: 'tx', peer: 1, size: 90n, flags: EventFlag.RingFull }),
      message({ type: 'version', peer: 1, payload: nameless }),
    );
    for (const [row, what, said] of [
      [0, { format: 'hex', from: 0, to: 0 }, 'This message has no payload: nothing was copied.'],
      [
        1,
        { format: 'hex', from: 0, to: 0 },
        'None of the payload was captured: nothing was copied.',
      ],
      [2, { format: 'value', path: [] }, 'Select a field first, then copy it.'],
      [2, { format: 'value', path: [6] }, 'This field is empty: nothing was copied.'],
    ] as const) {
      const { tell, asked, last, end } = await sessionOf(live, row);
      await tell.copy({ row, what });
      assert.deepEqual(asked, [], said);
      assert.equal(last('say').text, said);
      end();
    }
  });

  it('follows hashes in the capture of the message, and nothing else', async () => {
    const live = await recordingOf(path('follow'), message({ ...ours, payload: inv(0xab) }));
    const { tell, asked, end } = await sessionOf(live);
    await tell.follow({ row: 0, path: [0, 1, 1] });
    await tell.follow({ row: 0, path: [0, 0] });
    assert.deepEqual(asked, [`follow wtxid ${'ab'.repeat(32)} in ${path('follow')}`]);
    end();
  });

  it('tells the latency of a pair, both ways, once it is found', async () => {
    const nonce = Buffer.from('0102030405060708', 'hex');
    const live = await recordingOf(
      path('pair'),
      message({
        type: 'ping',
        peer: 1,
        payload: nonce,
        timeNs: 1e9,
        direction: 'outbound',
      }),
      message({ type: 'pong', peer: 1, payload: nonce, timeNs: 1.0123e9 }),
    );
    for (const [row, name, ms] of [
      [0, 'Answered by', /, 12 ms later$/],
      [1, 'Answer to', /, 12 ms earlier$/],
    ] as const) {
      const { session, told, until, end } = await sessionOf(live, row);
      session.show();
      const fact = () =>
        told
          .flatMap((sent) => {
            if (sent.type === 'facts') return sent.facts;
            return sent.type === 'show' ? sent.message.facts : [];
          })
          .find((each) => each.name === name);
      await until(() => fact() !== undefined);
      assert.match(fact()!.value, ms);
      assert.equal(fact()!.row, 1 - row);
      end();
    }
  });

  it('tells what came of a message in the node', async () => {
    const live = await recordingFrom(
      path('outcome'),
      EFFECTS_HELLO,
      message({ type: 'tx', payload: TX.payload, timeNs: 1e9 }),
      rejected('min relay fee not met\x1b[2J', { txid: TX.txid, timeNs: 1e9 + 41_000 }),
    );
    const { session, told, until, end } = await sessionOf(live);
    session.show();
    const fact = () =>
      told
        .flatMap((sent) => (sent.type === 'facts' ? sent.facts : []))
        .find(({ name }) => name === 'Outcome');
    await until(() => fact() !== undefined);
    assert.match(fact()!.value, /^rejected: min relay fee not met.*, 41 µs later \(#2\)$/);
    assert.ok(!fact()!.value.includes('\x1b'));
    end();
  });

  it('tells what rules say about a message', async () => {
    const live = await recordingOf(
      path('finding'),
      message({ type: 'inv', payload: many(50_001, 36) }),
    );
    const { session, told, until, end } = await sessionOf(live);
    session.show();
    const fact = () =>
      told
        .flatMap((sent) => (sent.type === 'facts' ? sent.facts : []))
        .find(({ name }) => name === 'Finding');
    await until(() => fact() !== undefined);
    assert.match(fact()!.value, /50,001.*\(inv-too-large; .*MAX_INV_SZ\)/);
    assert.equal(fact()!.warning, true);
    end();
  });

  it('works on a block of 4 MB outside the event loop', async () => {
    const live = await recordingOf(path('block'), message({ type: 'block', payload: bigBlock() }));
    const { session, ask, tell, told, until, end } = await sessionOf(live);
    let longest = 0;
    let before = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - before);
      before = now;
    }, 5);
    session.show();
    const computed = () =>
      told.filter((sent) => sent.type === 'fields' && sent.fields.some((f) => f.derived));
    await until(() => computed().length >= 2);
    const found = await ask.find({ row: 0, in: 'fields', query: 'nLockTime' });
    assert.equal(found!.paths.length, 1000);
    assert.ok(found!.more);
    await assert.rejects(async () => tell.copy({ row: 0, what: { format: 'json' } }), /clipboard/);
    clearInterval(timer);
    // All of it takes seconds of computing.
    assert.ok(longest < 1500, `the event loop stood still for ${longest} ms`);
    end();
  }).timeout(60_000);
});
