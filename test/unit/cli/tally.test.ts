import assert from 'node:assert/strict';
import { Tally, type Outcome } from '../../../src/cli/tally';
import { MalformedFrame } from '../../../src/shared/frames/frameReader';
import { connection, EventFlag, EventKind, hello, message, statistics } from '../support/frames';

const first = message({ payload: Buffer.alloc(10) });
const opened = connection(EventKind.InboundConnection);

function closing(tally: Tally, outcome: Partial<Outcome> = {}): string {
  return tally.closingLine({ complete: true, missed: 0, how: 'not delivered', ...outcome });
}

describe('tally', () => {
  it('counts messages, their size in the node, and what was cut', () => {
    const tally = new Tally();
    const cut = message({ size: 500n, flags: EventFlag.Truncated });
    tally.take(Buffer.concat([hello, first, opened, cut]));
    assert.equal(closing(tally), '2 messages, 510 bytes, 0 lost, 1 truncated');
  });

  it('calls nothing truncated where no payload is wanted', () => {
    const tally = new Tally(undefined, false);
    tally.take(message({ size: 500n, flags: EventFlag.Truncated }));
    assert.equal(closing(tally), '1 messages, 500 bytes, 0 lost, 0 truncated');
  });

  it('counts what gaps tell, and what only the statistics know', () => {
    const tally = new Tally();
    tally.take(message({ lost: 3 }));
    tally.take(message({ size: 9n, flags: EventFlag.RingFull }));
    assert.match(closing(tally), / 4 lost, 0 truncated$/);
    tally.take(statistics(2, 4));
    assert.match(closing(tally), / 4 lost,/);
    assert.equal(tally.lostAtEnd, 0);
    tally.take(statistics(2, 6));
    assert.match(closing(tally), / 6 lost,/);
    assert.equal(tally.lostAtEnd, 2);
  });

  it('counts a loss once that statistics overtake', () => {
    const tally = new Tally();
    tally.take(statistics(9, 5));
    tally.take(message({ lost: 4 }));
    tally.take(message({ size: 9n, flags: EventFlag.RingFull }));
    assert.match(closing(tally), / 5 lost,/);
    assert.equal(tally.lostAtEnd, 0);
    tally.take(message({ lost: 2 }));
    tally.take(statistics(20, 7, EventFlag.Final));
    assert.match(closing(tally), / 7 lost,/);
  });

  it('keeps what was unreadable apart from what found no room', () => {
    const tally = new Tally();
    tally.take(message({ size: 9n, flags: EventFlag.Unreadable }));
    tally.take(statistics(4, 3));
    assert.match(closing(tally), / 4 lost,/);
    assert.equal(tally.lostAtEnd, 3);
  });

  it('does not say that nothing is lost without the last statistics', () => {
    const tally = new Tally();
    tally.take(first);
    assert.equal(
      closing(tally, { complete: false }),
      '1 messages, 10 bytes, at least 0 lost, 0 truncated; the end of the trace is missing',
    );
  });

  it('says how much its destination did not take', () => {
    const tally = new Tally();
    tally.take(Buffer.concat([first, first]));
    assert.equal(
      closing(tally, { missed: 1 }),
      '2 messages, 20 bytes, 0 lost, 0 truncated, 1 not delivered',
    );
  });

  it('takes exactly the wanted number, with what is before it', () => {
    const tally = new Tally(2);
    const run = Buffer.concat([hello, statistics(3, 8), first, opened, first, opened, first]);
    const { events, frames } = tally.take(run);
    assert.ok(tally.full);
    assert.deepEqual(frames, Buffer.concat([hello, statistics(3, 8), first, opened, first]));
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['hello', 'statistics', 'message', 'connection', 'message'],
    );
    assert.deepEqual(tally.take(first), { events: [], frames: Buffer.alloc(0) });
    // What the statistics counted was lost after the last wanted one.
    assert.equal(closing(tally), '2 messages, 20 bytes, 0 lost, 0 truncated');
  });

  it('refuses a frame that contradicts the layout', () => {
    const short = Buffer.from(message().subarray(0, 48));
    short.writeUInt32LE(48, 0);
    assert.throws(() => new Tally().take(Buffer.concat([short, first])), MalformedFrame);
  });
});
