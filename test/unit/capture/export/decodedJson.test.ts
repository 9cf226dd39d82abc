import assert from 'node:assert/strict';
import { decodeMessage } from '../../../../src/bitcoin/decodeMessage';
import { piecesOf } from '../../../../src/shared/text/jsonBytes';
import { writeDecodedJson } from '../../../../src/capture/export/decodedJson';
import { decodeEvent, type MessageEvent } from '../../../../src/shared/events/event';
import { describeTree } from '../../support/describeTree';
import { HELLO, message } from '../../support/frames';

const DECODING = { chainOf: () => 'regtest' as const, full: true };

function decoded(type: string, hex: string): { text: string; line: Record<string, unknown> } {
  const frame = message({ type, payload: Buffer.from(hex, 'hex') });
  const event = decodeEvent(frame) as MessageEvent;
  const text = piecesOf((json) => writeDecodedJson(event, HELLO, DECODING, undefined, json)).join(
    '',
  );
  return { text, line: JSON.parse(text) as Record<string, unknown> };
}

describe('writeDecodedJson', () => {
  it('has the fields of the inspector in addition to the whole plain line', () => {
    const { line } = decoded('ping', '0100000000000000');
    assert.equal(line.message_type, 'ping');
    assert.equal(line.bytes, '0100000000000000');
    const { root } = decodeMessage('ping', Buffer.from('0100000000000000', 'hex'));
    assert.deepEqual(line.fields, describeTree(root).children);
    assert.ok(!('error' in line) && !('notes' in line));
  });

  it('says where a message breaks, and what Core does not know', () => {
    const { line } = decoded('inv', '02');
    assert.deepEqual(line.error, decodeMessage('inv', Buffer.of(2)).error);
    assert.match(JSON.stringify(decoded('hello', '00').line.notes), /Core does not know hello/);
  });

  it('is printable ASCII, and still the same text', () => {
    const { text, line } = decoded('feature', '06611b5b7f9b63' + '00');
    assert.match(text, /^[ -~]+$/);
    const [id] = line.fields as { value: string; text: string }[];
    assert.equal(id!.value, 'a\x1b[\x7f\udc9bc');
    assert.equal(id!.text, 'a⟨U+001B⟩[⟨U+007F⟩⟨0x9B⟩c');
  });
});
