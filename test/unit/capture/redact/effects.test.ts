import assert from 'node:assert/strict';
import { Redactor } from '../../../../src/capture/redact/redactor';
import { decodeEvent } from '../../../../src/shared/events/event';
import type { EventKind } from '../../../../src/shared/events/eventKind';
import { EVENT_KINDS, KINDS_BY_NUMBER } from '../../../../src/shared/events/eventKinds';
import { readHeader } from '../../../../src/shared/frames/header';
import {
  added,
  BLOCK_HASH,
  blockConnected,
  blockHeader,
  effects,
  OTHER_TXID,
  reconstructed,
  rejected,
  removed,
  replaced,
  TXID,
} from '../../support/effects';
import { frameOf, HELLO, hello, message } from '../../support/frames';

const KEY = Buffer.alloc(32, 2);
const ENTERED = 1_700_000_000;

/** Events as JSON objects would have them, and the bytes. */
function redacted(frames: Buffer[], options = {}) {
  const redactor = new Redactor(HELLO, { key: KEY, ...options });
  redactor.run(hello);
  const bytes = frames.map((frame) => Buffer.from(redactor.run(frame)));
  const events = bytes.map((frame) => decodeEvent(frame) as unknown as Record<string, unknown>);
  return { bytes, events };
}

/** Without the process and the clock, which every frame has redacted. */
function content(frame: Buffer): object {
  return { ...decodeEvent(frame), pid: 0, timeNs: 0 };
}

function reversed(hash: string): Buffer {
  return Buffer.from(hash, 'hex').reverse();
}

describe('redacted events of transactions and blocks', () => {
  it('stay as they are, with nothing in the bytes that mean nothing', () => {
    const frames = effects('min relay fee not met');
    const { bytes } = redacted(frames);
    for (const [i, frame] of frames.entries()) {
      assert.deepEqual(content(bytes[i]!), content(frame));
      // What is undefined in the frames of the tests is 0xee.
      assert.ok(!bytes[i]!.includes(Buffer.alloc(4, 0xee)), `frame ${i}`);
    }
  });

  it('have stand-ins for hashes where transactions are replaced, the same as in messages', () => {
    const inv = Buffer.concat([Buffer.of(1, 1, 0, 0, 0), reversed(TXID)]);
    const frames = [message({ type: 'inv', payload: inv }), ...effects('dust')];
    const { bytes, events } = redacted(frames, { transactions: true });
    const announced = Buffer.from(bytes[0]!.subarray(-40)).toString('latin1');
    for (const hash of [TXID, OTHER_TXID, BLOCK_HASH])
      for (const frame of bytes) {
        assert.ok(!frame.includes(reversed(hash)));
        assert.ok(!frame.includes(reversed(hash).subarray(0, 4)));
      }
    const [, header, whole, ...rest] = events;
    const [entry, gone, other, refused, connected] = rest;
    assert.ok(announced.includes(reversed(String(entry!.txid)).toString('latin1')));
    for (const event of [gone, other, refused]) assert.equal(event!.txid, entry!.txid);
    const { replacement } = other as { replacement: { hash: string; fee: number; vsize: number } };
    assert.notEqual(replacement.hash, entry!.txid);
    for (const event of [whole, connected]) assert.equal(event!.hash, header!.hash);
    // Amounts would tell which transaction it is.
    assert.deepEqual([entry!.fee, gone!.fee, other!.fee, replacement.fee], [0, 0, 0, 0]);
    assert.deepEqual([entry!.vsize, replacement.vsize, connected!.height], [152, 200, 840_123]);
  });

  it('have times shifted like all others', () => {
    const frames = [removed('expiry', { entered: ENTERED }), replaced({ entered: ENTERED })];
    const { events } = redacted(frames, { times: true });
    const [first, second] = events.map(({ entryTime }) => Number(entryTime));
    assert.equal(first, second);
    assert.ok(first! < ENTERED - 31_000_000 && first! > 1e9, String(first));
  });

  it('keep of reasons what Core says, and nothing else', () => {
    const kept = [
      'min relay fee not met',
      'mempool-script-verify-flag-failed (Signature must be zero for failed CHECK(MULTI)SIG operation)',
      'mempool-script-verify-flag-failed (Script evaluated without error but finished with a false/empty top stack element)',
      'bad-txns-inputs-missingorspent',
      'TRUC-violation',
      'mempool min fee not met',
      'txn-same-nonwitness-data-in-mempool',
      'max feerate exceeded',
      'non-BIP68-final',
      'scriptsig-not-pushonly',
    ];
    for (const reason of kept) assert.equal(redacted([rejected(reason)]).events[0]!.reason, reason);
    for (const reason of ['expiry', 'sizelimit', 'reorg', 'block', 'conflict', 'replaced'])
      assert.equal(redacted([removed(reason)]).events[0]!.reason, reason);
    for (const make of [rejected, removed])
      assert.equal(
        redacted([make('dust of alice 192.0.2.7')]).events[0]!.reason,
        'dust of xxxxx xxxxxxxxx',
      );
    const inText = redacted([rejected(`conflict with ${TXID}`)]).events[0]!.reason;
    assert.equal(inText, `conflict with ${'x'.repeat(64)}`);
  });

  it('of the node have rules, each of them: what has none is zeros', () => {
    const unknown: EventKind = {
      kind: 200,
      provider: 'validation',
      tracepoint: 'later',
      arguments: '8',
      about: 'what a later release may know',
      direction: undefined,
      peer: undefined,
      hashes: [40],
      wording: undefined,
      size: 80,
      decode: (frame) => ({ kind: 'later', ...readHeader(frame) }),
      json: () => '',
    };
    KINDS_BY_NUMBER[unknown.kind] = unknown;
    try {
      const frame = frameOf(unknown.kind, unknown.size, {});
      const [bytes] = redacted([frame]).bytes;
      assert.ok(bytes!.subarray(40).every((byte) => byte === 0));
    } finally {
      KINDS_BY_NUMBER[unknown.kind] = undefined;
    }
    // Each that this release knows keeps something.
    for (const frame of [
      added(),
      blockConnected(),
      blockHeader(),
      reconstructed(),
      ...effects('dust'),
    ])
      assert.ok(
        redacted([frame])
          .bytes[0]!.subarray(40)
          .some((byte) => byte !== 0),
      );
    assert.equal(
      EVENT_KINDS.filter(({ provider, hashes }) => provider !== 'net' || hashes).length,
      9,
    );
    assert.equal(effects('dust').length, 9);
  });
});
