import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { violations } from './axe';
import { BLOCKS, LAST_HASH, PEERS, writeCompactBlocks } from './compactBlockSession';
import { eventually } from './eventually';
import { MonitorWindow } from './monitorWindow';
import { THEMES, Workbench } from './workbench';

describe('what the node did, and what peers did wrong', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-blocks-'));
  let workbench: Workbench;
  let page: Frame;
  const rows = (): Locator => page.locator('.virtual-view .block-row:visible');
  const cells = (column: string) =>
    page.locator(`.virtual-view .block-row:visible .cell.${column}`).allTextContents();

  /** The ladder that is opening is. */
  async function isFiltered(filter: string): Promise<void> {
    await eventually(`the filter ${filter}`, async () => {
      const ladder = await workbench.webview('.filter-box input');
      return (await ladder.locator('.filter-box input').inputValue({ timeout: 2000 })) === filter;
    });
  }

  async function open(): Promise<void> {
    await workbench.runCommand('Bitcoin: Show Compact Blocks');
    page = await workbench.webview('.virtual-view .block-row .cell');
    await rows().first().waitFor();
  }

  before(async () => {
    const path = join(folder, 'compact.p2ptrace');
    writeCompactBlocks(path);
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.openCapture(path);
  });
  after(async () => {
    await workbench.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await workbench.screenshot(`failed compact blocks ${this.currentTest.title}`);
  });

  it('lists compact blocks to the node, the latest first, with median and worst', async () => {
    await open();
    await eventually('all of them', async () =>
      (await page.locator('.blocks-summary').textContent())!.startsWith(
        `${BLOCKS * PEERS} compact blocks; for ${BLOCKS / 3} of them`,
      ),
    );
    assert.equal((await cells('height'))[0], '840,059');
    const spreads = await page.locator('.spreads tbody').textContent();
    assert.match(spreads!, /Missing transactions180\D*0\D*59/);
    assert.match(spreads!, /From the first header to connected180/);
    await page.getByRole('button', { name: 'From the node' }).click();
    await page.getByText('No compact block was seen.').waitFor();
    await page.getByRole('button', { name: 'To the node' }).click();
    await rows().first().waitFor();
  });

  it('sorts by what was missing, by mouse and by keyboard', async () => {
    await page.locator('.block-head .cell.missing').click();
    await eventually('the most first', async () => (await cells('missing'))[0] === '59');
    assert.equal((await cells('roundTrips'))[0], '1');
    const grid = page.getByRole('grid', { name: 'Compact blocks' });
    await grid.focus();
    for (const key of ['Home', 'ArrowUp', 'ArrowRight', 'Enter']) await grid.press(key);
    const column = await page.locator('.block-head .cell.active').textContent();
    await eventually('another order', async () => {
      const sorted = page.locator('.block-head .cell:is([aria-sort^="a"], [aria-sort^="d"])');
      return (await sorted.textContent()) === column;
    });
  });

  it('leads from a row to the message in the ladder', async () => {
    await page.locator('.block-head .cell.time').click();
    await eventually('by time', async () => (await cells('height'))[0] === '840,059');
    await rows().first().click();
    const ladder = await workbench.webview('.grid .row .type');
    const active = ladder.locator('.row.active');
    await active.waitFor();
    assert.match((await active.textContent())!, /cmpctblock/);
  });

  it('copies all of them as CSV', async () => {
    await open();
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.page.evaluate("navigator.clipboard.writeText('')");
    await page.getByRole('button', { name: 'Copy as CSV' }).click();
    const lines = await eventually('a table', async () => {
      const text = await workbench.page.evaluate<string>('navigator.clipboard.readText()');
      return text === '' ? undefined : text.trim().split('\n');
    });
    assert.match(lines[0]!, /^row,time,pid,peer,address,direction,hash,height,high_bandwidth/);
    assert.equal(lines.length, BLOCKS * PEERS + 1);
  });

  for (const [theme, bodyClass] of THEMES)
    it(`can be used by everybody in ${theme}, at every width`, async () => {
      await workbench.chooseTheme(theme);
      await open();
      await page.locator(`body.${bodyClass}`).waitFor();
      for (const [width, height] of [
        [640, 720],
        [1440, 900],
      ] as const) {
        await workbench.page.setViewportSize({ width, height });
        await workbench.page.waitForTimeout(600);
        assert.deepEqual(await violations(page), []);
        await workbench.screenshot(`compact blocks ${theme} ${width}`);
      }
    });

  it('sums up the story of a block', async () => {
    await workbench.runCommand('Bitcoin: Open Ladder of All Peers');
    const ladder = await workbench.webview('.grid .row .type');
    const filter = ladder.locator('.filter-box input');
    await filter.fill(`hash:${LAST_HASH}`);
    await filter.press('Enter');
    const title = ladder.locator('.story-title');
    await eventually('a sentence', async () =>
      /^Header first from peer 0 .*compact block from peer 0.*, connected at height 840,059 in 210 ms.*, announced on to 8 peers\.$/.test(
        (await title.textContent()) ?? '',
      ),
    );
    await workbench.screenshot('story of a block');
    await filter.fill('');
    await filter.press('Enter');
  });

  it('counts in the sidebar what a peer did wrong, and leads to it', async () => {
    const found = workbench.sidebar.locator('.row.peer .found.error');
    await found.waitFor();
    assert.equal(await found.textContent(), '9+');
    await workbench.screenshot('sidebar with findings');
    await found.click();
    await isFiltered('finding:error,warning');
    const ladder = await workbench.webview('.frame .row .type');
    await eventually('what it did', async () => {
      const types = await ladder.locator('.frame .row:visible .type').allTextContents();
      return types.length === 12 && types.every((type) => type.includes('inv'));
    });
  });

  it('counts it in the monitor, sorts by it, and leads to it', async () => {
    const monitor = new MonitorWindow(workbench);
    await monitor.alone();
    await eventually('a count', async () => (await monitor.cells('errors')).includes('12'));
    await monitor.sort('errors', 'descending');
    await eventually('the most first', async () => (await monitor.ids())[0] === 1);
    await workbench.screenshot('monitor with findings');
    await monitor.rows.first().locator('.cell.errors').click();
    await isFiltered('finding:error');
  });
});
