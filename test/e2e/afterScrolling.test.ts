import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { Recordings } from '../../src/extension/captures/recordings';
import type { Recording } from '../../src/extension/captures/recording';
import { hello, message } from '../unit/support/frames';
import { noSource } from '../unit/support/noSource';
import { BareInspector } from './bareInspector';
import { writeCrowd } from './crowd';
import { settles } from './eventually';
import { endLadders, LadderPageTester, launchBrowser } from './ladderPage';

/** More than a page of bytes. */
const PAYLOAD = Buffer.alloc(20_000, 7);

/** While rows scroll, something lies over them: see webview/common/scrollShield.ts. */
describe('a mouse right after scrolling', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-scrolled-'));
  const recordings = new Recordings(noSource);
  let browser: Browser;

  const recordingOf = async (name: string): Promise<Recording> =>
    (await recordings.open(join(folder, name))).recording;

  before(async () => {
    writeCrowd(join(folder, 'crowd'), 2000);
    writeFileSync(
      join(folder, 'large'),
      Buffer.concat([hello, message({ type: 'unknown', payload: PAYLOAD })]),
    );
    browser = await launchBrowser();
  });
  after(() => endLadders(browser, recordings, folder));

  /** Turns the wheel over a place, until the page has seen it. */
  async function scroll(page: Page, x: number, y: number): Promise<void> {
    await page.mouse.move(x, y);
    const scrolls = page.waitForFunction(`document.querySelector('.scroll-shield:not([hidden])')`);
    await page.mouse.wheel(0, -120);
    await scrolls;
  }

  // A finger rests on the button for some 100 ms: what lay over the rows may be gone before it is lifted.
  for (const heldMs of [0, 50, 100, 200])
    it(`selects the row in a ladder whose click takes ${heldMs} ms`, async () => {
      const tester = await LadderPageTester.open(browser, await recordingOf('crowd'));
      const { page } = tester;
      await page.locator('.row:not(.waiting):visible').nth(5).waitFor();
      // It opens at its beginning, where peers connect.
      await page.locator('.grid').press('End');
      await page.locator('.row:not(.waiting):visible .type:visible').nth(5).waitFor();
      const grid = (await page.locator('.grid').boundingBox())!;
      const at = { x: grid.x + grid.width - 200, y: grid.y + 200 };
      // What is left of the scroll moves the rows on: which of them is pressed counts.
      await page.evaluate(`addEventListener('pointerdown', ({ clientY }) => {
        const isUnder = (row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return top <= clientY && clientY < bottom;
        };
        pressed = [...document.querySelectorAll('.row')].filter(isUnder).map(({ id }) => id);
      }, { capture: true, once: true })`);
      await scroll(page, at.x, at.y);
      await page.mouse.down();
      await page.waitForTimeout(heldMs);
      await page.mouse.up();
      // Until it is drawn, the last row is the one that is selected.
      await settles('the selected row', async () => {
        const selected = page.locator('.row[aria-selected=true]:visible');
        assert.equal(await selected.count(), 1);
        assert.deepEqual(await page.evaluate('pressed'), [await selected.getAttribute('id')]);
      });
      assert.equal(await page.evaluate(`document.activeElement?.className.includes('grid')`), true);
      assert.equal(
        tester.told.filter((each) => Object.hasOwn(each as object, 'inspect')).length,
        1,
      );
      await tester.close();
    });

  it('selects the row of a ladder that grows while the button is down', async () => {
    const { recording } = await recordings.create(join(folder, randomUUID()));
    const { capture } = recording;
    const some = Buffer.concat(Array.from({ length: 200 }, (_, i) => message({ timeNs: i * 1e6 })));
    await capture.append(Buffer.concat([hello, some]));
    const tester = await LadderPageTester.open(browser, recording);
    const { page } = tester;
    const row = page.locator('.row[aria-rowindex="195"]:visible');
    await row.locator('.type').waitFor();
    const { x, y, height } = (await row.boundingBox())!;
    await page.mouse.move(x + 300, y + height / 2);
    await page.mouse.down();
    await capture.append(Buffer.concat(Array.from({ length: 4 }, () => message({ timeNs: 1e9 }))));
    await settles('rows that moved', async () => assert.notEqual((await row.boundingBox())!.y, y));
    await page.mouse.up();
    const selected = page.locator('.row[aria-selected=true]:visible');
    await settles('the selected row', async () =>
      assert.equal(await selected.getAttribute('aria-rowindex'), '195'),
    );
    await tester.close();
  });

  it('selects the byte that it is pressed on', async () => {
    const inspector = await BareInspector.open(browser, await recordingOf('large'));
    const { page } = inspector;
    await inspector.show(0, { width: 900, height: 500 });
    const hex = (await page.locator('[aria-label="Payload in hex"]').boundingBox())!;
    await page.mouse.move(hex.x + 150, hex.y + 100);
    await page.mouse.wheel(0, 1200);
    await page.waitForTimeout(600);
    const before = await page.locator('.byte.selected:visible').allTextContents();
    assert.equal(before.length, 0);
    await scroll(page, hex.x + 150, hex.y + 100);
    await page.mouse.down();
    await page.mouse.up();
    await settles('the selected byte', async () => {
      assert.equal(await page.locator('.hex .byte.selected:visible').count(), 1);
    });
    await inspector.close();
  });
});
