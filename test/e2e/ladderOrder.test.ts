import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Browser, Locator } from 'playwright-core';
import { Recordings } from '../../src/extension/captures/recordings';
import type { Recording } from '../../src/extension/captures/recording';
import { hello, message } from '../unit/support/frames';
import { noSource } from '../unit/support/noSource';
import { eventually, settles } from './eventually';
import { launchBrowser, LadderPageTester } from './ladderPage';

/** The numbers of the rows in view, from top to bottom. */
const ROWS_IN_VIEW = `(() => {
  const grid = document.querySelector('.grid').getBoundingClientRect();
  return [...document.querySelectorAll('.grid .row:not([hidden], .waiting)')]
    .map((row) => ({ top: row.getBoundingClientRect().top, row: Number(row.getAttribute('aria-rowindex')) }))
    .filter(({ top }) => top >= grid.top && top + 24 <= grid.bottom)
    .sort((a, b) => a.top - b.top)
    .map(({ row }) => row);
})()`;

/** The host hears of everything late. */
const SLOWLY = `{
  const acquire = window.acquireVsCodeApi;
  window.acquireVsCodeApi = () => ({
    ...acquire(),
    postMessage: (packet) => setTimeout(() => window.toHost(packet), 300),
  });
}`;

/** Counts frames from now on, as they are painted, and those in which some place in view has no row, or a blank one. */
const WATCH_PLACES = `{
  places = { frames: 0, empty: 0, blank: 0 };
  const grid = document.querySelector('.grid');
  const look = () => {
    const { top } = grid.getBoundingClientRect();
    const tops = (rows) => [...grid.querySelectorAll(rows)].map((row) => row.getBoundingClientRect().top);
    const [taken, waiting] = [tops('.row:not([hidden])'), tops('.row.waiting:not([hidden])')];
    const has = (rows, y) => rows.some((at) => at - 1 <= y && y < at + 25);
    const ys = Array.from({ length: Math.floor((grid.clientHeight - 60) / 24) }, (_, i) => top + 30 + i * 24);
    places.frames++;
    if (!ys.every((y) => has(taken, y))) places.empty++;
    if (ys.some((y) => has(waiting, y))) places.blank++;
  };
  // What observes sizes comes last in a frame, after all that is drawn in it.
  const tick = document.body.appendChild(document.createElement('div'));
  tick.style.cssText = 'position: fixed; visibility: hidden; width: 1px';
  new ResizeObserver(look).observe(tick);
  const next = () => {
    tick.style.height = places.frames % 2 + 1 + 'px';
    requestAnimationFrame(next);
  };
  next();
}`;
interface Places {
  frames: number;
  empty: number;
  blank: number;
}

