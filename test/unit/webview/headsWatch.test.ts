import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { HeadsWatch } from '../../../webview/ladder/headsWatch';

const FRAME_MS = 16;
const PAGE = 30;

describe('HeadsWatch', () => {
  let now = 0;
  const asked: string[] = [];
  let watch: HeadsWatch;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(performance, 'now', () => now);
    asked.length = 0;
    watch = new HeadsWatch(
      (from, to) => {
        asked.push(`${from}-${to}`);
        return Promise.resolve(undefined);
      },
      () => undefined,
    );
    watch.see(0, PAGE, false);
    pass(1);
    assert.deepEqual(asked, ['0-30']);
    asked.length = 0;
  });
  afterEach(() => mock.reset());

  function pass(frames: number): void {
    for (let i = 0; i < frames; i++) {
      now += FRAME_MS;
      mock.timers.tick(FRAME_MS);
    }
  }

  /** Scrolls evenly, a picture after another. @param rows A second. */
  function scroll(rows: number, seconds: number): void {
    const began = now;
    while (now - began < seconds * 1000) {
      const first = Math.floor(((now - began) / 1000) * rows) + 1;
      watch.see(first, first + PAGE, false);
      pass(1);
    }
  }

  it('asks again while a slow scroll goes on', () => {
    scroll(PAGE, 3.5);
    assert.equal(asked.length, 3);
  });

  it('waits while a scroll is too fast to see whose rows they are, and asks when it slows down or rests', () => {
    scroll(8 * PAGE, 3.5);
    assert.deepEqual(asked, []);
    pass(10);
    assert.equal(asked.length, 1);
    scroll(8 * PAGE, 3.5);
    scroll(PAGE, 2.1);
    assert.equal(asked.length, 2);
  });
});
