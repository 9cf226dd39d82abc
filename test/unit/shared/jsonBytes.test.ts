import assert from 'node:assert/strict';
import { asciiOf, JsonBytes, piecesOf } from '../../../src/shared/text/jsonBytes';
import { quoted } from '../../../src/shared/text/quoted';

const bytes = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7919) & 0xff));

describe('JSON that is written as bytes', () => {
  it('has numbers as JavaScript has them', () => {
    const whole = [0, -0, 1, 9, 10, 999_999_999, 1e9, 1e9 + 1, 2 ** 32 - 1, 2 ** 53 - 1];
    for (const value of [...whole, ...whole.map((number) => -number), 0.5, 1e21, 2 ** 53])
      assert.equal(
        asciiOf((json) => json.number(value)),
        JSON.stringify(value),
      );
  });

  it('has integers of 64 bits exactly, with and without a sign', () => {
    const view = new DataView(new ArrayBuffer(8));
    for (const value of [0n, 1n, -1n, 2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)]) {
      view.setBigInt64(0, value, true);
      assert.equal(
        asciiOf((json) => json.integer64(view, 0, true)),
        String(value),
      );
      assert.equal(
        asciiOf((json) => json.integer64(view, 0, false)),
        String(BigInt.asUintN(64, value)),
      );
    }
  });

  it('quotes short and long text as quoted does', () => {
    const odd = ['', 'a', '"', '\\', '\n', '\x7f', 'é', '\u{1f600}', '\ud800', ' ~'];
    for (const text of odd)
      for (const padding of [0, 30, 45, 46, 47, 48, 49, 50, 200])
        assert.equal(
          asciiOf((json) => json.quoted('x'.repeat(padding) + text)),
          quoted('x'.repeat(padding) + text),
        );
  });

  it('is the same wherever a piece ends', () => {
    const write = (json: JsonBytes): void => {
      json.quoted('some text');
      json.ascii('y'.repeat(100));
      json.number(-1234567890123);
      json.hex(bytes, 3, 40);
      json.reversedHex(bytes, 3, 35);
      json.reversedHexOf('\x00\xff\x10');
      json.digits(42, 9);
    };
    const expected = `"some text"${'y'.repeat(100)}-1234567890123${bytes.toString('hex', 3, 40)}${Buffer.from(bytes.subarray(3, 35)).reverse().toString('hex')}10ff00000000042`;
    for (let size = 80; size < 400; size++) {
      const parts: string[] = [];
      const json = new JsonBytes((part) => {
        parts.push(part.toString('latin1'));
        // The memory is another one each time.
        return Buffer.alloc(size);
      }, Buffer.alloc(size));
      write(json);
      assert.equal(json.written, expected.length);
      assert.equal(json.end(), true);
      assert.equal(json.end(), false);
      assert.equal(parts.join(''), expected);
    }
  });

  it('of much comes in pieces, also where something else is written meanwhile', () => {
    let inner = '';
    const pieces = piecesOf((json) => {
      for (let times = 0; times < 10; times++) {
        json.hex(bytes, 0, bytes.length);
        inner = asciiOf((other) => other.ascii('within'));
      }
    });
    assert.equal(inner, 'within');
    assert.ok(pieces.length > 1);
    assert.equal(pieces.join(''), bytes.toString('hex').repeat(10));
  });
});
