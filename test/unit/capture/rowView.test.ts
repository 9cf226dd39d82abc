import assert from 'node:assert/strict';
import { EventIndex } from '../../../src/capture/index/eventIndex';
import { RowView, type RowFilter } from '../../../src/capture/index/rowView';
import { decodeEvent, type ProbeEvent } from '../../../src/shared/events/event';
import { message } from '../support/frames';
import { Random } from '../support/random';
import { randomFrames } from '../support/randomFrames';

function add(index: EventIndex, frame: Buffer): void {
  index.add(new DataView(frame.buffer, frame.byteOffset, frame.length), 0, frame.length, 0);
}

function rowsOf(view: RowView): number[] {
  return Array.from({ length: view.length }, (_, i) => view.at(i));
}

/** The same filter, said in terms of whole events. */
function passes(event: ProbeEvent, index: EventIndex, filter: RowFilter): boolean {
  const identity = filter.peer === undefined ? undefined : index.peers[filter.peer]!;
  const direction = event.kind === 'misbehaving' ? undefined : event.direction;
  const messageType = event.kind === 'message' ? event.messageType : undefined;
  return (
    (filter.pid === undefined || event.pid === filter.pid) &&
    (!identity || (event.pid === identity.pid && event.peer === identity.peer)) &&
    (filter.direction === undefined || direction === filter.direction) &&
    (filter.messageType === undefined || messageType === filter.messageType) &&
    (!filter.messagesOnly || event.kind === 'message')
  );
}

describe('RowView', () => {
  const filters: RowFilter[] = [
    {},
    { pid: 101 },
    { peer: 2 },
    { direction: 'inbound' },
    { direction: 'outbound' },
    { messageType: 'inv' },
    { messageType: '' },
    { messageType: 'never sent' },
    { messagesOnly: true },
    { peer: 1, messageType: 'getdata', direction: 'outbound' },
    { pid: 100, peer: 0, messagesOnly: true },
  ];

  for (const filter of filters)
    it(`grows by the rows that pass ${JSON.stringify(filter)}`, () => {
      const random = new Random(7);
      const index = new EventIndex();
      const events: ProbeEvent[] = [];
      for (const frame of randomFrames(random, 100)) {
        add(index, frame);
        events.push(decodeEvent(frame) as ProbeEvent);
      }
      const view = new RowView(index, filter);
      for (const frame of randomFrames(random, 400)) {
        add(index, frame);
        events.push(decodeEvent(frame) as ProbeEvent);
        if (random.below(20) === 0) view.update();
      }
      view.update();
      view.update();
      const expected = events.flatMap((event, row) => (passes(event, index, filter) ? [row] : []));
      assert.deepEqual(rowsOf(view), expected);
    });

  it('finds types beyond those that are numbered', () => {
    const index = new EventIndex();
    for (let i = 0; i < 6000; i++) add(index, message({ type: `t${i % 5500}` }));
    assert.deepEqual(rowsOf(new RowView(index, { messageType: 't5400' })), [5400]);
    assert.deepEqual(rowsOf(new RowView(index, { messageType: 't100' })), [100, 5600]);
  });

  it('passes over many chunks, and finds positions', () => {
    const index = new EventIndex();
    const frames = [message({ peer: 0 }), message({ peer: 1 }), message({ peer: 1 })];
    for (let i = 0; i < 200_001; i++) add(index, frames[i % 3]!);
    const view = new RowView(index, { peer: 0 });
    assert.equal(view.length, 66_667);
    assert.equal(view.at(66_666), 199_998);
    assert.equal(view.positionOf(0), 0);
    assert.equal(view.positionOf(1), 1);
    assert.equal(view.positionOf(199_998), 66_666);
    assert.equal(view.positionOf(200_000), 66_667);
    assert.throws(() => view.at(66_667), RangeError);
  });
});
