import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hello, message } from '../unit/support/frames';
import { eventually } from './eventually';
import { findProcess } from './processes';
import { installedExtension } from './session';
import { Workbench } from './workbench';

describe('a workspace that is not trusted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-untrusted-'));
  const capture = join(folder, 'one.p2ptrace');
  let workbench: Workbench;
  const toast = (text: string) => workbench.page.locator('.notification-toast', { hasText: text });

  before(() => {
    writeFileSync(capture, Buffer.concat([hello, message({ peer: 1, payload: Buffer.alloc(8) })]));
    mkdirSync(join(folder, '.vscode'));
    const settings = { 'bitcoinP2pTrace.ringBufferSize': 63, 'bitcoinP2pTrace.snapLength': -1 };
    writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
  });
  // A window of its own for each test, since one of them is given trust.
  beforeEach(async () => {
    workbench = await Workbench.open(folder);
    await workbench.page.locator('.part.statusbar', { hasText: 'Restricted Mode' }).waitFor();
    await workbench.showPeers();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed untrusted ${this.currentTest.title}`);
    await workbench.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  it('lets a capture be looked at', async () => {
    await workbench.openCapture(capture);
    const ladder = await workbench.webview('.grid .row .type');
    await ladder.locator('.row .type').first().click();
    const inspector = await workbench.webview('.field-tree');
    await inspector.locator('.title', { hasText: /^ping/ }).waitFor();
  });

  it('starts no trace and says why, and once it is trusted, traces with the machine’s settings', async () => {
    await workbench.runCommand('Bitcoin: Start P2P Trace');
    await toast('not allowed in Restricted Mode').waitFor();
    assert.equal(await workbench.picks.filter({ hasText: 'Demo node' }).count(), 0);
    assert.equal(findProcess(join(installedExtension(), 'dist/helper.js')), undefined);
    await workbench.screenshot('untrusted');
    await toast('Restricted Mode').getByRole('button', { name: 'Manage Trust' }).click();
    const editor = workbench.page.locator('.workspace-trust-editor');
    await editor.waitFor();

    await editor.getByRole('button', { name: 'Trust', exact: true }).click();
    await eventually(
      'trust',
      async () =>
        !(await workbench.page
          .locator('.part.statusbar', { hasText: 'Restricted Mode' })
          .isVisible()),
    );
    await workbench.traceDemo();
    await workbench.peerRows.nth(3).waitFor();
    assert.equal(await toast('cannot be used').count(), 0);
    await workbench.runCommand('Bitcoin: Stop P2P Trace');
  });
});
