import assert from 'node:assert/strict';
import { decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { pythonMessage } from '../../../src/bitcoin/pythonMessage';
import { sessionMessages } from './sessionMessages';

const python = (type: string, payload: Buffer, size?: number) =>
  pythonMessage(decodeMessage(type, payload, size === undefined ? {} : { size }));
const last = (type: string, payload: Buffer) => python(type, payload).trimEnd().split('\n').at(-1);

// Every expression here was run against Core's test framework, as were all messages of the session
// and mutations of them: what the object serializes to is the payload.
describe('pythonMessage', () => {
  it('builds an inventory entry by entry', () => {
    const hash = Buffer.alloc(32, 0xab);
    const payload = Buffer.concat([Buffer.of(2, 5, 0, 0, 0), hash, Buffer.of(2, 0, 0, 0x40), hash]);
    assert.equal(
      python('inv', payload),
      `from test_framework.messages import CInv, MSG_BLOCK, MSG_WITNESS_FLAG, MSG_WTX, msg_inv

inv = msg_inv([
    CInv(MSG_WTX, 0x${'ab'.repeat(32)}),
    CInv(MSG_BLOCK | MSG_WITNESS_FLAG, 0x${'ab'.repeat(32)}),
])
`,
    );
  });

  it('calls the class of a small message with its values', () => {
    const nonce = Buffer.of(1, 0, 0, 0, 0, 0, 0, 0);
    assert.equal(last('ping', nonce), 'ping = msg_ping(nonce=1)');
    assert.equal(last('verack', Buffer.alloc(0)), 'verack = msg_verack()');
    const compact = Buffer.of(1, 2, 0, 0, 0, 0, 0, 0, 0);
    assert.equal(last('sendcmpct', compact), 'sendcmpct = msg_sendcmpct(announce=True, version=2)');
  });

  it('reads a transaction or a block from hex', () => {
    for (const type of ['tx', 'block', 'headers', 'cmpctblock']) {
      const { payload } = sessionMessages().find((m) => m.messageType === type)!;
      const text = python(type, payload);
      assert.match(
        text,
        new RegExp(`^from test_framework.messages import .*from_hex, msg_${type}\n`),
      );
      assert.ok(text.includes(`"${payload.toString('hex')}"`));
    }
  });

  it('sends the very bytes where a class of the framework would change them', () => {
    const generic = (type: string, hex: string) =>
      `${type} = msg_generic(b"${type}", bytes.fromhex("${hex}"))`;
    assert.equal(last('ping', Buffer.alloc(0)), generic('ping', ''));
    assert.equal(last('verack', Buffer.of(1)), generic('verack', '01'));
    assert.equal(last('inv', Buffer.of(0xfd, 1, 0)), generic('inv', 'fd0100'));
    assert.equal(last('newtype', Buffer.of(7)), generic('newtype', '07'));
    const { payload } = sessionMessages().find(({ messageType }) => messageType === 'version')!;
    const short = payload.subarray(0, 46);
    assert.equal(last('version', short), generic('version', short.toString('hex')));
  });

  it('lets no name that a peer chose become code', () => {
    const text = python('"+exit()#\n', Buffer.alloc(0));
    assert.ok(
      text.endsWith(
        'message = msg_generic(b"\\x22\\x2bexit\\x28\\x29\\x23\\x0a", bytes.fromhex(""))\n',
      ),
    );
  });

  it('says when it is not all of a message', () => {
    assert.match(
      python('tx', Buffer.alloc(10), 100),
      /\n# The first 10 of 100 bytes\.\ntx = msg_generic/,
    );
  });
});
