import assert from 'node:assert/strict';
import { EventFrames } from '../../../../src/capture/sources/peerObserver/eventFrames';
import { encodeEvent } from '../../../../src/fleet/peerObserver/encodeEvent';
import { type Reason, Unexpressed } from '../../../../src/fleet/peerObserver/unexpressed';
import {
  decodeEvent,
  eventsOf,
  isProbeEvent,
  type MessageEvent,
  type ProbeEvent,
} from '../../../../src/shared/events/event';
import { examples } from '../../../fuzz/examples';
import { delimited, observed } from '../../support/peerObserver';
import { added, blockConnected, blockHeader, rejected, removed } from '../../support/effects';
import { message } from '../../support/frames';
import { recordedEvents } from './recordedEvents';

const NOW = 1_790_000_000_000;
/** What peer-observer tells less of than its definitions have room for. */
const LONG_NAMES = ['getcfheaders', 'getcfcheckpt'];

function decoded(frame: Buffer): ProbeEvent {
  const event = decodeEvent(frame);
  assert.ok(event && isProbeEvent(event));
  return event;
}

/** @returns Why it is not expressed; undefined if it is. */
function reasonOf(event: ProbeEvent): Reason | undefined {
  try {
    encodeEvent(event, NOW);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Unexpressed, String(error));
    return error.reason;
  }
}

const peerMessage = (type: string, payload: Buffer): MessageEvent =>
  decoded(message({ type, payload })) as MessageEvent;

/** As the reader of peer-observer's stream and archives has it. */
function readBack(event: ProbeEvent): ProbeEvent {
  const frames = new EventFrames();
  frames.beginAt(NOW);
  const frame = frames.take(Buffer.from(encodeEvent(event, NOW).bytes));
  assert.ok(frame && frame !== 'damaged');
  const into = Buffer.alloc(frame.length);
  frame.write(into, 0);
  return decoded(into);
}

describe('an event for peer-observer', () => {
  for (const name of ['session', 'busy'])
    it(`is what its extractor makes of the same one, for the recorded ${name}`, function () {
      this.timeout(120_000);
      let same = 0;
      for (const event of recordedEvents(name)) {
        const theirs = observed(event, NOW);
        const isShort = event.kind === 'message' && LONG_NAMES.includes(event.messageType);
        const isFeeler = 'connectionType' in event && event.connectionType === 'feeler';
        if (!theirs) {
          assert.ok(reasonOf(event));
          continue;
        }
        if (isShort || isFeeler) continue;
        const { bytes } = encodeEvent(event, NOW);
        assert.ok(theirs.equals(delimited(Buffer.from(bytes))), event.kind);
        same++;
      }
      assert.ok(same > 2000, `${same}`);
    });

  it('comes back with the same payload, where its fields tell that', function () {
    this.timeout(120_000);
    let [certain, guessed] = [0, 0];
    for (const event of recordedEvents('session')) {
      if (event.kind !== 'message' || reasonOf(event)) continue;
      const back = readBack(event) as MessageEvent;
      assert.equal(back.messageType, event.messageType);
      assert.equal(back.size, event.size);
      assert.equal(back.address, event.address);
      if (back.reconstructed) guessed++;
      else {
        certain++;
        assert.ok(back.payload.equals(event.payload), event.messageType);
      }
    }
    assert.deepEqual([certain > 2000, guessed < 200], [true, true], `${certain}, ${guessed}`);
  });

  it('is there for every type of message, with its bytes', function () {
    this.timeout(120_000);
    const seen = new Set<string>();
    for (const { messageType, payload } of examples()) {
      const event = peerMessage(messageType, payload);
      if (reasonOf(event)) continue;
      const back = readBack(event) as MessageEvent;
      if (!back.reconstructed) assert.deepEqual(back.payload, payload, messageType);
      seen.add(messageType);
    }
    const missing = [...new Set(examples().map(({ messageType }) => messageType))].filter(
      (type) => !seen.has(type),
    );
    assert.deepEqual(missing, []);
  });

  it('tells the names and types that peer-observer cuts or confuses', () => {
    const stop = Buffer.alloc(37, 1);
    for (const type of LONG_NAMES) {
      const payload = type === 'getcfheaders' ? stop : stop.subarray(4);
      const back = readBack(peerMessage(type, payload)) as MessageEvent;
      assert.deepEqual(
        [back.messageType, back.payload, back.reconstructed],
        [type, payload, false],
        type,
      );
    }
    const feeler = decoded(message({ type: 'verack', connectionType: 'feeler' })) as MessageEvent;
    assert.equal((readBack(feeler) as MessageEvent).connectionType, 'feeler');
    const address = `${'a'.repeat(56)}.onion:65535`;
    const onion = decoded(message({ type: 'verack', address })) as MessageEvent;
    assert.equal((readBack(onion) as MessageEvent).address, address);
    const unknown = readBack(peerMessage('sendtxrcncl', Buffer.alloc(12, 7))) as MessageEvent;
    assert.deepEqual([unknown.payload, unknown.reconstructed], [Buffer.alloc(12, 7), false]);
  });

  it('is not made of what its definitions have no place for, with the reason', () => {
    const reasons: [Reason | undefined, ProbeEvent][] = [
      [undefined, peerMessage('ping', Buffer.alloc(0))],
      ['malformed', peerMessage('ping', Buffer.alloc(3))],
      ['malformed', peerMessage('inv', Buffer.from('05', 'hex'))],
      ['inexpressible', peerMessage('pong', Buffer.alloc(0))],
      ['inexpressible', peerMessage('headers', Buffer.from(`01${'00'.repeat(80)}01`, 'hex'))],
      ['inexpressible', peerMessage('filterload', Buffer.from('00010000000000000007', 'hex'))],
      ['inexpressible', peerMessage('reject', Buffer.from('0274784001780000', 'hex'))],
      ['unnamed', peerMessage('t\u007fx', Buffer.alloc(3))],
      ['unnamed', decoded(message({ type: '', payload: Buffer.alloc(3) }))],
      ['cut', decoded(message({ type: 'tx', payload: Buffer.alloc(3), size: 9n }))],
      ['kind', decoded(blockHeader())],
    ];
    for (const [reason, event] of reasons)
      assert.equal(reasonOf(event), reason, 'messageType' in event ? event.messageType : '');
  });

  it('goes to the subject of its kind', () => {
    const subjects = [message(), added(), removed('block'), rejected('x'), blockConnected()].map(
      (frame) => encodeEvent(decoded(frame), NOW).subject,
    );
    assert.deepEqual(subjects, ['netmsg', 'mempool', 'mempool', 'mempool', 'validation']);
    const connections = new Set(
      [...recordedEvents('session')]
        .filter(({ kind }) => kind === 'connection')
        .map((event) => encodeEvent(event, NOW).subject),
    );
    assert.deepEqual([...connections], ['netconn']);
    assert.equal([...eventsOf(message())].length, 1);
  });
});
