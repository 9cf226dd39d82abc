import assert from 'node:assert/strict';
import { EventIndex } from '../../../src/capture/index/eventIndex';
import { logLine, lossLine, rawLine, rowLogLine } from '../../../src/capture/export/trafficLine';
import { decodeEvent, type MessageEvent } from '../../../src/shared/events/event';
import { connection, EventFlag, EventKind, message, type MessageFields } from '../support/frames';

const PONG: MessageFields = {
  type: 'pong',
  peer: 11,
  connectionType: 'outbound-full-relay',
  address: '[2a02:1234::99]:8333',
  payload: Buffer.from('0102030405060708', 'hex'),
};

function eventOf(fields: MessageFields): MessageEvent {
  return decodeEvent(message(fields)) as MessageEvent;
}

function indexOf(...frames: Buffer[]): EventIndex {
  const index = new EventIndex();
  for (const frame of frames)
    index.add(new DataView(frame.buffer, frame.byteOffset, frame.length), 0, frame.length, 0);
  return index;
}

describe('traffic lines', () => {
  const inbound =
    "inbound 'pong' msg from peer 11 (outbound-full-relay, [2a02:1234::99]:8333) with 8 bytes";
  const outbound =
    "outbound 'pong' msg to peer 11 (outbound-full-relay, [2a02:1234::99]:8333) with 8 bytes";

  it('logs as log_p2p_traffic.bt does', () => {
    assert.equal(logLine(eventOf(PONG)), inbound);
    assert.equal(logLine(eventOf({ ...PONG, direction: 'outbound' })), outbound);
  });

  it('logs the same from the index alone', () => {
    const index = indexOf(
      message(PONG),
      message({ ...PONG, direction: 'outbound' }),
      connection(EventKind.ClosedConnection),
    );
    assert.equal(rowLogLine(index, 0), inbound);
    assert.equal(rowLogLine(index, 1), outbound);
    assert.equal(rowLogLine(index, 2), undefined);
  });

  it('gives the whole payload in raw lines', () => {
    assert.equal(
      rawLine(eventOf(PONG)),
      "inbound msg 'pong' from peer 11 (outbound-full-relay, [2a02:1234::99]:8333) with 8 bytes: 0102030405060708",
    );
    assert.match(
      rawLine(eventOf({ ...PONG, direction: 'outbound', payload: Buffer.alloc(0) })),
      /^outbound msg 'pong' to peer 11 \(.*\) with 0 bytes: $/,
    );
  });

  it('says of a message that it is reconstructed', () => {
    const marked = { ...PONG, flags: EventFlag.Reconstructed };
    assert.equal(logLine(eventOf(marked)), `${inbound} (reconstructed)`);
    assert.equal(rowLogLine(indexOf(message(marked)), 0), `${inbound} (reconstructed)`);
    assert.match(rawLine(eventOf(marked)), / with 8 bytes \(reconstructed\): 0102030405060708$/);
  });

  it('warns of a raw payload that is not whole', () => {
    assert.match(
      rawLine(eventOf({ ...PONG, size: 100n })),
      /^Warning: incomplete message \(only 8 out of 100 bytes\)! inbound msg 'pong' .* with 100 bytes: 0102030405060708$/,
    );
  });

  it('never cuts an address', () => {
    const address = `${'a'.repeat(56)}.onion:18333`;
    assert.ok(logLine(eventOf({ ...PONG, address })).includes(`, ${address})`));
  });

  it('lets no peer steer a terminal', () => {
    const hostile = { ...PONG, type: '\x1b]0;x\x07', address: 'host\x9b2J:1' };
    for (const line of [
      logLine(eventOf(hostile)),
      rawLine(eventOf(hostile)),
      rowLogLine(indexOf(message(hostile)), 0)!,
    ]) {
      assert.doesNotMatch(line, /\p{Cc}/u);
      assert.ok(line.includes("'⟨U+001B⟩]0;x⟨U+0007⟩'"), line);
      assert.ok(line.includes('host⟨0x9B⟩2J:1'), line);
    }
  });

  it('says where events are missing', () => {
    assert.equal(lossLine(1), '… 1 message lost here (ring buffer full) …');
    assert.equal(lossLine(120), '… 120 messages lost here (ring buffer full) …');
    assert.equal(lossLine(2, 'limit'), '… 2 messages lost here (the capture was full) …');
  });
});
