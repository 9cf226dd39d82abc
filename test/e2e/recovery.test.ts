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
    workbench.page.locator('.notification-toast', { hasText: 'Recover the last capture?' });

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

  it('takes its helper with it, and is offered what it had captured when it starts again', async () => {
    process.kill(parentOf(helper)!, 'SIGKILL');
    await eventually('the end of the helper', () =>
      Promise.resolve(parentOf(helper) === undefined),
    );

    await notification().waitFor();
    await workbench.page
      .locator('.pane-body .monaco-button', { hasText: 'Start P2P Trace' })
      .waitFor();
    await workbench.screenshot('recovery');
    await notification().getByRole('button', { name: 'Open' }).click();
    await workbench.peerRows.nth(3).waitFor();
    await workbench.runCommand('Bitcoin: Open Ladder of All Peers');
    const ladder = await workbench.webview('.grid .row .type');
    assert.ok((await ladder.locator('.row .type').count()) > 0);
  });
});
