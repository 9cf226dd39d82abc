import assert from 'node:assert/strict';
import { Tally } from '../../../src/cli/tally';
import { MalformedFrame } from '../../../src/shared/frameReader';
import { connection, EventFlag, EventKind, hello, message, statistics } from '../support/frames';

const first = message({ payload: Buffer.alloc(10) });
const opened = connection(EventKind.InboundConnection);

describe('tally', () => {
  it('counts messages, their size in the node, and what was cut', () => {
    const tally = new Tally();
    const cut = message({ size: 500n, flags: EventFlag.Truncated });
    tally.take(Buffer.concat([hello, first, opened, cut]));
    assert.equal(tally.toString(), '2 messages, 510 bytes, 0 lost, 1 truncated');
  });

  it('counts what gaps tell, and what only the statistics know', () => {
    const tally = new Tally();
    tally.take(message({ lost: 3 }));
    tally.take(message({ size: 9n, flags: EventFlag.RingFull }));
    assert.match(tally.toString(), / 4 lost, 0 truncated$/);
    tally.take(statistics(2, 4));
    assert.match(tally.toString(), / 4 lost,/);
    tally.take(statistics(2, 6));
    assert.match(tally.toString(), / 6 lost,/);
  });

  it('takes exactly the wanted number, with what is before it', () => {
    const tally = new Tally(2);
    const run = Buffer.concat([hello, first, opened, first, opened, first]);
    const { events, frames } = tally.take(run);
    assert.ok(tally.full);
    assert.deepEqual(frames, Buffer.concat([hello, first, opened, first]));
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['hello', 'message', 'connection', 'message'],
    );
    assert.deepEqual(tally.take(first), { events: [], frames: Buffer.alloc(0) });
    assert.equal(tally.toString(), '2 messages, 20 bytes, 0 lost, 0 truncated');
  });

  it('refuses a frame that contradicts the layout', () => {
    const short = Buffer.from(message().subarray(0, 48));
    short.writeUInt32LE(48, 0);
    assert.throws(() => new Tally().take(Buffer.concat([short, first])), MalformedFrame);
  });
});
