import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { layoutOf } from '../../../src/bitcoin/messages/records';
import { assertAccounting, readEverything } from './accounting';
import { coreView } from './coreView';
import { sessionMessages } from './sessionMessages';

/** What messages.py of Core's test framework makes of the same payloads. */
interface Decoded {
  bodies: unknown[];
  /** Message type, and which body; null where it did not get to one. */
  messages: [string, number | null][];
}

describe('the recorded session', () => {
  const messages = sessionMessages();
  const path = join(__dirname, '../../fixtures/session.decoded.json.gz');
  const decoded = JSON.parse(gunzipSync(readFileSync(path)).toString()) as Decoded;

  it('is decoded as Core’s own test framework decodes it', () => {
    assert.equal(messages.length, decoded.messages.length);
    let compared = 0;
    messages.forEach(({ messageType, payload }, index) => {
      const [expectedType, body] = decoded.messages[index]!;
      assert.equal(messageType, expectedType);
      // The framework tolerates a short read.
      if (body === null || decodeMessage(messageType, payload).error) return;
      assert.deepEqual(coreView(messageType, payload), decoded.bodies[body], `message ${index}`);
      compared++;
    });
    assert.equal(compared, messages.length - 4);
  });

  it('has every byte in exactly one leaf', () => {
    for (const { messageType, payload } of messages)
      assertAccounting(readEverything(messageType, payload));
  });

  it('breaks only where a peer sent what is malformed', () => {
    const broken = messages.flatMap(({ messageType, payload }) => {
      const { error } = decodeMessage(messageType, payload);
      return error ? [`${messageType} ${error.offset} ${error.reason}`] : [];
    });
    assert.deepEqual(broken, [
      'ping 0 end of data: 8 bytes are needed, 2 remain',
      'inv 0 ReadCompactSize(): size too large',
      'tx 42 end of data: 238 bytes are needed, 3 remain',
    ]);
  });

  it('knows all types but the invented one', () => {
    const unknown = new Set(
      messages.map((each) => each.messageType).filter((type) => !layoutOf(type)),
    );
    assert.deepEqual([...unknown], ['hello']);
  });
});
