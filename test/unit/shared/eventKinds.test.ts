import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { decodeEvent } from '../../../src/shared/events/event';
import { EVENT_KINDS, eventKind, tracepointName } from '../../../src/shared/events/eventKinds';
import { MalformedFrame } from '../../../src/shared/frames/frameReader';
import { HEADER } from '../../../src/shared/frames/layout';

/** Those that no probe causes, and one that native code and old captures never used. */
const STREAM_KINDS = [1, 10, 11, 12, 13, 14, 15, 16];

function frameOf(kind: number, length: number): Buffer {
  const frame = Buffer.alloc((length + 7) & ~7);
  frame.writeUInt32LE(frame.length, HEADER.length);
  frame.writeUInt16LE(kind, HEADER.kind);
  frame.writeBigUInt64LE(1n, HEADER.sequence);
  return frame;
}

describe('the table of event kinds', () => {
  it('gives no number and no tracepoint twice', () => {
    const numbers = EVENT_KINDS.map(({ kind }) => kind);
    assert.equal(new Set([...numbers, ...STREAM_KINDS]).size, numbers.length + STREAM_KINDS.length);
    assert.ok(numbers.every((kind) => kind > 0 && kind < 256));
    assert.equal(new Set(EVENT_KINDS.map(tracepointName)).size, EVENT_KINDS.length);
  });

  it('finds a kind by its number, and nothing for another', () => {
    for (const kind of EVENT_KINDS) assert.equal(eventKind(kind.kind), kind);
    for (const kind of [0, 9, 99, 65_535, ...STREAM_KINDS])
      assert.equal(eventKind(kind), undefined, String(kind));
  });

  it('decodes each from the shortest frame, and refuses a shorter one', () => {
    for (const kind of EVENT_KINDS) {
      const frame = frameOf(kind.kind, kind.size);
      // A message says where its payload begins.
      if (!kind.wording) frame.writeUInt32LE(kind.size, 60);
      const event = decodeEvent(frame);
      assert.equal(event && 'sequence' in event && event.kindNumber, kind.kind);
      assert.throws(() => decodeEvent(frameOf(kind.kind, kind.size - 8)), MalformedFrame);
    }
  });

  it('writes each as members of a JSON object', () => {
    for (const kind of EVENT_KINDS) {
      const frame = frameOf(kind.kind, kind.size);
      if (!kind.wording) frame.writeUInt32LE(kind.size, 60);
      const text = (kind.json as (event: unknown) => string)(kind.decode(frame));
      assert.equal(typeof JSON.parse(`{"first":1${text}}`), 'object', text);
    }
  });

  it('is what the documentation says', () => {
    const page = readFileSync('docs/capture-format.md', 'utf8');
    for (const kind of EVENT_KINDS) {
      const { provider, tracepoint, about } = kind;
      const row = new RegExp(
        `^\\| +${kind.kind} \\| [^|]* \\| \`${provider}:${tracepoint}\`: ${about} +\\|$`,
        'm',
      );
      assert.match(page, row);
    }
  });
});
