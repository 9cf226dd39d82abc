import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { BlockCache } from '../../../webview/common/blockCache';
import { ScrollModel } from '../../../webview/common/scrollModel';

describe('ScrollModel', () => {
  it('is the native scroll bar while the list is short', () => {
    const scroll = new ScrollModel(20);
    scroll.resize(100, 200);
    assert.equal(scroll.scrollHeight, 2000);
    scroll.scrolled(510);
    assert.equal(scroll.offset, 510);
    assert.equal(scroll.scrollTop, 510);
    assert.deepEqual(scroll.range, { first: 25, end: 36 });
  });

  it('knows its end', () => {
    const scroll = new ScrollModel(20);
    scroll.resize(100, 200);
    assert.equal(scroll.atEnd, false);
    scroll.scrollToEnd();
    assert.equal(scroll.atEnd, true);
    assert.deepEqual(scroll.range, { first: 90, end: 100 });
    scroll.resize(200, 200);
    assert.equal(scroll.atEnd, false);
    scroll.resize(10, 200);
    assert.equal(scroll.offset, 0);
    assert.equal(scroll.atEnd, true);
  });

  it('scrolls as little as needed to reveal a row', () => {
    const scroll = new ScrollModel(20);
    scroll.resize(100, 205);
    scroll.reveal(5);
    assert.equal(scroll.offset, 0);
    scroll.reveal(10);
    assert.equal(scroll.offset, 15);
    scroll.reveal(0);
    assert.equal(scroll.offset, 0);
  });

  it('reaches every row of ten million with a scroll bar that a browser can draw', () => {
    const rows = 10_000_000;
    const scroll = new ScrollModel(24);
    scroll.resize(rows, 600);
    assert.ok(scroll.scrollHeight <= 2_000_000);
    scroll.scrolled(scroll.scrollHeight - 600);
    assert.equal(scroll.range.end, rows);
    scroll.scrolled((scroll.scrollHeight - 600) / 2);
    assert.ok(Math.abs(scroll.range.first - rows / 2) < 30);
    scroll.scrolled(0);
    assert.equal(scroll.range.first, 0);
  });

  it('moves a long list by the pixels of the wheel, not by its scale', () => {
    const scroll = new ScrollModel(24);
    scroll.resize(10_000_000, 600);
    scroll.scrollTo(120_000_000);
    scroll.native = scroll.scrollTop;
    for (let i = 0; i < 10; i++) scroll.scrolled(scroll.native + 53);
    assert.equal(scroll.offset, 120_000_530);
  });

  it('draws nothing of an empty list', () => {
    const scroll = new ScrollModel(24);
    scroll.resize(0, 600);
    assert.deepEqual(scroll.range, { first: 0, end: 0 });
    scroll.scrolled(0);
    assert.equal(scroll.offset, 0);
  });
});

describe('BlockCache', () => {
  const asked: string[] = [];
  const arrived: number[] = [];
  /** Answers a request that is not answered yet, by its first and last index. */
  const pending = new Map<string, (items: number[] | undefined) => void>();
  const cache = (maxBlocks = 10, maxAsked = 10) => {
    asked.length = arrived.length = 0;
    pending.clear();
    return new BlockCache<number>(
      10,
      maxBlocks,
      maxAsked,
      (from, to) => {
        asked.push(`${from}-${to}`);
        return new Promise((resolve) => pending.set(`${from}-${to}`, resolve));
      },
      (from) => arrived.push(from),
    );
  };
  const numbers = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => from + i);
  const answer = async (from: number, to: number, items = numbers(from, to)) => {
    pending.get(`${from}-${to}`)!(items);
    await setImmediate();
  };
  const fail = async (from: number, to: number) => {
    pending.get(`${from}-${to}`)!(undefined);
    await setImmediate();
  };

  it('asks for whole blocks, each once', async () => {
    const blocks = cache();
    blocks.want(5, 25, 100);
    blocks.want(8, 28, 100);
    assert.deepEqual(asked, ['0-10', '10-20', '20-30']);
    await answer(10, 20);
    assert.equal(blocks.get(15), 15);
    assert.equal(blocks.get(5), undefined);
    assert.deepEqual(arrived, [10]);
  });

  it('asks for the last block again when the list has grown', async () => {
    const blocks = cache();
    blocks.want(0, 5, 5);
    await answer(0, 5);
    blocks.want(0, 5, 5);
    assert.deepEqual(asked, ['0-5']);
    blocks.want(0, 8, 8);
    assert.deepEqual(asked, ['0-5', '0-8']);
    await answer(0, 8);
    assert.equal(blocks.get(7), 7);
  });

  it('keeps the longer of two answers that overtook each other', async () => {
    const blocks = cache();
    blocks.want(0, 5, 5);
    blocks.want(0, 8, 8);
    await answer(0, 8);
    await answer(0, 5);
    assert.equal(blocks.get(7), 7);
  });

  it('forgets what was not looked at for longest', async () => {
    const blocks = cache(2);
    blocks.want(0, 30, 100);
    await answer(0, 10);
    await answer(10, 20);
    blocks.want(0, 10, 100);
    await answer(20, 30);
    assert.deepEqual([blocks.get(0), blocks.get(10), blocks.get(20)], [0, undefined, 20]);
    asked.length = 0;
    blocks.want(10, 20, 100);
    assert.deepEqual(asked, ['10-20']);
  });

  it('waits for answers before it asks for more', async () => {
    const blocks = cache(10, 2);
    blocks.want(0, 10, 100);
    blocks.want(50, 60, 100);
    blocks.want(90, 100, 100);
    assert.deepEqual(asked, ['0-10', '50-60']);
    await answer(0, 10);
    blocks.want(90, 100, 100);
    assert.deepEqual(asked, ['0-10', '50-60', '90-100']);
  });

  it('goes on after short answers and failures, and does not ask in a loop', async () => {
    const blocks = cache(10, 2);
    blocks.want(0, 20, 100);
    await answer(0, 10, numbers(0, 3));
    await fail(10, 20);
    blocks.want(40, 60, 100);
    assert.deepEqual(asked, ['0-10', '10-20', '40-50', '50-60'], 'nothing is left open');
    await answer(40, 50);
    await answer(50, 60);
    assert.deepEqual(arrived, [0, 40, 50], 'a failure draws nothing, which would ask again');
    blocks.want(0, 10, 100);
    assert.equal(asked.length, 4, 'a short answer is all that there is');
    blocks.want(10, 20, 100);
    assert.equal(asked.at(-1), '10-20', 'what failed may be asked for again');
  });

  it('takes no answer to what was asked before it was cleared', async () => {
    const blocks = cache();
    blocks.want(0, 10, 100);
    const late = pending.get('0-10')!;
    blocks.clear();
    blocks.want(0, 10, 100);
    late(numbers(50, 60));
    await setImmediate();
    assert.equal(blocks.get(0), undefined);
    await answer(0, 10);
    assert.equal(blocks.get(0), 0);
  });
});
