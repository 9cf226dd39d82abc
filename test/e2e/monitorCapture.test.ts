import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { violations } from './axe';
import { writeCrowd } from './crowd';
import { eventually, settles } from './eventually';
import { MonitorWindow } from './monitorWindow';
import { THEMES, Workbench } from './workbench';

describe('the monitor of a capture with 125 peers at a time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-monitor-'));
  let workbench: Workbench;
  let monitor: MonitorWindow;
  const press = (key: string) => workbench.page.keyboard.press(key);

  /** @param column Of the first row. */
  async function menu(column: string, item: string): Promise<void> {
    await monitor.rows.first().locator(`.cell.${column}`).click({ button: 'right' });
    await workbench.chooseEntry(item);
  }

  before(async () => {
    const path = join(folder, 'crowd.btcp2p');
    writeCrowd(path, 4000);
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.openCapture(path);
    monitor = new MonitorWindow(workbench);
    await monitor.alone();
  });
  after(async () => {
    await workbench.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await workbench.screenshot(`failed capture monitor ${this.currentTest.title}`);
    await monitor.alone();
    await monitor.filter.fill('');
  });

  it('has its peers, rates and totals', async () => {
    await monitor.page.locator('.totals tbody tr').nth(3).waitFor();
    const facts = await monitor.page.locator('.facts').textContent();
    assert.match(facts!, /125 peers 125 in, 0 out.*messages\/s on average/);
    const about = await monitor.page.locator('#chart-about').textContent();
    assert.match(about!, /^Rates of messages from .* at most .* a second\..*Most messages: /);
  });

  it('sorts by a column, both ways', async () => {
    await monitor.sort('id', 'ascending');
    await eventually('ascending ids', async () => {
      const ids = await monitor.ids();
      return ids.length > 5 && ids.every((id, i) => i === 0 || ids[i - 1]! < id);
    });
    await monitor.sort('id', 'descending');
    await eventually('descending ids', async () => {
      const ids = await monitor.ids();
      return ids.length > 5 && ids.every((id, i) => i === 0 || ids[i - 1]! > id);
    });
  });

  it('filters by words', async () => {
    await monitor.filter.fill('onion');
    await eventually('onion peers only', async () => {
      const addresses = await monitor.cells('address');
      return addresses.length > 0 && addresses.every((each) => each.endsWith('.onion:8333'));
    });
    await monitor.filter.fill('-onion');
    await eventually('no onion peer', async () => {
      const addresses = await monitor.cells('address');
      return addresses.length > 0 && addresses.every((each) => !each.endsWith('.onion:8333'));
    });
    await monitor.filter.fill('');
  });

  it('says why no row is there, and brings them back', async () => {
    await monitor.filter.fill('nobody has this');
    const why = monitor.page.locator('.no-peers:visible');
    await why.getByText('The filter “nobody has this” finds no open peer.').waitFor();
    await workbench.screenshot('monitor without rows');
    assert.deepEqual(await violations(monitor.page), []);
    await why.getByRole('button', { name: 'Clear Filter' }).click();
    await why.waitFor({ state: 'hidden' });
    await eventually('all', async () => (await monitor.rows.count()) > 8);
    assert.equal(await monitor.filter.inputValue(), '');
  });

  it('shows the row of the keyboard again when the keyboard comes back', async () => {
    const current = monitor.page.locator('.peer-row.current .cell.id:visible');
    await monitor.sort('id', 'ascending');
    await monitor.grid.focus();
    await press('End');
    await press('Home');
    const id = await current.textContent();
    await monitor.sort('id', 'descending');
    // The list stays at its beginning for the hand that sorts it.
    await eventually('the other end', async () => (await monitor.ids())[0]! > Number(id));
    await monitor.filter.focus();
    await monitor.grid.focus();
    await settles('the same row', async () => assert.equal(await current.textContent(), id));
    await press('Home');
  });

  it('opens the ladder of a peer by keyboard', async () => {
    await monitor.sort('id', 'descending');
    await monitor.grid.focus();
    await press('ArrowDown');
    await press('ArrowRight');
    await settles('the second cell of a row', async () => {
      const active = await monitor.grid.getAttribute('aria-activedescendant');
      assert.match(active ?? 'none', /^peer-\d+-1$/);
    });
    const id = await monitor.page.locator('.peer-row.current .cell.id').textContent();
    await press('Enter');
    await monitor.ladder(async () => {
      await workbench.page.getByRole('tab', { name: new RegExp(`Peer ${id}\\b`) }).waitFor();
    });
  });

  it('opens the ladder of a peer by a click on any cell', async () => {
    const row = monitor.rows.nth(2);
    const id = await row.locator('.cell.id').textContent();
    await row.locator('.cell.messagesIn').click();
    await monitor.ladder(async () => {
      await workbench.page.getByRole('tab', { name: new RegExp(`Peer ${id}\\b`) }).waitFor();
    });
    await workbench.page.mouse.move(5, 5);
  });

  it('opens the ladder of a message type', async () => {
    await monitor.page
      .locator('.totals')
      .getByRole('button', { name: 'ping', exact: true })
      .click();
    await monitor.ladder(async (ladder) => {
      await eventually('pings only', async () => {
        const types = await ladder.locator('.grid .row:visible .type:visible').allTextContents();
        return types.length > 0 && types.every((type) => type === 'ping');
      });
    });
  });

  it('has a menu on each cell, which filters by it, and names the peer', async () => {
    const [address] = await monitor.cells('address');
    await menu('address', 'Filter by This Value');
    await eventually('the filter', async () => (await monitor.filter.inputValue()) === address);
    await eventually('that peer alone', async () => (await monitor.rows.count()) === 1);
    await menu('type', 'Name Peer…');
    const input = workbench.page.locator('.quick-input-widget input[type=text]');
    await input.fill('my friend');
    await input.press('Enter');
    await eventually('the name', async () =>
      (await monitor.cells('address')).some((text) => text.startsWith('my friend · ')),
    );
    await monitor.filter.fill('');
    await eventually('all', async () => (await monitor.rows.count()) > 8);
  });

  it('has no menu of a peer on the space below the rows', async () => {
    const [address] = await monitor.cells('address');
    await monitor.filter.fill(address!.replace(/^.* · /, ''));
    await eventually('that peer alone', async () => (await monitor.rows.count()) === 1);
    await monitor.grid.focus();
    await press('ArrowDown');
    const box = (await monitor.grid.boundingBox())!;
    const at = [box.x + 100, box.y + box.height - 20] as const;
    await workbench.page.mouse.click(...at, { button: 'right' });
    const items = workbench.page.locator('.context-view .action-label');
    await items.getByText('Copy Table').waitFor();
    assert.equal(await items.getByText('Name Peer…').count(), 0);
    await press('Escape');
    await monitor.grid.focus();
    await press('Shift+F10');
    await items.getByText('Name Peer…').waitFor();
    await press('Escape');
    await monitor.filter.fill('');
    await eventually('all', async () => (await monitor.rows.count()) > 8);
  });

  it('opens the ladder where a stretch is brushed, from its first row to its last', async () => {
    const plot = (await monitor.page.locator('.u-over').boundingBox())!;
    const { mouse } = workbench.page;
    await mouse.move(plot.x + plot.width * 0.5, plot.y + 20);
    await mouse.down();
    await mouse.move(plot.x + plot.width * 0.7, plot.y + 20, { steps: 5 });
    await mouse.up();
    await monitor.ladder(async (ladder) => {
      await ladder.locator('.span-bar:visible').waitFor();
      await ladder.locator('.row[aria-rowindex="1"]:visible .type').waitFor();
      const length = async () =>
        Number(await ladder.locator('.grid').getAttribute('aria-rowcount'));
      assert.equal(await ladder.evaluate("document.querySelector('.grid').scrollTop"), 0);
      const shown = await length();
      await ladder.getByRole('button', { name: 'Show All Rows' }).click();
      await ladder.locator('.span-bar').waitFor({ state: 'hidden' });
      await eventually('all rows', async () => (await length()) > shown * 3);
    });
  });

  it('shows its keys', async () => {
    await monitor.grid.focus();
    await press('?');
    const keys = monitor.page.getByRole('dialog', { name: 'Keys of the Monitor' });
    await keys.waitFor();
    await workbench.screenshot('monitor keys');
    assert.deepEqual(await violations(monitor.page), []);
    await press('Escape');
    await keys.waitFor({ state: 'detached' });
    // Where VS Code has its help for who cannot see, it has this instead of an empty file.
    await monitor.grid.focus();
    await press('Alt+F1');
    await keys.waitFor();
    await press('Escape');
    await keys.waitFor({ state: 'detached' });
  });

  it('copies its table', async () => {
    const { page } = workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await monitor.grid.focus();
    await page.evaluate("navigator.clipboard.writeText('')");
    await workbench.runCommand('Bitcoin: Copy Table of Peers as CSV');
    const lines = await eventually('a table', async () => {
      const text = await page.evaluate<string>('navigator.clipboard.readText()');
      return text === '' ? undefined : text.trim().split('\n');
    });
    assert.match(lines[0]!, /^Peer,Node,Type,Network,Address/);
    assert.equal(lines.length, 126);
  });

  it('keeps what was chosen when it is closed and opened again', async () => {
    await monitor.page.getByRole('button', { name: 'Bytes/s' }).click();
    await monitor.sort('address', 'ascending');
    // It is kept a moment later.
    await workbench.page.waitForTimeout(1000);
    await workbench.runCommand('View: Close Editor');
    await monitor.open();
    await eventually(
      'the same order',
      async () => (await monitor.head('address').getAttribute('aria-sort')) === 'ascending',
    );
    const bytes = monitor.page.getByRole('button', { name: 'Bytes/s' });
    assert.equal(await bytes.getAttribute('aria-pressed'), 'true');
  });

  for (const [theme, bodyClass] of THEMES) {
    it(`can be used by everybody in ${theme}, at every width`, async () => {
      await workbench.chooseTheme(theme);
      await monitor.open();
      await monitor.page.locator(`body.${bodyClass}`).waitFor();
      for (const [width, height] of [
        [640, 720],
        [1440, 900],
      ] as const) {
        await workbench.page.setViewportSize({ width, height });
        await workbench.page.waitForTimeout(600);
        assert.deepEqual(await violations(monitor.page), []);
        await workbench.screenshot(`monitor of a capture ${theme} ${width}`);
      }
    });
  }
});
