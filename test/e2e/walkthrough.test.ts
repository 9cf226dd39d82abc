import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { eventually } from './eventually';
import { Workbench } from './workbench';

describe('the walkthrough', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.sidebar.getByRole('button', { name: 'Open the Walkthrough' }).click();
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed walkthrough ${this.currentTest.title}`);
  });

  function step(title: string): Locator {
    return workbench.page.locator('.getting-started-step', { hasText: title });
  }

  /** Presses the button of a step. */
  async function press(title: string, button: string): Promise<void> {
    // The page draws its steps anew while it opens.
    await eventually(`the button ${button}`, async () => {
      await show(title);
      const found = step(title).getByRole('button', { name: button, exact: true });
      await found.click({ timeout: 3000 });
      return true;
    });
  }

  async function show(title: string): Promise<void> {
    await workbench.runCommand('Bitcoin: Open the Walkthrough');
    const expanded = step(title).locator('.button-container');
    if (!(await expanded.isVisible())) await step(title).locator('.step-title').click();
  }

  async function isTicked(title: string): Promise<void> {
    await show(title);
    await step(title).locator('.codicon.complete').waitFor();
  }

  it('ticks that the demo runs', async () => {
    await press('Try it without a node', 'Try the Demo');
    await workbench.webview('.peer-row .cell');
    await isTicked('Try it without a node');
    // It is shown again, and nothing is said of it.
    await press('Try it without a node', 'Try the Demo');
    await workbench.webview('.peer-row .cell');
    assert.equal(await workbench.page.getByText('is already running').count(), 0);
  });

  it('ticks that the peers were looked at, which were there before', async () => {
    await press('See who is connected', 'Show the Peers');
    await isTicked('See who is connected');
  });

  it('ticks that a ladder was opened by a click on a peer', async () => {
    await workbench.peerRows.nth(1).click();
    await workbench.webview('.frame .row .type');
    await isTicked('Follow a conversation');
  });

  it('ticks that a message was clicked, whose ladder keeps the keys', async () => {
    await workbench.peerRows.nth(1).click();
    const ladder = await workbench.webview('.frame .row .type');
    await ladder.locator('.row:visible .type', { hasText: /./ }).first().click();
    await workbench.webview('.hex-view');
    await isTicked('Look into a message');
  });
});
