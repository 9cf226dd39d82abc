import assert from 'node:assert/strict';
import { decodeFailure, encodeFailure, FAILURE_CODES } from '../../../src/shared/frames/failure';
import { MalformedFrame } from '../../../src/shared/frames/frameReader';
import { decodeHello, encodeHello, type Hello } from '../../../src/shared/frames/hello';
import { FORMAT_VERSION, HEADER } from '../../../src/shared/frames/layout';
import { failureError } from '../../../src/shared/errors/failureError';
import { HELLO, hello } from '../support/frames';
import { Random } from '../support/random';

/** Calls with every truncation and 500 corruptions of a frame. */
function mangle(frame: Buffer, use: (bytes: Buffer) => unknown): void {
  const random = new Random(3);
  const attempt = (bytes: Buffer) => {
    try {
      use(bytes);
    } catch (error) {
      assert.ok(error instanceof MalformedFrame, String(error));
    }
  };
  for (let length = 0; length < frame.length; length++) attempt(frame.subarray(0, length));
  for (let round = 0; round < 500; round++) {
    const bytes = Buffer.from(frame);
    for (let i = 0; i <= random.below(4); i++)
      bytes[HEADER.size + random.below(bytes.length - HEADER.size)] = random.below(256);
    attempt(bytes);
  }
}

/** Of the four strings that a hello has always had. */
function bytesOfStrings({ host, binary, tracepoints, attachMode }: Hello): number {
  const strings = [host, binary, tracepoints.join(','), attachMode];
  return strings.reduce((sum, text) => sum + 4 + Buffer.byteLength(text), 0);
}

describe('frames of the helper', () => {
  it('carry a hello', () => {
    assert.deepEqual(decodeHello(encodeHello(HELLO)), HELLO);
    const odd = { ...HELLO, binary: '/home/ä/bitcoind', tracepoints: [], host: '' };
    assert.deepEqual(decodeHello(encodeHello(odd)), odd);
  });

  it('say which tracepoints are not attached, and why', () => {
    const unattached = [
      { name: 'outbound_message', reason: 'its operand -8@(%rsp,%rax,8) cannot be read' },
      { name: 'closed_connection', reason: '' },
    ];
    assert.deepEqual(decodeHello(encodeHello({ ...HELLO, unattached })).unattached, unattached);
  });

  it('carry a hello of a release that did not say what it cannot see', () => {
    for (const host of ['', 'a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef', 'abcdefg']) {
      const frame = encodeHello({ ...HELLO, host });
      const before = frame.subarray(
        0,
        (HEADER.size + 24 + bytesOfStrings({ ...HELLO, host }) + 7) & ~7,
      );
      before.writeUInt32LE(before.length, HEADER.length);
      assert.deepEqual(decodeHello(before), { ...HELLO, host });
    }
  });

  it('refuse a hello of another version', () => {
    const other = encodeHello({ ...HELLO, version: FORMAT_VERSION + 1 });
    assert.throws(() => decodeHello(other), /version 3.*reads versions 1 to 2/);
  });

  it('carry every failure, and each has words for the user', () => {
    for (const code of FAILURE_CODES) {
      assert.deepEqual(decodeFailure(encodeFailure({ code, detail: 'why ü' })), {
        code,
        detail: 'why ü',
      });
      const error = failureError({ code, detail: 'why' }, '/usr/bin/bitcoind');
      assert.ok(error.message.length > 20 && error.next.length > 20, code);
    }
  });

  it('take an unknown failure as such', () => {
    const frame = encodeFailure({ code: 'from-the-future' as 'unknown', detail: 'x' });
    assert.equal(decodeFailure(frame).code, 'unknown');
  });

  it('never read beyond a mangled frame', () => {
    mangle(hello, decodeHello);
    mangle(encodeFailure({ code: 'no-target', detail: 'some detail' }), decodeFailure);
  });
});
