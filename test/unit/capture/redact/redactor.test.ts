import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { Capture } from '../../../../src/capture/capture';
import { copyCapture } from '../../../../src/capture/export/copyCapture';
import { formatOf } from '../../../../src/capture/export/formats';
import { saveRows } from '../../../../src/capture/export/saveRows';
import { redactedText } from '../../../../src/capture/redact/redactedText';
import { Redactor } from '../../../../src/capture/redact/redactor';
import { encodeGap } from '../../../../src/capture/store/gapFrame';
import { decodeEvent, type TraceEvent } from '../../../../src/shared/events/event';
import { encodeFilters, encodeNames } from '../../../../src/shared/frames/annotations';
import { encodeBookmark } from '../../../../src/shared/frames/bookmark';
import { encodeFailure } from '../../../../src/shared/frames/failure';
import { decodeHello, encodeHello } from '../../../../src/shared/frames/hello';
import { GapFrameCause, HEADER } from '../../../../src/shared/frames/layout';
import { encodeNode } from '../../../../src/shared/frames/node';
import { temporaryDirectory } from '../../support/directory';
import { forEachFrame } from '../../support/forEachFrame';
import {
  connection,
  EventFlag,
  EventKind,
  HELLO,
  hello,
  message,
  misbehaving,
  NODE,
  statistics,
  unknownFrame,
} from '../../support/frames';

const KEY = Buffer.alloc(32, 2);
/** What stands where a frame means nothing. */
const UNDEFINED = Buffer.alloc(4, 0xee);

function eventsOf(frames: Buffer): (TraceEvent | undefined)[] {
  const events: (TraceEvent | undefined)[] = [];
  forEachFrame(frames, (frame) => events.push(decodeEvent(frame)));
  return events;
}

