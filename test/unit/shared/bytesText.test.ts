import assert from 'node:assert/strict';
import { bytesText } from '../../../src/shared/text/bytesText';
import {
  decodeEvent,
  type ConnectionEvent,
  type MessageEvent,
} from '../../../src/shared/events/event';
import { visible } from '../../../src/shared/text/visible';
import { connection, EventKind, message } from '../support/frames';
import { Random } from '../support/random';

/** As Python's `surrogateescape` would encode it again. */
function bytesOf(text: string): Buffer {
  return Buffer.concat(
    Array.from(text, (character) => {
      const code = character.codePointAt(0)!;
      return code >= 0xdc80 && code <= 0xdcff ? Buffer.of(code - 0xdc00) : Buffer.from(character);
    }),
  );
}

describe('bytesText', () => {
  it('reads UTF-8 of every length', () => {
    for (const text of [
      '',
      'host:1',
      'bücher.example:8333',
      '日本:1',
      '🙂',
      '\ufeffx',
      '\0',
      '\u{10ffff}',
    ])
      assert.equal(bytesText(Buffer.from(text)), text);
  });

  it('keeps every byte that is not text, and tells it from text', () => {
    const invalid = [
      'c3',
      'ff',
      '80',
      'c080',
      'e08080',
      'eda080',
      'f4908080',
      'f08080',
      '61c3',
      'c328',
      'f5808080',
    ];
    for (const hex of invalid) {
      const text = bytesText(Buffer.from(hex, 'hex'));
      assert.match(text, /[\udc80-\udcff]/, hex);
      assert.equal(bytesOf(text).toString('hex'), hex);
    }
    assert.equal(bytesText(Buffer.from('é\xff', 'latin1')), '\udce9\udcff');
  });

  it('agrees with the decoder of the platform, whatever the bytes', () => {
    const random = new Random(1);
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const leads = [0x41, 0x80, 0xbf, 0xc3, 0xe0, 0xed, 0xf0, 0xf4, 0xff];
    for (let i = 0; i < 20_000; i++) {
      const bytes = Buffer.from(
        Array.from({ length: random.below(6) }, () =>
          random.below(2) ? random.pick(leads) : random.below(256),
        ),
      );
      const text = bytesText(bytes);
      assert.deepEqual(bytesOf(text), bytes);
      let expected: string | undefined;
      try {
        expected = strict.decode(bytes);
      } catch {
        assert.match(text, /[\udc80-\udcff]/);
      }
      if (expected !== undefined) assert.equal(text, expected);
    }
  });
});

describe('the address of an event', () => {
  /** As the node has it: the frames of the tests are written byte by character. */
  const address = Buffer.from('bücher.example:8333').toString('latin1');

  it('is the name that was given to addnode', () => {
    const { address: ofMessage } = decodeEvent(message({ address })) as MessageEvent;
    const frame = connection(EventKind.OutboundConnection, { address });
    assert.equal(ofMessage, 'bücher.example:8333');
    assert.equal((decodeEvent(frame) as ConnectionEvent).address, ofMessage);
  });

  it('shows bytes that are not text as bytes', () => {
    const event = decodeEvent(message({ address: 'b\xfccher:1' })) as MessageEvent;
    assert.equal(visible(event.address), 'b⟨0xFC⟩cher:1');
  });

  it('is not made of a message type, which is compared by its bytes', () => {
    const event = decodeEvent(message({ type: 'b\xc3\xbc' })) as MessageEvent;
    assert.equal(event.messageType, 'b\xc3\xbc');
  });
});
