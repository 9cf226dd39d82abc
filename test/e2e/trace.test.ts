import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { eventually } from './eventually';
import { recordedMessages } from './session';
import { Workbench } from './workbench';

/** The rows of the hex view in view, as one string. */
async function shownHex(inspector: Frame): Promise<string> {
  const rows = await inspector.locator('.hex-row:visible').all();
  const texts = await Promise.all(
    rows.map(async (row) => ({
      start: Number(await row.getAttribute('data-start')),
      hex: (await row.locator('.hex .byte').allTextContents()).join('').trim(),
    })),
  );
  return texts
    .sort((a, b) => a.start - b.start)
    .map(({ hex }) => hex)
    .join('');
}

const screenshotOfFailure = (workbench: () => Workbench) =>
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await workbench().screenshot(`failed ${this.currentTest.title}`);
  });

describe('a stock VS Code in which nothing is traced', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open();
  });
  after(() => workbench.close());
  screenshotOfFailure(() => workbench);

  it('offers the demo node in the empty view with one button', async () => {
    await workbench.showPeers();
    await workbench.sidebar.getByRole('button', { name: 'Start P2P Trace' }).click();
    await workbench.picks.filter({ hasText: 'Demo node' }).waitFor();
    await workbench.screenshot('welcome');
    await workbench.page.keyboard.press('Escape');
    await workbench.picks.first().waitFor({ state: 'hidden' });
  });
});

describe('the demo node, traced in a stock VS Code', () => {
  let workbench: Workbench;
  // Short enough to be in view whole, and there once in the session.
  const version = recordedMessages().find(
    ({ messageType, direction }) => messageType === 'version' && direction === 'inbound',
  );
  assert.ok(version, 'the session has a version message');
  const peerRow = () =>
    workbench.peers.getByRole('treeitem', { name: new RegExp(`^Peer ${version.peer}\\s`) }).first();

  before(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.traceDemo();
    await peerRow().waitFor();
  });
  after(() => workbench.close());
  screenshotOfFailure(() => workbench);

  /** Clicks a peer. @returns its ladder at the first row. */
  async function openLadder(): Promise<Frame> {
    await peerRow().click();
    const ladder = await workbench.webview('.grid .row .type');
    await ladder.locator('.grid').focus();
    await workbench.page.keyboard.press('Home');
    return ladder;
  }

  it('has its peers in the tree', async () => {
    assert.ok((await peerRow().textContent())?.includes(version.address));
  });

  it('shows the ladder of a peer that is clicked', async () => {
    const ladder = await openLadder();
    await ladder
      .locator('.row .type', { hasText: /^version$/ })
      .first()
      .waitFor();
  });

  it('shows in hex the very bytes of a message that is clicked', async () => {
    const ladder = await openLadder();
    await ladder
      .locator('.row', {
        has: ladder.locator('.arrow.inbound .type', { hasText: /^version$/ }),
      })
      .first()
      .click();
    const inspector = await workbench.webview('.hex-view');
    const recorded = version.payload.toString('hex');
    let shown = '';
    await eventually('the recorded bytes are shown', async () => {
      shown = await shownHex(inspector);
      return shown.length >= recorded.length;
    });
    assert.equal(shown, recorded);
    const facts = await inspector.locator('body').textContent();
    assert.match(facts ?? '', /version/);
  });

  it('writes the traffic log in the lines of the known script', async () => {
    await workbench.runCommand('Bitcoin: Show Traffic Log');
    const line =
      /^(inbound|outbound) '\w+' msg (from|to) peer \d+ \([a-z-]+, \S+:\d+\) with \d+ bytes$/;
    await eventually('a line of the traffic log', async () => {
      const lines = await workbench.page.locator('.output-view .view-line').allTextContents();
      return lines.some((text) => line.test(text.replace(/\s/g, ' ').trim()));
    });
    await workbench.runCommand('View: Hide Panel');
  });

  it('leaves on screen what was captured when it is stopped', async () => {
    const ladder = await openLadder();
    await workbench.runCommand('Bitcoin: Stop P2P Trace');
    await eventually('the palette offers no second stop', async () => {
      await workbench.typeInPalette('Bitcoin: Stop P2P Trace');
      const offered = await workbench.picks.filter({ hasText: 'Stop P2P Trace' }).count();
      await workbench.page.keyboard.press('Escape');
      return offered === 0;
    });
    await peerRow().waitFor();
    assert.ok((await ladder.locator('.row .type').count()) > 0);
  });
});