describe('redacted frames', () => {
  const path = temporaryDirectory();
  const redactor = (options = {}) => new Redactor(HELLO, { key: KEY, ...options });

  it('say that they are, and how', () => {
    for (const options of [{}, { times: true }, { transactions: true, times: true }]) {
      const made = redactor(options);
      const said = decodeHello(made.run(hello));
      assert.deepEqual(said.redacted, { times: false, transactions: false, ...options });
      assert.deepEqual(said, made.hello);
      // What was done before is not undone.
      const again = new Redactor(said, { key: KEY }).hello;
      assert.deepEqual(again.redacted, said.redacted);
    }
    assert.equal(decodeHello(hello).redacted, undefined);
    assert.equal(
      redactedText({ times: true, transactions: true }),
      'Redacted: addresses and names are stand-ins, so are transactions and hashes of blocks, all times are shifted.',
    );
  });

  it('tell nothing of the machine, the user and the process', () => {
    const node = {
      ...NODE,
      name: 'my-own-build',
      binary: '/home/alice/my-own-build',
      userAgent: '/Satoshi:30.0.0(alice)/',
      unattached: [{ name: 'block_header', reason: 'no /home/alice' }],
    };
    const frames = redactor().run(
      Buffer.concat([
        encodeHello({ ...HELLO, host: 'alices', binary: '/home/alice/bitcoind', attachMode: 'so' }),
        encodeNode(node),
        encodeFailure({ code: 'attach-failed', detail: 'open /home/alice: denied' }),
        message({ timeNs: 5e9 }),
      ]),
    );
    const [said, process, failure, event] = eventsOf(frames);
    assert.ok(said?.kind === 'hello' && process?.kind === 'node' && failure?.kind === 'failure');
    assert.deepEqual([said.host, said.binary, said.attachMode], ['', '/redacted/bitcoind', '']);
    assert.equal(process.name, 'node');
    assert.equal(process.binary, '/redacted/node');
    assert.match(process.dataDirectory, /^\/redacted\/[0-9a-f]{8}$/);
    assert.equal(process.userAgent, '/Satoshi:30.0.0(xxxxx)/');
    assert.deepEqual(process.unattached, [{ name: 'block_header', reason: 'redacted' }]);
    assert.deepEqual([failure.code, failure.detail], ['attach-failed', '']);
    assert.ok(event?.kind === 'message');
    assert.equal(event.pid, process.pid);
    assert.notEqual(event.pid, 4242);
    // The clock counts from when the machine was started.
    assert.equal(said.monotonicNs, 3600n * 1_000_000_000n);
    assert.equal(event.timeNs, 3600e9 + 4e9);
    assert.equal(said.wallNs, HELLO.wallNs);
    forEachFrame(frames, (frame) => assert.equal(frame.readUInt32LE(HEADER.tid), 0));
  });

  it('tell by which clocks times of a fleet are told, and not of which machine', () => {
    const fleet = { ...HELLO, attachMode: 'fleet' };
    const made = new Redactor(fleet, { key: KEY });
    const boots = ['0123456789abcdef', '0123456789abcdef', 'fedcba9876543210'];
    const nodes = boots.map((boot, i) =>
      encodeNode({ ...NODE, pid: i + 1, clock: { errorUs: 250, boot } }),
    );
    const [said, ...clocks] = eventsOf(made.run(Buffer.concat([encodeHello(fleet), ...nodes])));
    assert.equal(said?.kind === 'hello' && said.attachMode, 'fleet');
    const [one, other, third] = clocks.map((event) => event?.kind === 'node' && event.clock);
    assert.ok(one && third && one.boot !== undefined);
    assert.deepEqual(one, other);
    assert.equal(one.errorUs, 250);
    assert.notEqual(one.boot, third.boot);
    assert.notEqual(one.boot, boots[0]);
  });

  it('keep what is counted, and zeros where a frame holds nothing', () => {
    const gap = { row: 7, missing: 3, ringFull: 2, cause: GapFrameCause.Disk };
    const made = redactor();
    const frames = [
      message({ flags: EventFlag.RingFull, lost: 5, size: 100n, payload: Buffer.alloc(3) }),
      statistics(9, 2, EventFlag.Final),
      encodeGap(gap),
      misbehaving('bad-txns-vin-empty', { lost: 1 }),
    ];
    for (const frame of frames) {
      const out = made.frame(frame)!;
      assert.equal(out.length, frame.length);
      assert.ok(!out.includes(UNDEFINED));
      const [before, after] = [decodeEvent(frame), decodeEvent(out)];
      const same = { ...before, ...pickOf(after, 'pid', 'timeNs', 'address', 'payload') };
      if (before) assert.deepEqual(after, same);
    }
    assert.ok(frames.some((frame) => frame.includes(UNDEFINED)));
    assert.ok(made.run(encodeGap(gap)).subarray(40).equals(encodeGap(gap).subarray(40)));
  });

  it('leave out notes and unknown kinds, and count what they leave out', () => {
    const note = encodeBookmark({ row: 1, eventNs: 5e9, text: 'about carol' });
    const run = Buffer.concat([
      hello,
      message({ type: 'mine', payload: Buffer.from('abcd') }),
      note,
      encodeNames(
        new Map([
          ['1.2.3.4:5', 'carol'],
          ['[::1]:5', 'dave'],
        ]),
      ),
      encodeFilters([{ name: 'hers', filter: 'addr:carol' }]),
      unknownFrame(),
      message({ type: 'ping', payload: Buffer.alloc(12, 1) }),
      message({ type: 'inv', payload: Buffer.from([9, 1, 2]) }),
    ]);
    const made = redactor();
    const [, unknown, ping, ...rest] = eventsOf(made.run(run));
    assert.equal(rest.length, 1);
    const left = { notes: 1, names: 2, filters: 1, frames: 1 };
    assert.deepEqual(made.leftOut, { ...left, unknown: 1, malformed: 1, trailing: 1 });
    assert.ok(unknown?.kind === 'message' && ping?.kind === 'message');
    assert.match(unknown.messageType, /^unknown[0-9a-f]{5}$/);
    assert.deepEqual(unknown.payload, Buffer.alloc(4));
    assert.deepEqual(ping.payload.subarray(8), Buffer.alloc(4));
    const kept = eventsOf(redactor({ notes: true }).run(note))[0];
    assert.ok(kept?.kind === 'bookmark');
    assert.deepEqual([kept.text, kept.eventNs], ['about carol', 3600e9 + 4e9]);
  });

  it('have times that are shifted by the same, on the clock and in frames', () => {
    const made = redactor({ times: true });
    const shift = Number(made.hello.wallNs - HELLO.wallNs) / 1e9;
    assert.ok(Number.isInteger(shift) && shift < -31_000_000, `${shift}`);
    const closed = connection(EventKind.ClosedConnection, { count: 1_700_000_000 });
    const opened = connection(EventKind.InboundConnection, { count: 1_700_000_000 });
    const [after, before] = [closed, opened].map((frame) => made.event(frame));
    assert.ok(after?.kind === 'connection' && before?.kind === 'connection');
    assert.equal(after.establishedUnix, 1_700_000_000 + shift);
    assert.equal(before.existing, 1_700_000_000);
  });

  it('are the same for what is the same, in files with the same key and in rows of one', async () => {
    const recorded = Buffer.concat([
      hello,
      encodeNode(NODE),
      message({ address: '1.2.3.4:8333', payload: Buffer.alloc(8, 5) }),
      misbehaving('addr message size = 1001 1.2.3.4:8333', { peer: 0 }),
    ]);
    writeFileSync(path('in.p2ptrace'), recorded);
    const capture = await Capture.open(path('in.p2ptrace'));
    await copyCapture(capture, path('copy.p2ptrace'), {}, { redaction: { key: KEY } });
    const copy = readFileSync(path('copy.p2ptrace'));
    const timeless = (frames: Buffer): Buffer[] => {
      const bodies: Buffer[] = [];
      forEachFrame(frames, (frame) => bodies.push(frame.subarray(HEADER.size)));
      return bodies;
    };
    assert.deepEqual(timeless(copy), timeless(redactor().run(recorded)));

    const standIn = redactor().address('1.2.3.4:8333');
    for (const id of ['text', 'json', 'raw']) {
      await saveRows(capture, [0, 1], formatOf(id), path(id), {}, { redaction: { key: KEY } });
      const text = readFileSync(path(id), 'utf8');
      assert.ok(text.includes(standIn), text);
      assert.ok(!text.includes('1.2.3.4'), text);
      if (id === 'json') assert.match(text, /^\{"time":"\d+","redacted":true,/);
    }
    const reopened = await Capture.open(path('copy.p2ptrace'));
    assert.ok(reopened.hello?.redacted);
    assert.equal(reopened.index.length, 2);
    reopened.dispose();
    capture.dispose();
  });
});

function pickOf(event: TraceEvent | undefined, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event ?? {}).filter(([name]) => names.includes(name)));
}
