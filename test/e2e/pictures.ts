// Takes the pictures of the README and of the walkthrough: npm run pictures.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Frame } from 'playwright-core';
import { smallPng } from './smallPng';
import { terminalPicture } from './terminalPicture';
import { Workbench } from './workbench';

/** For the README. */
const WHOLE = { width: 1440, height: 900 };
/** For the walkthrough, which shows its pictures at half of this width. */
const PART = { width: 1110, height: 700 };
/** Left of it are the icons and the sidebar. */
const EDITORS = { x: 350, y: 34, width: 755, height: 640 };
/** Of an editor without a sidebar, which the README shows nearly as large as it is. */
const NARROW = { width: 1060, height: 512 };

/** The first seconds of a real node with two of its peers. */
const SESSION = 'native/demo-node/busy.p2ptrace.gz';
const REDACT = ['--redact', '--filter', 'peer:1,15', '--until', '3s'];
const LIST = `tshark -r session.pcapng -N n -c 16 -o \\
  'gui.column.format:"Time","%t","From","%s","To","%d","Bytes","%L","Type","%Cus:bitcoin.command"'`;
const FIELDS = `tshark -r session.pcapng -O bitcoin -Y 'frame.number == 3' | grep -vi -e node -e exported`;

describe('the pictures', () => {
  let workbench: Workbench;

  /** @param clip The part of the window; without it, all of it. @param name Below media/. */
  async function take(
    name: string,
    clip?: { x: number; y: number; width: number; height: number },
  ): Promise<void> {
    const { page } = workbench;
    const path = join('media', `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    const { width, height } = page.viewportSize()!;
    // Nothing of the mouse is in a picture.
    await page.mouse.move(width / 2, height - 5, { steps: 5 });
    await page.waitForTimeout(800);
    await maskMachine();
    writeFileSync(path, smallPng(await page.screenshot({ ...(clip && { clip }) })));
  }

  /** A picture says nothing of the machine that it was taken on. */
  async function maskMachine(): Promise<void> {
    await workbench.page.evaluate(`{
      const kernel = ${JSON.stringify(release())};
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node; (node = walker.nextNode()); )
        if (node.data.includes(kernel)) node.data = node.data.replaceAll(kernel, '6.12.0-amd64');
    }`);
  }

  async function ladderOf(peers: 'all' | number): Promise<Frame> {
    await workbench.runCommand('View: Close All Editors');
    if (peers === 'all') await workbench.runCommand('Bitcoin: Open Ladder of All Peers');
    else await workbench.peerRows.nth(peers).dblclick();
    const ladder = await workbench.webview('.frame .row .type');
    await ladder.locator('.grid').focus();
    return ladder;
  }

  async function filter(ladder: Frame, text: string): Promise<void> {
    const input = ladder.getByRole('combobox', { name: 'Filter' });
    await input.fill(text);
    await input.press('Enter');
    await ladder.locator('.count', { hasText: ' of ' }).waitFor();
  }

  before(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.chooseTheme('Dark Modern');
  });
  after(() => workbench.close());

  it('are taken', async function () {
    this.timeout(240_000);
    const { page } = workbench;
    await page.setViewportSize(PART);
    await workbench.runCommand('Bitcoin: Check P2P Trace Set-up');
    await workbench.picks.filter({ hasText: 'Kernel' }).first().waitFor();
    const list = (await page.locator('.quick-input-widget').boundingBox())!;
    await take('walkthrough/node', list);
    await page.keyboard.press('Escape');

    await page.setViewportSize(WHOLE);
    await workbench.traceDemo('busy');
    const monitor = await workbench.webview('.peer-row .cell');
    // All peers connect in the first seconds; what they say then is what a node is about.
    await monitor.locator('.rate-chart canvas').waitFor();
    await page.waitForTimeout(60_000);
    await workbench.clearNotifications();
    await take('overview');
    await page.setViewportSize(PART);
    await take('walkthrough/demo', EDITORS);
    await take('walkthrough/peers', { x: 0, y: 34, width: 350, height: 560 });

    let ladder = await ladderOf(1);
    await page.keyboard.press('Home');
    await take('walkthrough/ladder', EDITORS);
    await ladder
      .locator('.row:visible .type', { hasText: /^(version|inv|addrv2)$/ })
      .first()
      .click();
    await workbench.webview('.hex-view');
    await take('walkthrough/message', EDITORS);

    await page.setViewportSize(WHOLE);
    ladder = await ladderOf('all');
    const rows = ladder.locator('.row:not(.waiting):visible .type:visible');
    for (let i = 0; i < 8; i++) {
      await filter(ladder, 'type:tx dir:in');
      await page.waitForTimeout(1000);
      await ladder.locator('.grid').focus();
      await page.keyboard.press('Home');
      for (let j = 0; j < 9 + 4 * i; j++) await page.keyboard.press('j');
      await ladder.locator('.row.active:visible .type').waitFor();
      await workbench.runCommand('Bitcoin: Follow Transaction or Block');
      // Until then the list of commands is there.
      await workbench.picks.filter({ hasText: 'paste its txid' }).waitFor();
      await workbench.picks.first().click();
      await ladder.locator('.story tbody tr').first().waitFor();
      await page.waitForTimeout(2000);
      // One that many peers talked about.
      if ((await ladder.locator('.story tbody tr').count()) >= 8) break;
    }
    await rows.filter({ hasText: /^tx$/ }).first().click();
    await workbench.webview('.hex-view');
    await take('ladder');

    ladder = await ladderOf('all');
    await filter(ladder, 'took:>0us');
    const connected = ladder.locator('.row:visible', { hasText: 'connected height' }).first();
    await connected.waitFor({ timeout: 60_000 });
    await connected.click({ button: 'right' });
    await workbench.chooseEntry('Follow Transaction or Block…');
    await ladder.locator('.story tbody tr').nth(8).waitFor();
    await page.waitForTimeout(2000);
    await take('block');
    await workbench.runCommand('Bitcoin: Stop P2P Trace');
  });

  it('are taken of a redacted session, here and in tshark', async function () {
    this.timeout(240_000);
    const { page } = workbench;
    const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-pictures-'));
    try {
      const path = join(folder, 'session.p2ptrace');
      convert(SESSION, path, ...REDACT);
      convert(path, join(folder, 'session.pcapng'));
      await page.setViewportSize(WHOLE);
      await workbench.runCommand('View: Close All Editors');
      await workbench.chooseTheme('Light Modern');
      await workbench.openCapture(path);
      await ladderOf('all');
      await page.locator('.tabs-container .tab', { hasText: 'redacted' }).waitFor();
      await workbench.runCommand('View: Close Primary Side Bar');
      await workbench.clearNotifications();
      await page.setViewportSize(NARROW);
      const ladder = await workbench.webview('.frame .row .type');
      await ladder.locator('.grid').focus();
      await page.keyboard.press('Home');
      await take('redacted', {
        x: 48,
        y: 34,
        width: NARROW.width - 48,
        height: NARROW.height - 66,
      });
      writeFileSync(
        'media/tshark.png',
        smallPng(await terminalPicture(await workbench.browser.newPage(), folder, [LIST, FIELDS])),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** What the README says how to do. */
function convert(...args: string[]): void {
  execFileSync(process.execPath, ['dist/cli.js', 'convert', ...args], { stdio: 'ignore' });
}
