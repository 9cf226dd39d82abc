import assert from 'node:assert/strict';
import { join } from 'node:path';
import { eventually } from './eventually';
import { findProcess, parentOf } from './processes';
import { installedExtension } from './session';
import { Workbench } from './workbench';

describe('an extension host that is killed while it traces', () => {
  let workbench: Workbench;
  let helper: number;
  const notification = () =>
    workbench.page.locator('.notification-toast', { hasText: 'ended unexpectedly' });

  before(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.traceDemo();
    await workbench.peerRows.nth(3).waitFor();
    const found = findProcess(join(installedExtension(), 'dist/helper.js'));
    assert.ok(found !== undefined, 'the helper runs');
    helper = found;
  });
  after(() => workbench.close());

  it('takes its helper with it, and shows what it had captured when it starts again', async () => {
    await workbench.runCommand('Bitcoin: Open Ladder of All Peers');
    await workbench.webview('.grid .row .type');
    const host = parentOf(helper)!;
    // A page that gets no answer says so, and takes it back.
    process.kill(host, 'SIGSTOP');
    const silent = await workbench.webview('.host-gone').finally(() => {
      process.kill(host, 'SIGCONT');
    });
    await silent.locator('.host-gone').waitFor({ state: 'detached' });

    process.kill(host, 'SIGKILL');
    await eventually('the end of the helper', () =>
      Promise.resolve(parentOf(helper) === undefined),
    );
    await notification().waitFor();
    await workbench.peerRows.nth(3).waitFor();
    await workbench.screenshot('recovery');
    await eventually('a ladder that answers, in the place of the dead one', async () => {
      const tabs = workbench.page.locator('.tabs-container .tab .tab-label');
      const titles = (await tabs.allTextContents()).filter((title) => title.startsWith('All'));
      return titles.length === 1 && /^All peers · \d\d:\d\d:\d\d$/.test(titles[0]!);
    });
    const ladder = await workbench.webview('.grid .row .type');
    assert.ok((await ladder.locator('.row .type').count()) > 0);
    assert.equal(await ladder.locator('.host-gone').count(), 0);

    // The monitor is behind it: its dead tab is replaced when it comes to the front.
    const monitors = workbench.page.locator('.tabs-container .tab .tab-label', {
      hasText: /^Monitor$/,
    });
    await monitors.click();
    const monitor = await workbench.webview('.peer-row .cell');
    await monitor.locator('.peer-row').nth(3).waitFor();
    await workbench.screenshot('recovered monitor');
    assert.equal(await monitors.count(), 1);
  });
});
