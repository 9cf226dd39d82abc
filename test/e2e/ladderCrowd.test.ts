import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { violations } from './axe';
import { writeCrowd } from './crowd';
import { eventually, settles } from './eventually';
import { THEMES, Workbench } from './workbench';

describe('a ladder of 125 peers at a time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-crowd-'));
  let workbench: Workbench;
  let ladder: Frame;
  let grid: Locator;
  const press = (key: string) => workbench.page.keyboard.press(key);
  const head = (peer: number) =>
    ladder.getByRole('button', { name: new RegExp(`^Peer ${peer}: `) });
  const texts = (column: string) =>
    ladder.locator(`.row:visible ${column}:visible`).allTextContents();

  async function findLadder(): Promise<void> {
    ladder = await workbench.webview('.frame.list .row .type');
    grid = ladder.locator('.grid');
  }

  async function goTo(key: 'Home' | 'End'): Promise<void> {
    await grid.focus();
    await press(key);
    await ladder.locator('.row.active:not(.waiting):visible').waitFor();
  }

  before(async () => {
    writeCrowd(join(folder, 'crowd.p2ptrace'), 20_000);
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.openCapture(join(folder, 'crowd.p2ptrace'));
    await findLadder();
  });
  after(async () => {
    await workbench.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed crowd ${this.currentTest.title}`);
  });

  for (const width of [1440, 1100]) {
    it(`says in each row who said what, in a window of ${width} pixels`, async () => {
      await workbench.page.setViewportSize({ width, height: 900 });
      await goTo('End');
      await settles('all of it', async () => {
        const rows = await ladder.locator('.row:not(.event):visible').count();
        assert.ok(rows > 15);
        for (const row of await ladder.locator('.row:not(.event):visible').all()) {
          assert.match((await row.locator('.time').textContent())!, /^\d\d:\d\d:\d\d\.\d{3}/);
          assert.match((await row.locator('.direction').textContent())!, /^[→←]$/);
          assert.match((await row.locator('.peer').textContent())!, /^\d+$/);
          assert.match((await row.locator('.type').textContent())!, /^[a-z0-9]+$/);
        }
        const summaries = await texts('.summary');
        assert.ok(summaries.some((text) => text !== ''));
      });
      await workbench.screenshot(`ladder crowd ${width}`);
    });
  }

  it('names those whose rows are in view, and folds the others', async () => {
    await goTo('End');
    const peer = Number(await ladder.locator('.row.active:visible .peer').textContent());
    await head(peer).waitFor();
    await ladder.getByRole('button', { name: /more peers connected here, quiet/ }).waitFor();
    assert.ok(peer > 125, 'in the lane of one that left long before');
    await goTo('Home');
    await head(0).waitFor();
    await eventually('others', async () => (await head(peer).count()) === 0);
  });

  it('keeps time, type and summary in place while lanes scroll', async () => {
    await goTo('End');
    const fold = ladder.locator('.fold');
    await fold.click();
    await eventually('all lanes', async () => (await ladder.locator('.head.peer').count()) >= 125);
    const places = () =>
      Promise.all(
        ['.time', '.type', '.summary'].map(
          async (column) =>
            (await ladder.locator(`.row.active:visible ${column}`).boundingBox())!.x,
        ),
      );
    const lane = async () => (await ladder.locator('.head.peer').first().boundingBox())!.x;
    const [before, at] = [await places(), await lane()];
    await ladder.locator('.peer-heads').hover();
    await workbench.page.mouse.wheel(200, 0);
    await eventually('scrolled lanes', async () => (await lane()) < at - 100);
    assert.deepEqual(await places(), before);
    await workbench.screenshot('ladder crowd scrolled');
    await fold.click();
    await eventually('few lanes', async () => (await ladder.locator('.head.peer').count()) < 100);
  });

  it('has menus on its heads, which the keyboard reaches', async () => {
    await goTo('End');
    const heads = ladder.locator('.head.peer');
    await heads.first().focus();
    const [first, second] = [await heads.nth(0).textContent(), await heads.nth(1).textContent()];
    await press('ArrowRight');
    await press('Enter');
    await workbench.chooseEntry('Move Left');
    await settles('the other way round', async () => {
      assert.equal(await heads.nth(0).textContent(), second);
      assert.equal(await heads.nth(1).textContent(), first);
    });
    const peer = /^Peer (\d+)/.exec(second!)![1]!;
    await heads.nth(0).focus();
    await press('Enter');
    await workbench.chooseEntry('Mute Peer');
    await eventually('its end', async () => (await head(Number(peer)).count()) === 0);
    await ladder.getByRole('button', { name: 'More', exact: true }).click();
    await ladder.locator('.popup-item:visible', { hasText: 'Show 1 Muted Peer' }).click();
    await head(Number(peer)).waitFor();
  });

  it('opens one of them alone, whom it does not mute', async () => {
    await goTo('End');
    const label = (await ladder.locator('.head.peer').first().textContent())!;
    const peer = /^Peer (\d+)/.exec(label)![1]!;
    await ladder.locator('.head.peer').first().click();
    await workbench.chooseEntry('Open Alone');
    const alone = await workbench.webview('.frame.arrows:not(.many) .row .type');
    await alone.getByRole('button', { name: new RegExp(`^Peer ${peer}: `) }).waitFor();
    await alone.locator('.grid').focus();
    await press('End');
    const rows = await alone.locator('.grid').getAttribute('aria-rowcount');
    await workbench.runCommand('Bitcoin: Mute This Peer');
    await workbench.page
      .locator('.notification-toast', { hasText: 'the only one that it shows' })
      .waitFor();
    assert.equal(await alone.locator('.grid').getAttribute('aria-rowcount'), rows);
    await workbench.runCommand('View: Close Editor');
    await findLadder();
  });

  it('is a list sorted by size or latency, and a ladder again', async () => {
    const sort = ladder.getByRole('button', { name: /^Latency: sort/ });
    await sort.click();
    await ladder.locator('.frame.table').waitFor();
    await goTo('Home');
    await settles('the longest first', async () => {
      const latencies = await texts('.pair .link');
      assert.ok(latencies.length > 5);
    });
    // What the next click does is known once the last one is answered.
    for (const next of ['smallest first', 'in the order of time'])
      await ladder.getByRole('button', { name: `Latency: sort ${next}` }).click();
    await ladder.locator('.frame:not(.table) .row .arrow:visible').first().waitFor();
  });

  it('measures the time between two rows', async () => {
    await goTo('End');
    // The view may just have been shown anew.
    await eventually('a mark', async () => {
      if ((await ladder.locator('.row.mark-a:visible').count()) > 0) return true;
      await press('m');
      return false;
    });
    await press('k');
    await press('m');
    await settles('the time', async () =>
      assert.equal(await ladder.locator('.measured').textContent(), 'A → B -1.0 ms'),
    );
    await press('m');
  });

  for (const [theme, bodyClass] of THEMES) {
    it(`can be used by everybody in ${theme}`, async () => {
      await workbench.chooseTheme(theme);
      await ladder.locator(`body.${bodyClass}`).waitFor();
      await goTo('End');
      assert.deepEqual(await violations(ladder), []);
      await workbench.screenshot(`ladder crowd ${theme}`);
    });
  }
});
