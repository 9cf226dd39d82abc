import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSession } from '../unit/support/session';
import { writeCrowd } from './crowd';
import { eventually, settles } from './eventually';
import { THEMES, Workbench } from './workbench';

/** The icon in front of a file's name, as the browser has it. */
const ICON = `getComputedStyle(document.querySelector(
  '.explorer-folders-view [aria-label="session.p2ptrace"] .monaco-icon-label'), '::before').backgroundImage`;
/** More than is read before something is shown. */
const MANY = 60_000;

describe('the editor of a capture', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-editor-'));
  const file = (...name: string[]): string => join(folder, ...name);
  let workbench: Workbench;
  // A view that was hidden once is not found by what the harness goes by: the explorer is shown first, and only then.
  const explorer = (name: string) =>
    workbench.page.locator('.explorer-folders-view').getByRole('treeitem', { name, exact: true });
  const tab = (name: string) => workbench.page.locator('.tabs-container .tab', { hasText: name });
  const recording = (name: RegExp) => workbench.peers.getByRole('treeitem', { name });

  before(async () => {
    mkdirSync(file('other'));
    writeSession(file('session.p2ptrace'));
    writeCrowd(file('crowd.p2ptrace'), MANY);
    writeSession(file('other', 'session.p2ptrace'));
    const whole = readFileSync(file('session.p2ptrace'));
    writeFileSync(file('cut.p2ptrace'), whole.subarray(0, whole.length - 13));
    writeFileSync(file('empty.p2ptrace'), '');
    writeFileSync(file('wrong.p2ptrace'), 'this is no capture, whatever its name says');
    workbench = await Workbench.open(folder);
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    const editor = workbench.page.locator('.workspace-trust-editor');
    await editor.getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('View: Show Explorer');
  });
  after(async () => {
    await workbench.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed editor ${this.currentTest.title}`);
  });

  /** By the palette, which leaves the sidebar as it is. @param name As the file is found by. */
  async function open(name: string): Promise<void> {
    const title = name.split('/').at(-1)!;
    await eventually(`the file ${name}`, async () => {
      await workbench.typeInPalette(name, '');
      // What was in the list before is there for a moment more.
      await workbench.page.waitForTimeout(500);
      await workbench.picks.filter({ hasText: title }).first().click({ timeout: 3000 });
      return true;
    });
    await tab(title).first().waitFor();
  }

  it('is the ladder of all peers, by a double click on a file with an icon', async () => {
    // As soon as it has its icon, the extension's editors are known.
    await eventually('the icon', async () =>
      /capture-(dark|light)\.svg/.test(await workbench.page.evaluate<string>(ICON)),
    );
    await explorer('session.p2ptrace').dblclick();
    await tab('session.p2ptrace').waitFor();
    const ladder = await workbench.webview('.frame.many .row .type');
    await ladder.locator('.row:visible .type', { hasText: 'version' }).first().waitFor();
    await workbench.screenshot('editor of a capture');
  });

  it('has the keys and the menus of a ladder', async () => {
    const { page } = workbench;
    const ladder = await workbench.webview('.frame.many .row .type');
    await ladder.locator('.row:visible .type', { hasText: 'version' }).first().click();
    // The key takes its way through the workbench, which hears a moment late that the explorer lost the focus.
    await eventually('the filter box', async () => {
      await page.keyboard.press('/');
      await ladder.locator('input:focus').waitFor({ timeout: 3000 });
      return true;
    });
    await page.keyboard.type('type:verack');
    await settles('only verack', async () => {
      const types = await ladder.locator('.row:not(.waiting):visible .type').allTextContents();
      assert.ok(types.length > 0 && types.every((type) => type === 'verack'), types.join());
    });
    await ladder.locator('.grid').press('Escape');
    await ladder.locator('.row:visible .type').first().click({ button: 'right' });
    await workbench.menuEntry('Bookmark This Row…').waitFor();
    await page.keyboard.press('Escape');
    const title = page.locator('.editor-actions .action-label');
    await title.and(page.getByRole('button', { name: /Export Ladder/ })).waitFor();
  });

  it('comes back after a reload of the window, with its filter', async () => {
    const { page } = workbench;
    // VS Code writes what a window keeps a moment after it is told.
    await page.waitForTimeout(3000);
    const loaded = page.waitForEvent('load');
    await workbench.runCommand('Developer: Reload Window');
    await loaded;
    await tab('session.p2ptrace').waitFor();
    const ladder = await workbench.webview('.frame.many .row .type');
    await settles('the same rows', async () => {
      const types = await ladder.locator('.row:not(.waiting):visible .type').allTextContents();
      assert.ok(types.length > 0 && types.every((type) => type === 'verack'), types.join());
    });
    await workbench.showPeers();
    await workbench.peerRows.nth(3).waitFor();
    assert.equal(await recording(/^Capture/).count(), 0);
  });

  it('comes back with its filter when the page is torn down at once', async () => {
    const { page } = workbench;
    const ladder = await workbench.webview('.frame.many .row .type');
    const input = ladder.getByRole('combobox', { name: 'Filter' });
    await input.fill('type:ping');
    await input.press('Enter');
    await ladder.locator('.row:not(.waiting):visible .type', { hasText: 'ping' }).first().waitFor();
    await page.waitForTimeout(1000);
    await page.reload();
    await tab('session.p2ptrace').waitFor();
    const back = await workbench.webview('.frame.many .row .type');
    await settles('the same rows', async () => {
      const types = await back.locator('.row:not(.waiting):visible .type').allTextContents();
      assert.ok(types.length > 0 && types.every((type) => type === 'ping'), types.join());
    });
  });

  it('stands beside others, each with its own tree', async () => {
    await open('crowd.p2ptrace');
    await workbench.webview('.frame.many .row .type');
    await workbench.showPeers();
    await recording(/^Capture session/).waitFor();
    await recording(/^Capture crowd, .* in front/).waitFor();
    await workbench.screenshot('two captures');
    await recording(/^Capture crowd/)
      .locator('span.twisty')
      .click();
    await settles('one tree', async () =>
      assert.equal(await recording(/^Capture crowd/).getAttribute('aria-expanded'), 'false'),
    );
    // A peer of the other one, whose tab then is in front.
    await workbench.peers
      .getByRole('treeitem', { name: /^Peer 1\s/ })
      .first()
      .click();
    await tab('Peer 1 · session').waitFor();
    await recording(/^Capture session, .* in front/).waitFor();
    // The tree goes where the editor is.
    await tab('crowd.p2ptrace').click();
    await recording(/^Capture crowd, .* in front/).waitFor();
  });

  it('tells files of one name apart', async () => {
    await workbench.runCommand('View: Close All Editors');
    await open('session.p2ptrace');
    await open('other/session.p2ptrace');
    await settles('both', async () => assert.equal(await tab('session.p2ptrace').count(), 2));
    await recording(/^Capture other\/session\.p2ptrace, .* in front/).waitFor();
    await eventually('its rows', async () => {
      const ladder = await workbench.webview('.frame.many .row .type');
      return (await ladder.locator('.row:visible .type', { hasText: 'version' }).count()) > 0;
    });
    // The row may be too narrow for its label.
    await recording(/^Capture other\/session\.p2ptrace/).hover();
    await workbench.sidebar
      .locator('.about', { hasText: file('other', 'session.p2ptrace') })
      .waitFor();
    await workbench.screenshot('captures of one name');
  });

  it('goes with its last tab', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.showPeers();
    await workbench.sidebar.getByText('Open Capture').first().waitFor();
  });

  it('says of a file that is cut where that is, and shows what is whole', async () => {
    await open('cut.p2ptrace');
    const ladder = await workbench.webview('.frame.many .row .type');
    await ladder.locator('.row:visible .type', { hasText: 'version' }).first().waitFor();
    const toast = workbench.page.locator('.notification-toast', {
      hasText: 'is damaged at offset',
    });
    await toast.waitFor();
    assert.match(
      (await toast.textContent())!,
      /cut\.p2ptrace is damaged at offset \d+: the \d+ bytes/,
    );
    await workbench.screenshot('cut capture');
    await workbench.clearNotifications();
  });

  for (const [name, why] of [
    ['empty', 'it is empty'],
    ['wrong', 'at offset 0, '],
  ] as const)
    it(`says in one message what is wrong with a file that is ${name}`, async () => {
      await open(`${name}.p2ptrace`);
      const page = await workbench.webview('body > .message');
      const text = (await page.locator('body > .message').textContent())!;
      assert.match(text, new RegExp(`${name}\\.p2ptrace cannot be read as a capture: ${why}`));
      const actions = workbench.page.locator('.editor-actions .action-label');
      for (const action of [/Export Ladder/, /Bookmark/])
        await actions.and(workbench.page.getByRole('button', { name: action })).waitFor({
          state: 'hidden',
        });
      await workbench.screenshot(`${name} capture`);
    });

  it('is there beside a live trace, and closes without it', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.showPeers();
    await workbench.traceDemo();
    try {
      await besideTrace();
    } finally {
      // A second try starts one again.
      await workbench.runCommand('Bitcoin: Stop P2P Trace');
    }
  });

  async function besideTrace(): Promise<void> {
    await workbench.peerRows.nth(3).waitFor();
    await open('session.p2ptrace');
    await workbench.showPeers();
    await recording(/^Capture Live trace/).waitFor();
    await recording(/^Capture session, .* in front/).waitFor();
    await workbench.screenshot('capture beside a trace');
    await recording(/^Capture session/).click({ button: 'right' });
    await workbench.chooseEntry('Close Capture');
    await settles('the trace alone', async () =>
      assert.equal(await recording(/^Capture/).count(), 0),
    );
    await workbench.peerRows.nth(3).waitFor();
  }

  it('looks well in every theme, narrow and wide', async () => {
    const { page } = workbench;
    await open('session.p2ptrace');
    await workbench.showPeers();
    for (const [theme, bodyClass] of THEMES) {
      await workbench.chooseTheme(theme);
      // The theme that was in force is shown until the chosen one is loaded.
      await workbench.webview(`body.${bodyClass} .frame.many .row .type`);
      await workbench.sidebar.locator(`body.${bodyClass}`).waitFor();
      await eventually('rows', async () => (await workbench.peerRows.count()) > 3);
      await workbench.screenshot(`captures ${theme}`);
    }
    await page.setViewportSize({ width: 800, height: 700 });
    await page.waitForTimeout(500);
    await workbench.screenshot('captures narrow');
    await page.setViewportSize({ width: 1440, height: 900 });
  });
});
