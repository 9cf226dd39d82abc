import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import { violations } from './axe';
import { eventually, settles } from './eventually';
import { THEMES, Workbench } from './workbench';

/**
 * What a user does in the ladder of all peers: each test begins at the first row of all, with no filter and
 * no inspector.
 */
describe('the ladder of all peers', () => {
  let workbench: Workbench;
  let ladder: Frame;
  let grid: Locator;
  let filter: Locator;
  /** Rows without a filter. */
  let all: number;
  const rows = () => ladder.locator('.row:visible');
  const types = async () => ladder.locator('.row:visible .type:visible').allTextContents();
  const rowCount = async () => Number(await grid.getAttribute('aria-rowcount'));
  const press = (key: string) => workbench.page.keyboard.press(key);

  async function setFilter(text: string): Promise<void> {
    await filter.fill(text);
    await filter.press('Enter');
  }

  /** Waits until the rows in view are of these types and no other. */
  async function onlyTypes(...wanted: string[]): Promise<void> {
    await eventually(`only ${wanted.join()}`, async () => {
      const shown = await types();
      return shown.length > 0 && shown.every((type) => wanted.includes(type));
    });
  }

  async function findLadder(): Promise<void> {
    ladder = await workbench.webview('.frame.many .row .type');
    grid = ladder.locator('.grid');
    filter = ladder.getByRole('combobox', { name: 'Filter' });
  }

  /** Presses or releases a button of the toolbar. */
  async function setPressed(name: string, pressed: boolean): Promise<void> {
    const button = ladder.getByRole('button', { name, exact: true });
    if ((await button.getAttribute('aria-pressed')) !== String(pressed)) await button.click();
  }

  /** Chooses in the menu of types, which stays open until it is left. */
  async function toggleType(item: string): Promise<void> {
    await ladder.getByRole('button', { name: /^Types/ }).click();
    const entry = ladder.locator('.popup-item:visible').filter({ hasText: item });
    await entry.click();
    await press('Escape');
  }

  before(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.traceDemo();
    await workbench.peerRows.nth(8).waitFor();
    await workbench.runCommand('Bitcoin: Open Ladder of All Peers');
    await findLadder();
    await eventually('messages', async () => (await rowCount()) > 1500);
    await workbench.runCommand('Bitcoin: Stop P2P Trace');
    await workbench.sidebar.getByText('Not live: ').waitFor();
    // What was on its way comes in a little later.
    all = await eventually('the last row', async () => {
      const count = await rowCount();
      await workbench.page.waitForTimeout(1000);
      return count === (await rowCount()) && count;
    });
  });
  beforeEach(async () => {
    if ((await workbench.page.getByRole('tab', { name: /^Message / }).count()) > 0) {
      await workbench.page.getByRole('tab', { name: /^All peers/ }).click();
      await workbench.runCommand('View: Close Editors in Other Groups');
    }
    await findLadder();
    await setPressed('Find', false);
    await toggleType('Show All');
    await setFilter('');
    await eventually('all rows', async () => (await rowCount()) === all);
    await grid.focus();
    // A view that is just being answered comes with its place of before.
    await settles('the first row', async () => {
      await press('Home');
      await ladder.locator('.row.active[aria-rowindex="1"]:visible').waitFor({ timeout: 2000 });
    });
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed ladder ${this.currentTest.title}`);
  });

  it('has a lifeline for the node and for each peer, and rows in view only', async () => {
    assert.ok((await ladder.locator('.head').count()) >= 10);
    assert.ok((await ladder.locator('.row').count()) < 200);
    assert.equal(await grid.getAttribute('role'), 'grid');
    const first = ladder.getByRole('button', { name: /^Peer 0: / });
    assert.equal(await first.getAttribute('aria-haspopup'), 'menu');
  });

  it('filters by an expression, and completes it', async () => {
    await filter.fill('type:ver');
    const option = ladder.getByRole('option', { name: /^verack/ });
    await option.waitFor();
    await filter.press('ArrowDown');
    await filter.press('ArrowDown');
    await filter.press('Tab');
    await settles('the completion', async () =>
      assert.match(await filter.inputValue(), /^type:(version|verack)$/),
    );
    await setFilter('type:version|verack dir:in');
    await onlyTypes('version', 'verack');
  });

  it('says where a filter is wrong, and keeps what it shows', async () => {
    await setFilter('type:version');
    await onlyTypes('version');
    const before = await types();
    await filter.fill('type:version peer:x');
    await ladder.locator('.problem .wrong', { hasText: 'x' }).waitFor();
    await settles('the problem', async () => {
      assert.match((await ladder.locator('.problem').textContent())!, /“peer:” takes no “x”/);
      assert.equal(await filter.getAttribute('aria-invalid'), 'true');
      assert.deepEqual(await types(), before);
    });
    await workbench.screenshot('ladder filter error');
  });

  it('finds words of summaries, and marks them where it hides nothing', async () => {
    await setFilter('satoshi');
    await onlyTypes('version');
    const found = await rowCount();
    assert.ok(found < all);
    await setPressed('Find', true);
    await eventually('all rows', async () => (await rowCount()) === all);
    await grid.focus();
    await press('Home');
    await press('n');
    const active = ladder.locator('.row.active.match:visible');
    await active.waitFor();
    await settles('a version message', async () =>
      assert.equal(await active.locator('.type').textContent(), 'version'),
    );
  });

  it('hides a family, and shows it again', async () => {
    await toggleType('Ping and pong');
    await eventually('fewer rows', async () => (await rowCount()) < all);
    await settles('no pings', async () => {
      await ladder.getByRole('button', { name: 'Types 8/9' }).waitFor();
      assert.ok(!(await types()).some((type) => type === 'ping' || type === 'pong'));
    });
    await toggleType('Ping and pong');
    await eventually('all rows', async () => (await rowCount()) === all);
  });

  it('jumps from a request to its answer and back, by key and by click', async () => {
    await setFilter('type:ping|pong');
    await onlyTypes('ping', 'pong');
    await grid.focus();
    await press('Home');
    const activeType = () => ladder.locator('.row.active:visible .type').textContent();
    const activeIndex = () => ladder.locator('.row.active:visible').getAttribute('aria-rowindex');
    await eventually(
      'a pair',
      async () => (await ladder.locator('.row.active:visible .link').count()) > 0,
    );
    const [type, index] = [await activeType(), await activeIndex()];
    await press('p');
    await eventually('the other end', async () => (await activeIndex()) !== index);
    await settles('the other type', async () => assert.notEqual(await activeType(), type));
    await press('Escape');
    await eventually('back', async () => (await activeIndex()) === index);
    await ladder.locator('.row.active:visible .link').first().click();
    await eventually('the other end', async () => (await activeIndex()) !== index);
  });

  it('keeps the selected row through filters', async () => {
    await setFilter('type:ping|pong');
    await onlyTypes('ping', 'pong');
    await ladder.locator('.row[aria-rowindex="3"]:visible .type').click();
    const row = ladder.locator('.row.active[aria-selected="true"]:visible .summary');
    const summary = await row.textContent();
    assert.match(summary!, /0x[0-9a-f]+/);
    for (const wider of ['type:pong|ping|inv', '']) {
      const before = await rowCount();
      await setFilter(wider);
      await eventually('more rows', async () => (await rowCount()) > before);
      await eventually('the row again', async () => (await row.textContent()) === summary);
    }
  });

  it('leaves the selected row where it stands when a filter is taken away', async () => {
    await setFilter('type:getblocktxn');
    await onlyTypes('getblocktxn');
    const active = ladder.locator('.row.active:visible');
    await ladder.locator('.row[aria-rowindex="3"]:visible .type').click();
    await active.waitFor();
    const time = await active.locator('.time').textContent();
    const { y } = (await active.boundingBox())!;
    await setFilter('');
    await eventually('all rows', async () => (await rowCount()) === all);
    await settles('the row', async () => {
      assert.equal(await active.locator('.time').textContent({ timeout: 1000 }), time);
      assert.ok(Math.abs((await active.boundingBox())!.y - y) < 1);
    });
  });

  it('measures time from a row that was chosen as zero', async () => {
    await press('j');
    await ladder.locator('.row.active:visible .type').waitFor();
    await press('z');
    const time = ladder.locator('.row.active:visible .time');
    await eventually('zero', async () => (await time.textContent()) === '+0.000000 s');
    await press('k');
    await eventually('before it', async () => (await time.textContent())?.startsWith('-'));
  });

  it('goes where the overview is dragged', async () => {
    const box = (await ladder.locator('.overview').boundingBox())!;
    const { mouse } = workbench.page;
    const dragTo = async (y: number): Promise<void> => {
      await mouse.move(box.x + 10, box.y + box.height / 2);
      await mouse.down();
      await mouse.move(box.x + 10, y, { steps: 5 });
      await mouse.up();
    };
    // Beyond its edge: how many rows each pixel of it stands for depends on when they came.
    await dragTo(box.y - 20);
    await ladder.locator('.row[aria-rowindex="1"]:visible').waitFor();
    await dragTo(box.y + box.height - 2);
    await eventually('the end', async () => {
      const shown = await rows().first().getAttribute('aria-rowindex');
      return Number(shown) > (await rowCount()) / 2;
    });
  });

  it('has a menu that leaves out what is like the message under the mouse', async () => {
    // The first row is not a message, but a connection that opens.
    await press('j');
    const first = ladder.locator('.row.active[aria-rowindex="2"] .type');
    const type = await eventually('its type', async () => {
      const text = await first.textContent();
      return text !== '' && (text ?? false);
    });
    await first.click({ button: 'right' });
    await workbench.chooseEntry('Exclude This Message Type');
    await settles('the filter', async () =>
      assert.equal(await filter.inputValue(), `-type:${type}`),
    );
    await settles('other types', async () => {
      const shown = await types();
      assert.ok(shown.length > 0 && !shown.includes(type));
    });
    await eventually('the count', async () =>
      /^[\d,]+ of [\d,]+ messages$/.test(
        (await ladder.locator('.count').first().textContent()) ?? '',
      ),
    );
  });

  it('tells the story of a transaction', async () => {
    await setFilter('type:tx');
    await onlyTypes('tx');
    await grid.focus();
    await press('Home');
    await ladder.locator('.row.active:visible .type').waitFor();
    await workbench.runCommand('Bitcoin: Follow Transaction or Block');
    // The palette asks, as it may be another one.
    await workbench.picks.filter({ hasText: 'paste its txid' }).waitFor();
    await workbench.picks.first().click();
    await ladder.locator('.story tbody tr').first().waitFor();
    await settles('the story', async () => {
      assert.match((await ladder.locator('.story').textContent())!, /(inv|tx) \+/);
      assert.match(await filter.inputValue(), /^hash:[0-9a-f]{64}/);
    });
    await workbench.screenshot('ladder story');
  });

  it('comes back as it was when the window is reloaded', async () => {
    await setFilter('type:inv');
    await onlyTypes('inv');
    await workbench.runCommand('Developer: Reload Window');
    await workbench.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await findLadder();
    await onlyTypes('inv');
    assert.equal(await filter.inputValue(), 'type:inv');
  });

  for (const [theme, bodyClass] of THEMES) {
    it(`can be used by everybody in ${theme}`, async () => {
      await workbench.chooseTheme(theme);
      await ladder.locator(`body.${bodyClass}`).waitFor();
      await grid.focus();
      await press('j');
      assert.deepEqual(await violations(ladder), []);
      await workbench.screenshot(`ladder ${theme}`);
    });
  }
});
