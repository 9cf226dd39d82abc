import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { Recordings } from '../../src/extension/captures/recordings';
import { noSource } from '../unit/support/noSource';
import { writeCrowd } from './crowd';
import { endLadders, LadderPageTester, launchBrowser } from './ladderPage';

/** How rows are laid out in each picture that has some; as text, since it runs in the page. */
const LOOK = `
  // A host that is busy tells who has lanes a little after the rows.
  const { toHost } = window;
  window.toHost = (packet) =>
    setTimeout(() => toHost(packet), JSON.stringify(packet).includes('"heads"') ? 150 : 0);
  layouts = [];
  const look = () => {
    const shown = [...document.querySelectorAll('.row:not(.waiting) .time')];
    const layout = document.querySelector('.frame')?.className + ' ' + document.querySelectorAll('.head').length;
    if (shown.some(({ textContent }) => textContent !== '') && layouts.at(-1) !== layout)
      layouts.push(layout);
    requestAnimationFrame(look);
  };
  look();
`;

/** A page that is loaded again, as that of a tab is to which the user comes back. */
describe('the first picture of a page that brings its query', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-first-'));
  const recordings = new Recordings(noSource);
  let browser: Browser;

  before(async () => {
    writeCrowd(join(folder, 'crowd'), 2000);
    browser = await launchBrowser();
  });
  after(() => endLadders(browser, recordings, folder));

  it('has the lanes and columns that it keeps', async () => {
    const { recording } = await recordings.open(join(folder, 'crowd'));
    const tester = await LadderPageTester.open(browser, recording, { before: LOOK });
    await tester.page.locator('.row:not(.waiting) .time:visible').nth(9).waitFor();
    await tester.page.waitForTimeout(500);
    const layouts = await tester.page.evaluate<string[]>('layouts');
    assert.equal(layouts.length, 1, layouts.join('; '));
    await tester.close();
  });
});
