import assert from 'node:assert/strict';
import { settles } from './eventually';
import { Workbench } from './workbench';

describe('the check of the set-up', () => {
  let workbench: Workbench;
  const lines = () => workbench.picks.allInnerTexts();

  before(async () => {
    workbench = await Workbench.open();
  });
  after(() => workbench.close());

  it('is a list with an icon and a word a line, and does what is next by the keyboard', async () => {
    await workbench.runCommand('Bitcoin: Check P2P Trace Set-up');
    await settles('the list', async () => {
      assert.match((await lines()).join('\n'), /Kernel\s*OK · \d/);
      assert.match((await lines()).join('\n'), /Root\s*OK · You are root/);
    });
    const label = await workbench.picks
      .filter({ hasText: 'Kernel' })
      .first()
      .getAttribute('aria-label');
    assert.match(label!, /Kernel.*OK/);
    const icons = workbench.page.locator('.quick-input-list-icon[style*="data:image/svg"]');
    assert.ok((await icons.count()) > 5);
    await workbench.screenshot('setup');
    const amiss = workbench.picks.filter({ hasText: 'To do' });
    // Other tests’ nodes may run on this machine.
    if ((await amiss.count()) > 0) assert.match(await amiss.first().innerText(), /Start bitcoind/);
    await workbench.page.keyboard.type('copy the checklist');
    await workbench.page.keyboard.press('Enter');
    await workbench.picks.first().waitFor({ state: 'hidden' });
  });
});
