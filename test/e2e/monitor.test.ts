import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { violations } from './axe';
import { eventually } from './eventually';
import { THEMES, Workbench } from './workbench';

describe('monitor', () => {
  let workbench: Workbench;
  let monitor: Frame;

  const row = (): Locator => monitor.locator('.peer-row:visible');
  const cells = (column: string): Promise<string[]> =>
    monitor.locator(`.peer-row:visible .cell.${column}`).allTextContents();
  const head = (column: string): Locator => monitor.locator(`.cell.head.${column}`);
  const filter = (): Locator => monitor.getByRole('searchbox', { name: 'Filter peers' });
  const grid = (): Locator => monitor.getByRole('grid', { name: 'Peers' });
  const press = (key: string) => workbench.page.keyboard.press(key);

  /** Waits for the ladder that is in front, and goes back to the monitor. */
  async function ladderOpened(check: (ladder: Frame) => Promise<void>): Promise<void> {
    const ladder = await workbench.webview('.grid .row .type');
    await check(ladder);
    await workbench.runCommand('View: Close Editor');
    await seek();
  }

  async function seek(): Promise<void> {
    await workbench.runCommand('Bitcoin: Open Monitor');
    monitor = await workbench.webview('.peer-row .cell');
  }

  before(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.traceDemo();
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed monitor ${this.currentTest.title}`);
  });

  it('opens when a trace starts, with its peers, rates and totals', async () => {
    monitor = await workbench.webview('.peer-row .cell');
    await eventually('several peers', async () => (await row().count()) >= 8);
    await monitor.locator('.rate-chart canvas').waitFor();
    await monitor.locator('.totals tbody tr').nth(3).waitFor();
    assert.match((await monitor.locator('.facts').textContent())!, /\d+ peers.*messages\/s/);
    const about = await monitor.locator('#chart-about').textContent();
    assert.match(about!, /^Rates of messages from .* at most .* a second\..*Most messages: /);
  });

  it('sorts by a column, both ways', async () => {
    await head('id').click();
    await eventually('ascending ids', async () => {
      const ids = (await cells('id')).map((text) => Number(text.replace('⚠', '')));
      return ids.length > 5 && ids.every((id, i) => i === 0 || ids[i - 1]! < id);
    });
    assert.equal(await head('id').getAttribute('aria-sort'), 'ascending');
    await head('id').click();
    await eventually('descending ids', async () => {
      const ids = (await cells('id')).map((text) => Number(text.replace('⚠', '')));
      return ids.length > 5 && ids.every((id, i) => i === 0 || ids[i - 1]! > id);
    });
  });

  it('keeps the order while somebody points at a row', async () => {
    await head('last').click();
    await row().first().hover();
    const held = await cells('address');
    const messages = await cells('messagesIn');
    await eventually('new numbers', async () => {
      const now = await cells('messagesIn');
      return now.join() !== messages.join();
    });
    const [first] = await cells('address');
    assert.equal(first, held[0]);
    await workbench.page.mouse.move(5, 5);
  });

  it('filters by words', async () => {
    await filter().fill('inbound');
    await eventually('inbound peers only', async () => {
      const types = await cells('type');
      return types.length > 0 && types.every((type) => type === '↓ inbound');
    });
    await filter().fill('-inbound');
    await eventually('no inbound peer', async () => {
      const types = await cells('type');
      return types.length > 0 && types.every((type) => type !== '↓ inbound');
    });
    await filter().fill('');
    await eventually('all', async () => (await row().count()) >= 8);
  });

  it('opens the ladder of a peer by keyboard', async () => {
    await head('id').click();
    await grid().focus();
    await press('ArrowDown');
    await press('ArrowRight');
    await eventually('the second cell of a row', async () =>
      /^peer-\d+-1$/.test((await grid().getAttribute('aria-activedescendant')) ?? ''),
    );
    const address = await monitor.locator('.peer-row.current .cell.address').textContent();
    await press('Enter');
    await ladderOpened(async (ladder) => {
      const title = await ladder.locator('.peer-address').textContent();
      assert.equal(title, address);
    });
  });

  it('opens the ladder of a message type', async () => {
    await monitor.locator('.totals').getByRole('button', { name: 'ping', exact: true }).click();
    await ladderOpened(async (ladder) => {
      await eventually('pings only', async () => {
        const types = await ladder.locator('.grid .row:visible .type:visible').allTextContents();
        return types.length > 0 && types.every((type) => type === 'ping');
      });
    });
  });

  it('opens the ladder where a span is brushed', async () => {
    await eventually('a few seconds', async () => {
      const last = await monitor.getByRole('slider').getAttribute('aria-valuemax');
      return Number(last) > 20;
    });
    const plot = (await monitor.locator('.u-over').boundingBox())!;
    const { mouse } = workbench.page;
    await mouse.move(plot.x + plot.width * 0.5, plot.y + 20);
    await mouse.down();
    await mouse.move(plot.x + plot.width * 0.9, plot.y + 20, { steps: 5 });
    await mouse.up();
    await ladderOpened(async (ladder) => {
      // What was before the span is left out.
      const clear = ladder.getByRole('button', { name: 'Clear', exact: true });
      if ((await clear.count()) > 0)
        await eventually(
          'rows from there on',
          async () => (await clear.getAttribute('aria-pressed')) === 'true',
        );
    });
  });

  it('copies its table', async () => {
    const { page } = workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await grid().focus();
    await page.evaluate("navigator.clipboard.writeText('')");
    await workbench.runCommand('Bitcoin: Copy Table of Peers as CSV');
    const lines = await eventually('a table', async () => {
      const text = await page.evaluate<string>('navigator.clipboard.readText()');
      return text === '' ? undefined : text.trim().split('\n');
    });
    assert.match(lines[0]!, /^Peer,Node,Type,Network,Address/);
    assert.ok(lines.length > 8);
  });

  it('keeps what was chosen when it is closed and opened again', async () => {
    await monitor.getByRole('button', { name: 'Bytes/s' }).click();
    await head('address').click();
    // It is kept a moment later.
    await workbench.page.waitForTimeout(1000);
    await workbench.runCommand('View: Close Editor');
    await seek();
    await eventually(
      'the same order',
      async () => (await head('address').getAttribute('aria-sort')) === 'ascending',
    );
    const bytes = monitor.getByRole('button', { name: 'Bytes/s' });
    assert.equal(await bytes.getAttribute('aria-pressed'), 'true');
  });

  for (const [theme, bodyClass] of THEMES) {
    it(`can be used by everybody in ${theme}`, async () => {
      await workbench.chooseTheme(theme);
      await seek();
      await monitor.locator(`body.${bodyClass}`).waitFor();
      assert.deepEqual(await violations(monitor), []);
      await workbench.screenshot(`monitor ${theme}`);
    });
  }
});
