// Takes the pictures of the walkthrough: npm run pictures.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually';
import { Workbench } from './workbench';

const FOLDER = 'media/walkthrough';
const WINDOW = { width: 1440, height: 900 };
const PART = { width: 720, height: 560 };

describe('the pictures of the walkthrough', () => {
  let workbench: Workbench;
  /** @param size Of the part of the window that is taken, from its upper left corner. */
  const take = async (name: string, size: { width: number; height: number }) => {
    const path = join(FOLDER, `${name}.png`);
    // Nothing of the mouse is in a picture.
    await workbench.page.mouse.move(720, 895);
    await workbench.page.waitForTimeout(500);
    await workbench.page.screenshot({ path, clip: { x: 0, y: 0, ...size } });
  };

  before(async () => {
    mkdirSync(FOLDER, { recursive: true });
    workbench = await Workbench.open();
    await workbench.showPeers();
  });
  after(() => workbench.close());

  it('are taken', async () => {
    await workbench.sidebar.getByRole('button', { name: 'Try the Demo' }).waitFor();
    await take('demo', PART);
    await workbench.runCommand('Bitcoin: Check P2P Trace Set-up');
    await workbench.picks.filter({ hasText: 'Kernel' }).first().waitFor();
    await take('node', { width: 1080, height: 560 });
    await workbench.page.keyboard.press('Escape');
    await workbench.sidebar.getByRole('button', { name: 'Try the Demo' }).click();
    await workbench.peerRows.nth(8).waitFor();
    await eventually('some traffic', async () => (await workbench.peerRows.count()) > 9);
    await workbench.page.waitForTimeout(5000);
    await workbench.runCommand('View: Close All Editors');
    await take('peers', PART);
    await workbench.runCommand('Bitcoin: Open Ladder of All Peers');
    const ladder = await workbench.webview('.grid .row .type');
    await take('ladder', WINDOW);
    await ladder
      .locator('.row:visible .type', { hasText: /^(version|tx|inv)$/ })
      .first()
      .click();
    await workbench.webview('.hex-view');
    await take('message', WINDOW);
    await workbench.runCommand('Bitcoin: Stop P2P Trace');
  });
});
