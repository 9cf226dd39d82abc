import assert from 'node:assert/strict';
import { Capture } from '../../../src/capture/capture';
import { EventIndex } from '../../../src/capture/index/eventIndex';
import { Losses } from '../../../src/capture/index/losses';
import { decodeEvent, type StatisticsEvent } from '../../../src/shared/events/event';
import { temporaryDirectory } from '../support/directory';
import { EventFlag, hello, message, statistics, type MessageFields } from '../support/frames';
import { viewOf, whole } from '../support/queryViews';
import { Random } from '../support/random';

function indexOf(rows: MessageFields[]): EventIndex {
  const index = new EventIndex();
  for (const [i, fields] of rows.entries()) {
    const frame = message(fields);
    const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
    index.add(view, 0, frame.length, i * 1000);
  }
  return index;
}

function tell(losses: Losses, lost: number): void {
  losses.learn(decodeEvent(statistics(100, lost)) as StatisticsEvent);
}

describe('Losses', () => {
  it('says how many are missing between any two rows', () => {
    const random = new Random(30);
    const lost = Array.from({ length: 500 }, () => (random.below(9) === 0 ? random.below(50) : 0));
    const { losses } = indexOf(lost.map((count) => ({ lost: count })));
    const sum = (from: number, to: number): number =>
      lost.slice(from, to).reduce((total, count) => total + count, 0);
    for (let i = 0; i < 300; i++) {
      const after = random.below(500) - 1;
      const row = after + 1 + random.below(500 - after - 1);
      const count = sum(after + 1, row + 1);
      const expected = count === 0 ? [] : [{ count, cause: 'ring-full' }];
      assert.deepEqual(losses.between(after, row), expected);
    }
    for (const [row, count] of lost.entries())
      assert.equal(losses.before(row)[0]?.count ?? 0, count);
    assert.equal(losses.total('ring-full'), sum(0, 500));
  });

  it('tells causes apart', () => {
    const losses = new Losses();
    losses.add(3, 5, 'disk-full');
    losses.add(3, 2, 'disk-full');
    losses.add(3, 1, 'ring-full');
    losses.add(4, 9, 'limit');
    losses.add(5, 0, 'limit');
    assert.deepEqual(losses.before(3), [
      { count: 1, cause: 'ring-full' },
      { count: 7, cause: 'disk-full' },
    ]);
    assert.deepEqual(losses.before(4), [{ count: 9, cause: 'limit' }]);
    assert.deepEqual(losses.before(5), []);
  });

  it('knows by the statistics what was lost after the last row', () => {
    const { losses } = indexOf([
      { lost: 3 },
      { flags: EventFlag.RingFull, size: 10n },
      { flags: EventFlag.Truncated, size: 10n },
    ]);
    tell(losses, 4);
    assert.deepEqual(losses.after(2), []);
    tell(losses, 10);
    assert.deepEqual(losses.after(2), [{ count: 6, cause: 'ring-full' }]);
    assert.deepEqual(losses.after(-1), [{ count: 9, cause: 'ring-full' }]);
    assert.deepEqual(losses.between(-1, 2), [{ count: 3, cause: 'ring-full' }]);
  });

  it('forgets rows that are dropped, and keeps sums right', () => {
    const index = indexOf(
      Array.from({ length: 100 }, (_, row) => ({ lost: row % 10 === 0 ? 2 : 0 })),
    );
    tell(index.losses, 25);
    index.dropBefore(50);
    assert.deepEqual(index.losses.before(50), [{ count: 2, cause: 'ring-full' }]);
    assert.deepEqual(index.losses.between(49, 60), [{ count: 4, cause: 'ring-full' }]);
    assert.deepEqual(index.losses.after(49), [{ count: 10 + 5, cause: 'ring-full' }]);
    index.dropBefore(55);
    assert.deepEqual(index.losses.between(54, 60), [{ count: 2, cause: 'ring-full' }]);
    assert.equal(index.losses.total('ring-full'), 20);
    index.dropBefore(100);
    assert.deepEqual(index.losses.after(99), [{ count: 5, cause: 'ring-full' }]);
  });
});

describe('gaps of a QueryView', () => {
  const path = temporaryDirectory();

  async function captureOf(name: string, rows: MessageFields[]): Promise<Capture> {
    const capture = await Capture.create(path(name));
    await capture.append(Buffer.concat([hello, ...rows.map((fields) => message(fields))]));
    return capture;
  }

  /** @returns how many events are missing before each row that the filter shows, and after the last. */
  async function gaps(capture: Capture, filter: string): Promise<number[]> {
    const view = viewOf(capture, filter);
    await whole(view, capture);
    return Array.from({ length: view.length + 1 }, (_, i) => view.gapsBefore(i)[0]?.count ?? 0);
  }

  it('do not vanish between hidden rows', async () => {
    const capture = await captureOf('hidden', [
      { peer: 0, lost: 1 },
      { peer: 1, lost: 10 },
      { peer: 0 },
      { peer: 1 },
      { peer: 1, lost: 100 },
      { peer: 0, lost: 1000 },
      { peer: 0 },
      { peer: 1, lost: 5 },
    ]);
    await capture.append(statistics(100, 1123));
    assert.deepEqual(await gaps(capture, 'peer:0'), [1, 10, 1100, 0, 5 + 7]);
    assert.deepEqual(await gaps(capture, ''), [1, 10, 0, 0, 100, 1000, 0, 5, 7]);
    assert.deepEqual(await gaps(capture, 'type:never'), [1123]);
    await capture.close();
    const empty = await captureOf('empty', []);
    assert.deepEqual(await gaps(empty, ''), [0]);
    await empty.close();
  });

  it('begin with the first row that is there', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({ peer: i % 2, lost: 1 }));
    const capture = await captureOf('dropped', rows);
    const view = viewOf(capture, 'peer:1');
    await whole(view, capture);
    capture.index.dropBefore(6);
    assert.equal(view.first, 3);
    assert.deepEqual(view.gapsBefore(3), [{ count: 2, cause: 'ring-full' }]);
    assert.deepEqual(view.gapsBefore(4), [{ count: 2, cause: 'ring-full' }]);
    view.update();
    assert.deepEqual(view.gapsBefore(3), [{ count: 2, cause: 'ring-full' }]);
    await capture.close();
  });
});
