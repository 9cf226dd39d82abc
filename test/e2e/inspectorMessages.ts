import { EventFlag } from '../../src/shared/frames/layout';
import { hello, message, type MessageFields } from '../unit/support/frames';
import { recordedMessages } from './session';

/** What a peer may write to be more than text: escapes, markup, links, a right-to-left override. */
export const HOSTILE = '\x1b[31m<img src=x onerror=alert(1)>[a](command:x)\x7f\u009b$(alert)';
export const HOSTILE_TYPE = '<b>\x1b[2J';

/** Of real messages and of what goes wrong with them: one peer's, a millisecond apart. */
export function inspectedCapture(): Buffer {
  const recorded = recordedMessages();
  const payloadOf = (type: string): Buffer =>
    recorded.find(({ messageType, payload }) => messageType === type && payload.length > 0)!
      .payload;
  const version = payloadOf('version');
  const inv = Buffer.concat([
    Buffer.of(3),
    Buffer.alloc(36, 1),
    Buffer.alloc(36, 2),
    Buffer.of(1, 0),
  ]);
  const tx = payloadOf('tx');
  const block = payloadOf('block');
  const nonce = Buffer.from('0102030405060708', 'hex');
  const messages: MessageFields[] = [
    { type: 'version', payload: withUserAgent(version, HOSTILE) },
    { type: 'verack' },
    { type: 'inv', payload: inv },
    { type: 'tx', payload: tx },
    { type: 'notfound', payload: Buffer.concat([Buffer.of(0), Buffer.from('more')]) },
    { type: HOSTILE_TYPE, payload: Buffer.from('what') },
    {
      type: 'getdata',
      payload: Buffer.concat([Buffer.of(2), Buffer.alloc(40, 5)]),
      size: 73n,
      flags: EventFlag.Truncated,
    },
    { type: 'cmpctblock', payload: payloadOf('cmpctblock') },
    { type: 'block', payload: block },
    { type: 'headers', payload: Buffer.alloc(0), size: 82n, flags: EventFlag.RingFull },
    { type: 'ping', payload: nonce, direction: 'outbound' },
    { type: 'pong', payload: nonce },
  ];
  const frames = messages.map((fields, index) =>
    message({
      peer: 1,
      address: '1.2.3.4:8333',
      ...fields,
      sequence: index + 1,
      timeNs: (index + 1) * 1_000_000,
    }),
  );
  return Buffer.concat([hello, ...frames]);
}

/** The user agent comes after 80 bytes, and before height and relay flag. */
function withUserAgent(version: Buffer, text: string): Buffer {
  const agent = Buffer.from(text, 'latin1');
  return Buffer.concat([
    version.subarray(0, 80),
    Buffer.of(agent.length),
    agent,
    version.subarray(-5),
  ]);
}