/** Where a ladder of many rows stands after its rows have another order, or are others. */
describe('a ladder of many rows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-order-'));
  const path = join(folder, 'busy.p2ptrace');
  const recordings = new Recordings(noSource);
  let browser: Browser;
  let recording: Recording;
  let tester: LadderPageTester;
  let grid: Locator;
  const rowCount = async () => Number(await grid.getAttribute('aria-rowcount'));
  const press = (key: string) => tester.page.keyboard.press(key);
  const scrollTop = () => tester.page.evaluate<number>("document.querySelector('.grid').scrollTop");

  /** Presses the mouse on the overview, at a share of its height. @returns Drags it from there to another. */
  const holdOverview = async (at: number): Promise<(share: number) => Promise<void>> => {
    const box = (await tester.page.locator('.overview').boundingBox())!;
    const dragTo = (share: number) => tester.page.mouse.move(box.x + 5, box.y + box.height * share);
    await dragTo(at);
    await tester.page.mouse.down();
    return dragTo;
  };

  const firstRow = (): Locator => tester.page.locator('.row[aria-rowindex="1"]:visible');

  before(async () => {
    writeFileSync(path, gunzipSync(readFileSync('dist/native/busy-session.p2ptrace.gz')));
    recording = (await recordings.open(path)).recording;
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    tester = await LadderPageTester.open(browser, recording);
    grid = tester.page.locator('.grid');
    await tester.page.locator('.row:visible .type:visible').first().waitFor();
  });
  afterEach(() => tester.close());
  after(async () => {
    recording.live = false;
    await browser.close();
    await recordings.close();
    rmSync(folder, { recursive: true });
  });

  it('begins with the first row when it is sorted, filtered while it is, and sorted on', async () => {
    await grid.focus();
    await press('End');
    await eventually('the end', async () => (await scrollTop()) > 1000);
    tester.ask({ sort: { by: 'latency', descending: true } });
    await firstRow().waitFor();
    await tester.page.mouse.move(300, 300);
    await tester.page.mouse.wheel(0, 20_000);
    await firstRow().waitFor({ state: 'hidden' });
    tester.ask({ filter: 'text:Satoshi OR type:ping' });
    await settles('the slowest of what the filter finds', async () => {
      assert.ok((await rowCount()) < 2000);
      assert.equal(await firstRow().count(), 1);
    });
    assert.equal(await scrollTop(), 0);
  });

  it('begins with the first row while the wheel still turns', async () => {
    tester.ask({ sort: { by: 'latency', descending: true } });
    await firstRow().waitFor();
    await tester.page.mouse.move(300, 300);
    for (let turn = 0; turn < 8; turn++) await tester.page.mouse.wheel(0, 4000);
    tester.ask({ filter: 'type:ping' });
    await settles('the slowest of what the filter finds', async () => {
      assert.ok((await rowCount()) < 2000);
      assert.equal(await firstRow().count(), 1);
    });
  });

  it('shows whole pages of the places that the overview is dragged past', async () => {
    const { page } = tester;
    const dragTo = await holdOverview(0.1);
    const rows = await rowCount();
    const pages = new Set<number>();
    await eventually('pages', async () => {
      for (let step = 0; step < 40; step++) {
        await dragTo(0.1 + (step / 40) * 0.8);
        const seen = await page.evaluate<number[]>(ROWS_IN_VIEW);
        const isPage = seen.every((row, i) => i === 0 || row === seen[i - 1]! + 1);
        if (isPage && seen.length > 5) pages.add(Math.floor((seen[0]! * 20) / rows));
      }
      return pages.size >= 3;
    });
    await page.mouse.up();
    await settles('the rows below the mouse', async () => {
      const seen = await page.evaluate<number[]>(ROWS_IN_VIEW);
      assert.ok(seen.every((row, i) => i === 0 || row === seen[i - 1]! + 1));
      assert.ok(seen[0]! > rows * 0.5, `${seen[0]} of ${rows}`);
    });
  });

  it('leaves no place empty while more becomes known of what is dragged past', async () => {
    const { page } = tester;
    const dragTo = await holdOverview(0.1);
    await page.evaluate(WATCH_PLACES);
    for (let round = 0; round < 6; round++)
      for (let step = 0; step < 30; step++) {
        await dragTo(0.1 + (step / 30) * 0.7);
        // As an answer does that was found to what is in view.
        tester.channel.notify('stale', { generation: tester.session.generation });
      }
    await page.mouse.up();
    const { frames, empty } = await page.evaluate<Places>('places');
    assert.ok(frames > 50, `${frames} frames`);
    assert.equal(empty, 0, `of ${frames} frames`);
  });

  it('draws the lines behind its first rows in a window that was made taller', async () => {
    const { page } = tester;
    for (const height of [740, 780, 840, 900, 940, 1000]) {
      await grid.focus();
      await press('End');
      await firstRow().waitFor({ state: 'hidden' });
      await page.setViewportSize({ width: 1280, height });
      await page.waitForTimeout(300);
      await press('Home');
      await firstRow().waitFor();
      const top = (await firstRow().boundingBox())!.y;
      const lines = (await page.locator('.grid .lines').boundingBox())!;
      assert.ok(lines.y <= top, `from ${lines.y - top} pixels below on, with ${height}`);
    }
  });

  it('names the row that the keyboard is on while the overview is dragged about it', async () => {
    const { page } = tester;
    // The strip of what is sorted goes by its rows.
    tester.ask({ filter: 'type:version', sort: { by: 'size', descending: true } });
    await settles('few rows', async () => assert.ok((await rowCount()) < 2000));
    const box = (await page.locator('.overview').boundingBox())!;
    const pixelsOfRow = box.height / (await rowCount());
    const moveTo = (rows: number) =>
      page.mouse.move(box.x + 5, Math.round(box.y + box.height / 2) + rows * pixelsOfRow);
    let seen: number[] = [];
    await settles('rows of the middle', async () => {
      await moveTo(0);
      await page.mouse.down();
      await page.mouse.up();
      await page.waitForTimeout(500);
      seen = await page.evaluate<number[]>(ROWS_IN_VIEW);
      const share = seen[0]! / (await rowCount());
      assert.ok(seen.length > 10 && share > 0.4 && share < 0.6, `${share}`);
    });
    await page.locator(`.row[aria-rowindex="${seen[Math.floor(seen.length / 2)]}"]`).click();
    const named = await grid.getAttribute('aria-activedescendant');
    for (let round = 0; round < 10; round++) {
      await moveTo(0);
      await page.mouse.down();
      for (const rows of [8, 0, -8, 0, 8]) {
        await moveTo(rows);
        await page.waitForTimeout(60);
      }
      await moveTo(0);
      await page.mouse.up();
      // Until the list rests, the row may be shown by an element that is about to show another.
      await settles('the row, and its name', async () => {
        assert.equal(await page.locator(`#${named}.active:visible`).count(), 1);
        assert.equal(await grid.getAttribute('aria-activedescendant'), named);
      });
    }
  });

  it('has its overview follow, and lead to, what is sorted', async () => {
    // Of few rows, those that are ready beside the ones in view would be a large share.
    tester.ask({ sort: { by: 'latency', descending: true }, filter: '' });
    await firstRow().waitFor();
    const strip = tester.page.locator('.overview');
    const box = (await strip.boundingBox())!;
    await settles('the middle', async () => {
      await tester.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      // The strip is drawn anew once nobody scrolls.
      await tester.page.waitForTimeout(800);
      const [shown = 0] = await tester.page.evaluate<number[]>(ROWS_IN_VIEW);
      const share = shown / (await rowCount());
      assert.ok(share > 0.4 && share < 0.6, `${share}`);
    });
    const window = (await strip.locator('.window').boundingBox())!;
    assert.ok(Math.abs(window.y - (box.y + box.height / 2)) < 10, `${window.y}`);
  });

  it('has no blank rows while it follows, however long an answer takes', async () => {
    const { recording: growing } = await recordings.create(join(folder, 'growing'));
    growing.live = true;
    const { capture } = growing;
    let timeNs = 0;
    const some = (count: number): Buffer =>
      Buffer.concat(Array.from({ length: count }, () => message({ timeNs: (timeNs += 1e6) })));
    await capture.append(Buffer.concat([hello, some(200)]));
    await tester.close();
    tester = await LadderPageTester.open(browser, growing, { before: SLOWLY });
    const { page } = tester;
    grid = page.locator('.grid');
    await page.locator('.row[aria-rowindex="200"]:visible .type:visible').waitFor();
    await page.evaluate(WATCH_PLACES);
    for (let burst = 0; burst < 20; burst++) {
      await capture.append(some(burst % 2 === 0 ? 40 : 3));
      await page.waitForTimeout(100);
    }
    const last = 200 + 10 * 43;
    await page.locator(`.row[aria-rowindex="${last}"]:visible .type:visible`).waitFor();
    assert.equal(await rowCount(), last);
    const { frames, empty, blank } = await page.evaluate<Places>('places');
    assert.ok(frames > 50, `${frames} frames`);
    assert.deepEqual({ empty, blank }, { empty: 0, blank: 0 }, `of ${frames} frames`);
  });

  it('calls new what comes, not what a search still finds', async () => {
    recording.live = true;
    await tester.close();
    tester = await LadderPageTester.open(browser, recording);
    grid = tester.page.locator('.grid');
    await tester.page.locator('.row:visible .type:visible').first().waitFor();
    await grid.focus();
    await press('Home');
    await firstRow().waitFor();
    tester.ask({ filter: 'text:a OR type:tx' });
    await settles('all that it finds', async () => {
      assert.doesNotMatch(
        (await tester.page.locator('.count').first().getAttribute('title'))!,
        /%/,
      );
      assert.ok((await rowCount()) < 36_000);
    });
    assert.equal(await tester.page.locator('.new-rows:visible').count(), 0);
  });
});
