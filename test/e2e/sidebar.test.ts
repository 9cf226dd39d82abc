import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crowd } from '../unit/support/crowd';
import { hello } from '../unit/support/frames';
import { violations } from './axe';
import { eventually, settles } from './eventually';
import { THEMES, Workbench } from './workbench';

/** Texts in view that are cut, one each; an address gives way in its middle. */
const CUT = `[...document.querySelectorAll('.row :is(.number, .detail, .age, .tail, .messages, .bytes)')]
  .filter((each) => {
    const row = each.closest('.row').getBoundingClientRect();
    const { left, right } = each.getBoundingClientRect();
    return each.scrollWidth > Math.ceil(each.clientWidth || 1e9) || left < row.left || right > row.right;
  })
  .map((each) => each.className + ': ' + each.textContent)`;

describe('the sidebar', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-sidebar-'));
  const capture = join(folder, 'crowd.p2ptrace');
  let workbench: Workbench;

  const row = (name: RegExp) => workbench.peers.getByRole('treeitem', { name }).first();
  /** Drags the edge of the sidebar. */
  async function widen(width: number): Promise<void> {
    const { page } = workbench;
    const box = (await page.locator('.part.sidebar').boundingBox())!;
    await page.mouse.move(box.x + box.width, 450);
    await page.mouse.down();
    await page.mouse.move(box.x + width, 450, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(1000, 300);
    const now = (await page.locator('.part.sidebar').boundingBox())!;
    assert.ok(Math.abs(now.width - width) <= 2, `${now.width} pixels`);
  }

  before(async () => {
    writeFileSync(capture, Buffer.concat([hello, ...crowd(150, 25)]));
    workbench = await Workbench.open();
    await workbench.showPeers();
    await widen(300);
  });
  after(async () => {
    await workbench.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed sidebar ${this.currentTest.title}`);
  });

  it('welcomes with what can be done, and no capture that was never opened', async () => {
    const { sidebar } = workbench;
    for (const name of ['Start P2P Trace', 'Try the Demo', 'Open Capture…', 'Check the Set-up'])
      await sidebar.getByRole('button', { name }).waitFor();
    assert.equal(await sidebar.locator('.recent').count(), 0);
    const frame = await workbench.webview('.welcome');
    assert.deepEqual(await violations(frame), []);
    await workbench.screenshot('sidebar welcome');
  });

  it('leads from the walkthrough’s entry to five steps with pictures', async () => {
    await workbench.sidebar.getByRole('button', { name: 'Open the Walkthrough' }).click();
    const steps = workbench.page.locator('.getting-started-step');
    await steps.nth(4).waitFor();
    assert.equal(await steps.count(), 5);
    const picture = workbench.page.locator('.getting-started-media img');
    await eventually('a picture', () =>
      picture.evaluate((img) => (img as unknown as { naturalWidth: number }).naturalWidth > 100),
    );
    await workbench.screenshot('walkthrough');
    await workbench.runCommand('View: Close All Editors');
  });

  it('shows at 300 pixels every peer of a crowd without a cut', async () => {
    await workbench.runCommand('Bitcoin: Open Capture…');
    await workbench.answerFileDialog(capture);
    await row(/^Peer 25\s/).waitFor();
    const frame = await workbench.webview('.rows .row.peer');
    const count = await frame.evaluate<number>(`+document
      .querySelector('.row.peer').getAttribute('aria-setsize')`);
    assert.equal(count, 126, 'open peers, and the closed ones in one row');
    for (let page = 0; page < 10; page++) {
      assert.deepEqual(await frame.evaluate(CUT), []);
      await workbench.peers.press('PageDown');
    }
    await workbench.peers.press('Home');
    await workbench.screenshot('sidebar at 300 pixels');
    const titles = workbench.page.locator('.part.sidebar .composite.title h2');
    for (const title of await titles.all())
      assert.ok(
        await title.evaluate((element) => {
          const { scrollWidth, clientWidth } = element as unknown as Record<string, number>;
          return scrollWidth! <= clientWidth!;
        }),
      );
  });

  it('tells at 260 pixels the type of a connection rather than bytes', async () => {
    const frame = await workbench.webview('.rows .row.peer');
    await widen(260);
    await settles('nothing is cut', async () => assert.deepEqual(await frame.evaluate(CUT), []));
    assert.equal(await frame.locator('.peer .bytes:visible').count(), 0);
    await frame.locator('.peer .detail:visible', { hasText: 'inbound' }).first().waitFor();
    await widen(300);
    await frame.locator('.peer .bytes:visible').first().waitFor();
  });

  it('folds closed peers, and opens them by the keyboard', async () => {
    await workbench.peers.press('End');
    const fold = row(/^25 closed peers/);
    assert.equal(await fold.getAttribute('aria-expanded'), 'false');
    await workbench.peers.press('ArrowRight');
    await row(/^Peer 24\s.*closed/).waitFor();
    await workbench.peers.press('ArrowLeft');
    await eventually(
      'the fold',
      async () => (await fold.getAttribute('aria-expanded')) === 'false',
    );
  });

  it('opens the ladder of a type below a peer with that type only', async () => {
    await workbench.peers.press('Home');
    await row(/^Peer 26\s/)
      .locator('span.twisty')
      .click();
    await row(/^inv, /).click();
    const ladder = await workbench.webview('.grid .row .type');
    await settles('the filter', async () => {
      const filter = ladder.locator('input[type=text], input[type=search], input:not([type])');
      assert.equal(await filter.first().inputValue(), 'type:inv');
    });
    await workbench.screenshot('ladder of a type');
  });

  it('names a peer, here and in the ladder', async () => {
    await row(/^Peer 27\s/).click({ button: 'right' });
    await workbench.menuEntry('Name This Peer…').waitFor();
    await workbench.chooseEntry('Name This Peer…');
    const input = workbench.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor();
    await input.fill('my other node');
    await input.press('Enter');
    await row(/^Peer 27\s+my other node/).waitFor();
    await row(/^Peer 27\s/).click();
    const ladder = await workbench.webview('.lifeline, .head, .lane');
    await settles('its head', async () =>
      assert.match(await ladder.locator('body').innerText(), /my other node/),
    );
  });

  it('has a menu for a node', async () => {
    await row(/^bitcoind/).click({ button: 'right' });
    for (const name of [
      'Open Ladder',
      'Copy Process Id',
      'Copy Data Directory',
      'Save Capture As…',
    ])
      await workbench.menuEntry(name).waitFor();
    await workbench.screenshot('menu of a node');
    await workbench.chooseEntry('Copy Process Id');
  });

  it('ticks the order in force', async () => {
    const sort = workbench.page
      .locator('.part.sidebar')
      .getByRole('button', { name: 'Sort Peers' });
    /** An open menu does not hear of what is chosen. */
    const ticked = (name: string) =>
      eventually(`the tick of ${name}`, async () => {
        await sort.click({ timeout: 3000 });
        try {
          await workbench.menuEntry(`✓ ${name}`).waitFor({ timeout: 2000 });
          return true;
        } catch {
          await workbench.page.keyboard.press('Escape');
          return false;
        }
      });
    await ticked('Sort Peers by Id');
    await workbench.chooseEntry('Sort Peers by Bytes');
    await workbench.page.mouse.move(1000, 300);
    await ticked('Sort Peers by Bytes');
    await workbench.screenshot('order of peers');
    await workbench.chooseEntry('Sort Peers by Id');
  });

  it('tells more of a peer when the mouse rests on it, and reads like a tree', async () => {
    await row(/^Peer 26\s/).hover();
    const tooltip = workbench.sidebar.getByRole('tooltip');
    await tooltip.waitFor();
    assert.match(await tooltip.innerText(), /Address\s+\S+\.onion:8333/);
    await workbench.screenshot('about a peer');
    await workbench.page.mouse.move(1000, 300);
  });

  for (const [theme, bodyClass] of THEMES) {
    it(`can be used by everybody in ${theme}`, async () => {
      await workbench.chooseTheme(theme);
      const frame = await workbench.webview('.rows .row.peer');
      await frame.locator(`body.${bodyClass}`).waitFor();
      assert.deepEqual(await violations(frame), []);
      await workbench.screenshot(`sidebar ${theme}`);
    });
  }

  it('offers the capture again in a window of another folder', async () => {
    // This one's ladders would come back, and bring their capture with them.
    const url = new URL(workbench.page.url());
    url.searchParams.delete('ew');
    url.searchParams.set('folder', folder);
    await workbench.page.goto('about:blank');
    await workbench.page.goto(url.href);
    await workbench.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await workbench.showPeers();
    // The name of the icon is shown while the mouse is on it.
    await workbench.page.mouse.move(1000, 300);
    const recent = workbench.sidebar.getByRole('button', { name: 'crowd.p2ptrace' });
    await recent.click();
    await row(/^Peer 25\s/).waitFor();
  });
});
