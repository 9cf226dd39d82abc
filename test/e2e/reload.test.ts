import assert from 'node:assert/strict';
import { eventually, settles } from './eventually';
import { Workbench } from './workbench';

/** Milliseconds that a window has until its extensions run again: those of before are ended first. */
const RELOADED = 90_000;

describe('a window with a trace', function () {
  this.timeout(240_000);
  let workbench: Workbench;
  const tabs = () => workbench.page.locator('.tabs-container .tab .tab-label');
  const titles = async () =>
    (await tabs().allTextContents()).filter((title) => /^(Peer|All)/.test(title)).sort();
  const row = (name: RegExp) => workbench.peers.getByRole('treeitem', { name }).first();
  /** Clicks a peer's row; that of one that the demo has closed meanwhile is in a folded group. */
  const click = (id: number, clickCount = 1) =>
    eventually(`the row of peer ${id}`, async () => {
      const found = row(new RegExp(`^Peer ${id}\\s`));
      const group = row(/closed peers?/);
      if ((await found.count()) === 0 && (await group.getAttribute('aria-expanded')) === 'false')
        await group.locator('span.twisty').click({ timeout: 2000 });
      await found.click({ clickCount, timeout: 2000 });
      return true;
    });
  const toast = (text: string) => workbench.page.locator('.notification-toast', { hasText: text });

  before(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
    try {
      await workbench.traceDemo();
      await workbench.peerRows.nth(3).waitFor();
    } catch (error) {
      await workbench.screenshot('failed reload');
      throw error;
    }
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed reload ${this.currentTest.title}`);
  });

  it('uses one tab for the peers that are clicked, until one is kept', async () => {
    await click(0);
    await settles('a preview', async () =>
      assert.deepEqual(await titles(), ['Peer 0 · live (preview)']),
    );
    const ladder = await workbench.webview('.frame .row .type');
    await click(1);
    await settles('another in its place', async () =>
      assert.deepEqual(await titles(), ['Peer 1 · live (preview)']),
    );
    // The page is the same one, and shows the other.
    await ladder.locator('.frame .row .type').first().waitFor();
    await workbench.screenshot('ladder preview');
    await click(2, 2);
    await settles('one that is kept', async () =>
      assert.deepEqual(await titles(), ['Peer 2 · live']),
    );
    await click(0);
    await settles('both', async () =>
      assert.deepEqual(await titles(), ['Peer 0 · live (preview)', 'Peer 2 · live']),
    );
    const filter = (await front()).getByRole('combobox', { name: 'Filter' });
    await filter.fill('type:ping');
    await filter.press('Enter');
    await settles('a filter keeps it', async () =>
      assert.deepEqual(await titles(), ['Peer 0 · live', 'Peer 2 · live']),
    );
  });

  /** The page of the ladder in front. */
  const front = () => workbench.webview('.frame .row:not([hidden]) .type');

  /** The one monitor has peers. */
  async function rowsOfMonitor(): Promise<void> {
    const monitor = await workbench.webview('.peer-row .cell');
    await settles('peers', async () =>
      assert.ok((await monitor.locator('.peer-row:visible').count()) > 3),
    );
    assert.equal(
      await tabs()
        // Beside a capture it says whose it is.
        .filter({ hasText: /^Monitor( · .*)?$/ })
        .count(),
      1,
    );
  }

  it('shows again what it captured when it is reloaded, and starts the same again', async () => {
    // VS Code writes what a window keeps a moment after it is told.
    await workbench.page.waitForTimeout(3000);
    await workbench.runCommand('Developer: Reload Window');
    const notice = toast('The trace of demo node ended when its window was reloaded');
    await notice.waitFor({ timeout: RELOADED });
    await workbench.peerRows.nth(3).waitFor();
    const about = 'trace of demo node, ended when its window was reloaded';
    await workbench.sidebar.getByText(about).waitFor();
    await front();
    // The other ladder is behind this one: its peer's row takes its tab, which nobody has looked at yet.
    await click(2);
    await settles('both ladders, which are not live', async () => {
      const all = await titles();
      assert.equal(all.length, 2, all.join());
      for (const title of all) assert.match(title, /^Peer [02] · \d\d:\d\d:\d\d$/);
    });
    const ladder = await front();
    await settles('nothing to follow', async () => {
      for (const name of ['Follow', 'Pause'])
        assert.equal(await ladder.getByRole('button', { name }).count(), 0);
    });
    await workbench.screenshot('reloaded');
    // Its tab was behind the ladders: VS Code revives it when it is shown.
    await workbench.runCommand('Bitcoin: Open Monitor');
    await rowsOfMonitor();
    await workbench.screenshot('reloaded monitor');
    // The toast may have gone to the others meanwhile.
    await workbench.runCommand('Notifications: Show Notifications');
    await workbench.page.getByRole('button', { name: 'Start Again' }).click();
    await workbench.page.locator('.statusbar-item', { hasText: 'msg/s' }).waitFor();
    await rowsOfMonitor();
    await workbench.runCommand('Bitcoin: Stop P2P Trace');
  });

  it('has its monitor in front again, with what it showed, when it is reloaded', async () => {
    await workbench.runCommand('Developer: Reload Window');
    await workbench.peerRows.nth(3).waitFor({ timeout: RELOADED });
    await rowsOfMonitor();
  });

  it('lists the captures that were left', async () => {
    await workbench.runCommand('Bitcoin: Recover Captures…');
    await workbench.picks.filter({ hasText: 'demo node' }).nth(1).waitFor();
    await workbench.screenshot('recover captures');
    await workbench.picks.filter({ hasText: 'demo node' }).nth(1).click();
    await workbench.picks.filter({ hasText: 'Open' }).click();
    await settles('the ladder of all', async () =>
      assert.ok((await titles()).some((title) => /^All peers · \d\d:\d\d:\d\d$/.test(title))),
    );
  });

  it('shows the peers of a ladder that comes back', async () => {
    await workbench.runCommand('Developer: Reload Window');
    await workbench.peerRows.nth(3).waitFor({ timeout: RELOADED });
    await workbench.runCommand('Bitcoin: Save Capture As…');
    await workbench.page.keyboard.press('Escape');
  });
});
