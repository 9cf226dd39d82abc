import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { eventually, settles } from './eventually';
import { Workbench } from './workbench';

/**
 * A ladder that grows while its user does things: each test begins with all that was traced, at the end,
 * which the ladder follows.
 */
describe('a ladder that grows', () => {
  let workbench: Workbench;
  let ladder: Frame;
  let grid: Locator;
  const press = (key: string) => workbench.page.keyboard.press(key);
  const rowCount = async () => Number(await grid.getAttribute('aria-rowcount'));
  const button = (name: string) => ladder.getByRole('button', { name, exact: true });
  /** Over the rows: below them stands the story. */
  const newRows = () => ladder.locator('.new-rows:visible');

  const follow = () => button('Follow');

  /** Leaves out what came so far, or takes it in again. */
  async function toggleClear(): Promise<void> {
    await button('More').click();
    await ladder.locator('.popup-item:visible', { hasText: 'Clear' }).click();
  }

  async function isCleared(): Promise<boolean> {
    await button('More').click();
    const entry = ladder.locator('.popup-item:visible', { hasText: 'Clear' });
    const checked = (await entry.getAttribute('aria-checked')) === 'true';
    await entry.press('Escape');
    return checked;
  }

  async function setFilter(text: string): Promise<void> {
    const filter = ladder.getByRole('combobox', { name: 'Filter' });
    await filter.fill(text);
    await filter.press('Enter');
  }

  async function lastRow(): Promise<void> {
    await settles('the last row in view', async () => {
      const last = ladder.locator(`.row[aria-rowindex="${await rowCount()}"]:visible`);
      assert.equal(await last.count(), 1);
    });
  }

  async function grows(what: string): Promise<void> {
    const before = await rowCount();
    await eventually(what, async () => (await rowCount()) > before);
  }

  before(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.traceDemo();
    await workbench.peerRows.nth(8).waitFor();
    await workbench.runCommand('Bitcoin: Open Ladder of All Peers');
    ladder = await workbench.webview('.frame.many .row .type');
    grid = ladder.locator('.grid');
  });
  beforeEach(async () => {
    if (await button('Resume').isVisible()) await button('Resume').click();
    if (await isCleared()) await toggleClear();
    await setFilter('');
    await eventually('more than a screen', async () => (await rowCount()) > 60);
    if ((await follow().getAttribute('aria-pressed')) !== 'true') await follow().click();
    await lastRow();
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed live ${this.currentTest.title}`);
  });

  it('shows the newest at the bottom while it follows', async () => {
    await grows('growth');
    await lastRow();
    assert.equal(await newRows().count(), 0);
  });

  it('follows until the user leaves the end, and again by a key of VS Code', async () => {
    await grid.focus();
    await press('End');
    await press('PageUp');
    const isFollowing = async () => (await follow().getAttribute('aria-pressed')) === 'true';
    await eventually('left', async () => !(await isFollowing()));
    await press('f');
    await eventually('following', isFollowing);
    await lastRow();
  });

  it('stays where the user scrolls to, and says how many came since', async () => {
    await grid.focus();
    await press('Home');
    const first = ladder.locator('.row[aria-rowindex="1"]:visible');
    await first.waitFor();
    await eventually('new rows', async () =>
      /^↓ [1-9]\d*[KM]? new$/.test((await newRows().textContent({ timeout: 1000 })) ?? ''),
    );
    assert.equal(await first.count(), 1);
    // No row is below it.
    const [rows, button] = [await grid.boundingBox(), await newRows().boundingBox()];
    assert.ok(button!.x >= rows!.x + rows!.width);
    await newRows().click();
    await eventually('the end', async () => (await newRows().count()) === 0);
    await lastRow();
  });

  it('stands still while it is paused', async () => {
    await button('Pause').click();
    await button('Resume').waitFor();
    // What was on its way may still have come.
    await workbench.page.waitForTimeout(500);
    const paused = await rowCount();
    const before = await workbench.peers.innerText();
    await eventually('more traffic', async () => (await workbench.peers.innerText()) !== before);
    assert.equal(await rowCount(), paused);
    await button('Resume').click();
    await eventually('what came meanwhile', async () => (await rowCount()) > paused);
    await grows('growth');
  });

  it('leaves out what came so far, and takes it in again', async () => {
    const all = await rowCount();
    await toggleClear();
    await eventually('few rows', async () => (await rowCount()) < all);
    await grows('growth');
    await toggleClear();
    await eventually('all rows', async () => (await rowCount()) > all);
  });

  it('copies the messages that are selected', async () => {
    const { page } = workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await setFilter('type:ping');
    await settles('pings', async () => {
      const types = await ladder.locator('.row:visible .type:visible').allTextContents();
      assert.ok(types.length > 2 && types.every((type) => type === 'ping'));
    });
    await button('Pause').click();
    await button('Resume').waitFor();
    await grid.focus();
    await press('Home');
    await press('Shift+j');
    await press('Shift+j');
    await eventually(
      'three rows',
      async () => (await ladder.locator('.row[aria-selected="true"]:visible').count()) === 3,
    );
    const copied = async (command: string): Promise<string> => {
      await page.evaluate("navigator.clipboard.writeText('')");
      await workbench.runCommand(command);
      return eventually(command, async () => {
        const text = await page.evaluate<string>('navigator.clipboard.readText()');
        return text === '' ? undefined : text;
      });
    };
    const lines = (await copied('Bitcoin: Copy Messages as Text')).split('\n');
    assert.equal(lines.length, 3);
    for (const line of lines) assert.match(line, /[→←] peer \d+ .* ping 0x[0-9a-f]{16}/);
    const hex = (await copied('Bitcoin: Copy Messages as Hex')).split('\n');
    assert.ok(hex.length === 3 && hex.every((line) => /^[0-9a-f]{16}$/.test(line)));
    const json = JSON.parse(await copied('Bitcoin: Copy Messages as JSON')) as {
      message_type: string;
    }[];
    assert.deepEqual(
      json.map(({ message_type }) => message_type),
      ['ping', 'ping', 'ping'],
    );
    await grid.focus();
    await press('Control+a');
    const all = (await copied('Bitcoin: Copy Messages as Text')).split('\n');
    assert.equal(all.length, await rowCount());
  });

  it('has what happened to connections on their lifelines', async () => {
    await setFilter('peer:0..2');
    await grid.focus();
    await eventually('a connection that opens', async () => {
      await press('Home');
      const texts = await ladder.locator('.row.event:visible .summary').allTextContents();
      return texts.some((text) => text.startsWith('connected ('));
    });
    await ladder.locator('.row.event:visible .note:visible').first().waitFor();
  });

  it('goes on to follow when it grows taller', async () => {
    const { page } = workbench;
    for (const height of [500, 900]) {
      await page.setViewportSize({ width: 1440, height });
      await grows('messages');
      assert.equal(await follow().getAttribute('aria-pressed'), 'true');
      await lastRow();
    }
  });
});
