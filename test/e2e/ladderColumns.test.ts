import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { Recordings } from '../../src/extension/captures/recordings';
import type { Recording } from '../../src/extension/captures/recording';
import { hello, message, misbehaving } from '../unit/support/frames';
import { noSource } from '../unit/support/noSource';
import { settles } from './eventually';
import { endLadders, LadderPageTester, launchBrowser } from './ladderPage';

const MS = 1_000_000;
/** What is at the right of each row that has words, as a mouse would find it: nothing but its last columns. */
const FOUND_RIGHT_OF_SUMMARIES = `
  [...document.querySelectorAll('.row:not(.waiting)')].flatMap((row) => {
    const box = row.getBoundingClientRect();
    if (box.height === 0) return [];
    const from = Math.round(row.querySelector('.pair, .size').getBoundingClientRect().left);
    const found = [];
    for (let x = from; x < box.right; x += 2) {
      const at = document.elementFromPoint(x, box.top + 12);
      if (at?.closest('.summary')) found.push(x);
    }
    return found;
  })`;
/** Rows in which what a type is stands on what is said of it. */
const OVERLAPS = `
  [...document.querySelectorAll('.row:not(.waiting)')].filter((row) => {
    const kind = row.querySelector('.kind');
    const summary = row.querySelector('.summary').getBoundingClientRect();
    const type = row.querySelector('.type').getBoundingClientRect();
    return type.width > 0 && type.right > summary.left && getComputedStyle(kind).overflow !== 'clip';
  }).length`;

/** Messages whose summaries and types are longer than their columns. */
describe('the columns of a ladder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-columns-'));
  const recordings = new Recordings(noSource);
  let browser: Browser;
  let recording: Recording;
  let tester: LadderPageTester;

  before(async () => {
    const frames = [hello];
    for (let i = 0; i < 100; i++) {
      const about = { peer: i % 3, timeNs: 1_000 * MS + i * MS };
      frames.push(
        message({ ...about, type: 'getcfheaders', payload: Buffer.alloc(37) }),
        message({ ...about, type: 'ping', payload: Buffer.alloc(8, i + 1) }),
        misbehaving('a reason that takes more room than there is, '.repeat(2), about),
      );
    }
    writeFileSync(join(folder, 'long'), Buffer.concat(frames));
    recording = (await recordings.open(join(folder, 'long'))).recording;
    browser = await launchBrowser();
  });
  afterEach(() => tester.close());
  after(() => endLadders(browser, recordings, folder));

  async function open(width: number): Promise<void> {
    tester = await LadderPageTester.open(browser, recording, { width });
    await tester.page.locator('.row:not(.waiting):visible .type:visible').nth(5).waitFor();
  }

  for (const width of [760, 1000])
    it(`cover the end of a long summary in ${width} pixels, between them and beside them too`, async () => {
      await open(width);
      await settles('nothing of it', async () =>
        assert.deepEqual(await tester.page.evaluate(FOUND_RIGHT_OF_SUMMARIES), []),
      );
    });

  it('have no type that stands on a summary where there is little room', async () => {
    await open(700);
    await settles('none', async () => assert.equal(await tester.page.evaluate(OVERLAPS), 0));
  });

  it('have none where the user made the column of types narrower', async () => {
    await open(700);
    const handle = tester.page.getByRole('separator', { name: 'Width of the column Type' });
    await handle.focus();
    for (let i = 0; i < 6; i++) await handle.press('ArrowLeft');
    await settles('none', async () => assert.equal(await tester.page.evaluate(OVERLAPS), 0));
    const clipped = await tester.page.evaluate(
      `getComputedStyle(document.querySelector('.row .time')).overflow`,
    );
    assert.equal(clipped, 'clip');
  });
});
