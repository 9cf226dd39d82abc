import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSession } from '../unit/support/session';
import { writeCrowd } from './crowd';
import { eventually, settles } from './eventually';
import { Workbench } from './workbench';

describe('the preview of a ladder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-preview-'));
  let workbench: Workbench;

  before(() => {
    writeCrowd(join(folder, 'crowd.p2ptrace'), 3000);
    writeSession(join(folder, 'session.p2ptrace'));
  });
  // What is open, and was in front, matters here.
  beforeEach(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed preview ${this.currentTest.title}`);
    await workbench.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  it('keeps nothing of another capture whose preview it takes the place of', async () => {
    const { page } = workbench;
    await workbench.openCapture(join(folder, 'crowd.p2ptrace'));
    await workbench.webview('.row .type');
    await workbench.runCommand('View: Close All Editors');
    await workbench.peerRows.nth(3).click();
    const ladder = await workbench.webview('.row .type');
    await ladder.locator('.grid').focus();
    for (const key of ['End', 'm', 'k', 'm', 'z']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(100);
    }
    await settles('marks', async () =>
      assert.match((await ladder.locator('.measured').textContent())!, /^A → B/),
    );
    await ladder.locator('.row .time', { hasText: '+0.000000 s' }).first().waitFor();

    await workbench.openCapture(join(folder, 'session.p2ptrace'));
    // The one in front is the first of the two trees.
    await settles('the other capture', async () =>
      assert.match((await workbench.peerRows.first().textContent())!, /session/),
    );
    await workbench.peerRows.nth(2).click();
    await page.locator('.tab', { hasText: /session \(preview\)/ }).waitFor();
    const other = await eventually('its rows', async () => {
      const frame = await workbench.webview('.frame:not(.many) .row .type');
      const versions = frame.locator('.row:visible .type', { hasText: 'version' });
      return (await versions.count()) > 0 && frame;
    });
    await settles('its own times', async () => {
      const times = await other.locator('.row:not(.waiting):visible .time').allTextContents();
      assert.ok(times.length > 10);
      for (const time of times) assert.match(time, /^\d\d:\d\d:\d\d\.\d+$/);
      assert.equal(await other.locator('.measured').textContent(), '');
      assert.equal(await other.locator('.failure:visible').count(), 0);
    });
    // Nor does it go back to where the user was in the other one.
    await other.locator('.grid').press('Escape');
    await page.waitForTimeout(300);
    assert.equal(await other.locator('.failure:visible').count(), 0);
  });

  it('leaves in view the tree of a capture that is opened while the mouse is over another one', async () => {
    const { page } = workbench;
    writeSession(join(folder, 'third.p2ptrace'));
    await workbench.openCapture(join(folder, 'session.p2ptrace'));
    await workbench.peerRows.nth(5).hover();
    await workbench.typeInPalette('Bitcoin: Open Capture…');
    await workbench.picks.filter({ hasText: 'Bitcoin: Open Capture…' }).waitFor();
    await page.keyboard.press('Enter');
    await workbench.answerFileDialog(join(folder, 'third.p2ptrace'));
    const head = workbench.peers.getByRole('treeitem', { name: /^Capture third, .* in front/ });
    await settles('its tree', async () => {
      const [tree, row] = [await workbench.peers.boundingBox(), await head.boundingBox()];
      assert.ok(row!.y >= tree!.y && row!.y < tree!.y + tree!.height, JSON.stringify([tree, row]));
    });
  });
});
