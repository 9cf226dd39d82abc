import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { violations } from './axe';
import { eventually } from './eventually';
import { BLOCKS, SLOWEST, writePropagation } from './propagationSession';
import { THEMES, Workbench } from './workbench';

describe('how blocks came to the nodes of a fleet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-propagation-'));
  let workbench: Workbench;
  let page: Frame;

  async function open(): Promise<void> {
    await workbench.runCommand('Bitcoin: Show Propagation');
    page = await workbench.webview('.blocks tbody tr');
    await page.locator('.blocks tbody tr').first().waitFor();
  }

  const texts = (selector: string) => page.locator(selector).allTextContents();

  before(async () => {
    const path = join(folder, 'fleet.p2ptrace');
    writePropagation(path);
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.openCapture(path);
  });
  after(async () => {
    await workbench.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await workbench.screenshot(`failed propagation ${this.currentTest.title}`);
  });

  it('ranks blocks by how long they took from the first node to the last', async () => {
    await open();
    await eventually('all blocks', async () =>
      ((await page.locator('.summary').textContent()) ?? '').startsWith(`${BLOCKS} blocks that 6`),
    );
    const first = page.locator('.blocks tbody tr').first();
    assert.equal(await first.locator('.hash').getAttribute('title'), SLOWEST);
    assert.match((await first.textContent())!, /800,007/);
  });

  it('shows by node when it came to each, with what clocks leave uncertain', async () => {
    await page.locator('.blocks tbody tr').first().click();
    await eventually('six nodes', async () => (await texts('.nodes tbody tr')).length === 6);
    const rows = await texts('.nodes tbody tr');
    assert.ok(
      rows.some((row) => /^\?perth.*± \?/.test(row)),
      rows.join('\n'),
    );
    const places = rows.map((row) => /^(?:\d|≈ \d|\?)[a-z]+/.exec(row)?.[0]);
    assert.deepEqual(places, ['1berlin', '2oslo', '≈ 3tokyo', '≈ 3lima', '?perth', '5turin']);
    assert.match((await page.locator('.lack').textContent())!, /1 of 6 nodes/);
    assert.match(
      (await page.locator('.plot').getAttribute('aria-label'))!,
      /Had it: 6 of 6 nodes, half of them after .*90 % after/,
    );
    await workbench.screenshot('propagation of a block');
  });

  it('sorts nodes by the keyboard', async () => {
    const head = page.getByRole('button', { name: 'Took it' }).last();
    await head.focus();
    await head.press('Enter');
    await eventually('by when they took it', async () => {
      const sorted = page.locator('.nodes th[aria-sort="ascending"]');
      return (await sorted.textContent())!.startsWith('Took it');
    });
    await page.locator('.nodes th .sort').first().click();
    await eventually('by name', async () =>
      ((await texts('.nodes .node'))[0] ?? '').startsWith('berlin'),
    );
  });

  it('walks rows by arrow keys', async () => {
    const buttons = page.locator('.blocks tbody .link');
    const focused = (nth: number) => page.locator(`.blocks tbody tr:nth-child(${nth}) .link:focus`);
    await buttons.first().focus();
    await page.page().keyboard.press('ArrowDown');
    await page.page().keyboard.press('ArrowDown');
    await focused(3).waitFor();
    await page.page().keyboard.press('End');
    await focused(BLOCKS).waitFor();
    await page.page().keyboard.press('ArrowDown');
    await focused(BLOCKS).waitFor();
    await page.page().keyboard.press('Home');
    await page.page().keyboard.press('Enter');
    await page.locator('.blocks tbody tr.current').waitFor();
    assert.equal(await buttons.first().getAttribute('aria-pressed'), 'true');
  });

  it('leads from a time to the message in the ladder', async () => {
    await page.locator('.nodes tbody tr').first().locator('.link').first().click();
    const ladder = await workbench.webview('.grid .row .type');
    await ladder.locator('.row.active').waitFor();
    await workbench.screenshot('ladder from propagation');
    await open();
    await page.locator('.nodes tbody tr').first().waitFor();
  });

  it('shows a hash that is pasted, and says where nobody heard of it', async () => {
    const input = page.getByRole('textbox');
    await input.fill('ab'.repeat(32));
    await page.getByText('No node of this capture heard of it.').waitFor();
    assert.equal(await page.locator('.chosen').isVisible(), false);
    await input.fill(SLOWEST);
    await page.locator('.nodes tbody tr').first().waitFor();
  });

  it('copies the nodes as CSV', async () => {
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.page.evaluate("navigator.clipboard.writeText('')");
    await page.locator('.chosen').getByRole('button', { name: 'Copy as CSV' }).click();
    const lines = await eventually('a table', async () => {
      const text = await workbench.page.evaluate<string>('navigator.clipboard.readText()');
      return text === '' ? undefined : text.trim().split('\n');
    });
    assert.match(lines[0]!, /^node,pid,heard_time,heard_since_first_us,heard_uncertainty_us/);
    assert.equal(lines.length, 7);
  });

  for (const [theme, bodyClass] of THEMES)
    it(`can be used by everybody in ${theme}, at every width`, async () => {
      await workbench.chooseTheme(theme);
      await open();
      await page.locator(`body.${bodyClass}`).waitFor();
      for (const [width, height] of [
        [500, 900],
        [1440, 900],
      ] as const) {
        await workbench.page.setViewportSize({ width, height });
        await workbench.page.waitForTimeout(600);
        assert.deepEqual(await violations(page), []);
        await workbench.screenshot(`propagation ${theme} ${width}`);
      }
    });
});
