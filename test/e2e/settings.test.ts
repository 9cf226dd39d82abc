import assert from 'node:assert/strict';
import { settles } from './eventually';
import { Workbench } from './workbench';

describe('the settings of a remote window', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open();
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('failed settings');
  });

  const labels = async () =>
    (await workbench.page.locator('.settings-editor .setting-item-label').allTextContents()).sort();

  it('stand in the tab User, but for those that belong to the machine', async () => {
    // The list has those only that are in view.
    await workbench.page.setViewportSize({ width: 1440, height: 1300 });
    await workbench.runCommand('Preferences: Open User Settings');
    const search = workbench.page.locator('.settings-editor .settings-header .monaco-editor');
    await search.first().click();
    await workbench.page.keyboard.type('@ext:bitcoin-p2p-trace.bitcoin-p2p-trace');
    const expected = [
      ...['Snap Length', 'Time Format', 'Trace Coins', 'Trace Direction', 'Trace Message Types'],
      'When Capture Full',
    ];
    await settles('the settings of a user', async () => assert.deepEqual(await labels(), expected));
    await workbench.screenshot('settings user');
    await workbench.page.locator('.settings-tabs-widget').getByText('Remote').click();
    await settles('those of the machine', async () => {
      const remote = await labels();
      for (const label of ['Capture Limit', 'Ring Buffer Size'])
        assert.ok(remote.includes(label), remote.join());
    });
  });
});
