import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import { eventually } from './eventually';
import { findProcess } from './processes';
import { installedExtension } from './session';
import { Workbench } from './workbench';

/** Messages a second, and bytes of each: the ring buffer holds less than two seconds of them. */
const RATE = 50_000;
const SIZE = 1000;
/** Long enough to still fire after the reader was held up: only a message that follows shows a gap. */
const SECONDS = 12;

interface Row {
  /** From 1. */
  readonly index: number;
  readonly isGap: boolean;
  readonly text: string;
}

/** What of the ladder is in its document: a string, since tests are compiled without the DOM. */
const ROWS = `[...document.querySelectorAll('.row')]
  .filter((row) => row.checkVisibility({ visibilityProperty: true }))
  .map((row) => ({
    index: Number(row.ariaRowIndex),
    isGap: row.matches('.gap'),
    text: row.textContent,
  }))`;

describe('messages that are lost, in a stock VS Code', () => {
  const directory = mkdtempSync(join(tmpdir(), 'p2p-trace-losses-'));
  const binary = join(directory, 'demo-node');
  let workbench: Workbench;
  let node: ChildProcess;

  before(async function () {
    this.timeout(60_000);
    const extension = installedExtension();
    copyFileSync(join(extension, 'dist/native/demo-node'), binary);
    const burst = ['--burst', `${RATE * SECONDS}`, '--rate', `${RATE}`, '--size', `${SIZE}`];
    node = spawn(binary, [...burst, '--wait', '--with-parent'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(node.stdout!, 'data');
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.runCommand('Bitcoin: Start P2P Trace');
    await workbench.picks.filter({ hasText: String(node.pid) }).click();
    await workbench.peerRows.nth(1).waitFor();
    // A reader that is held up for longer than the ring buffer lasts.
    const helper = findProcess(join(extension, 'dist/helper.js'), '--pid', `${node.pid}`);
    assert.ok(helper !== undefined, 'the helper runs');
    process.kill(helper, 'SIGSTOP');
    await setTimeout(3000);
    process.kill(helper, 'SIGCONT');
    assert.equal(node.exitCode, null, 'the node fires until after its reader was held up');
  });
  after(async () => {
    await workbench.close();
    node.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  });

  const lostInStatusBar = async (): Promise<number> => {
    const bar = workbench.page.locator('.statusbar-item', { hasText: /msg\/s/ });
    const lost = /([\d,]+) lost/.exec((await bar.textContent()) ?? '')?.[1] ?? '0';
    return Number(lost.replaceAll(',', ''));
  };

  /** Messages lost in each gap of the ladder, from its first row to its last. */
  async function allGaps(ladder: Frame): Promise<number[]> {
    const gaps = new Map<number, number>();
    const grid = ladder.locator('.grid');
    await grid.focus();
    await workbench.page.keyboard.press('Home');
    for (let seen = 0; seen < Number(await grid.getAttribute('aria-rowcount'));) {
      const rows = await ladder.evaluate<Row[]>(ROWS);
      for (const { index, isGap, text } of rows) {
        seen = Math.max(seen, index);
        if (!isGap) continue;
        const [, lost] = /([\d,]+) lost \(ring buffer full\)/.exec(text) ?? [];
        assert.ok(lost !== undefined, text);
        gaps.set(index, Number(lost.replaceAll(',', '')));
      }
      await workbench.page.keyboard.press('PageDown');
      await setTimeout(100);
    }
    return [...gaps.values()];
  }

  it('are counted in the status bar', async () => {
    await eventually('losses in the status bar', async () => (await lostInStatusBar()) > 0);
  });

  it('leave a gap in the ladder where they were, with count and cause', async () => {
    await eventually('losses in the status bar', async () => (await lostInStatusBar()) > 0);
    await workbench.runCommand('Bitcoin: Open Ladder of All Peers');
    const ladder = await workbench.webview('.grid .row .type');
    await ladder.locator('.filter-box input').fill('lost');
    await ladder.locator('.row.gap:visible').first().waitFor();
    await workbench.screenshot('losses');
    // A reader that is slow afterwards loses more, in gaps of their own.
    await eventually('most of the losses', async () => {
      const gaps = await allGaps(ladder);
      const lost = gaps.reduce((sum, count) => sum + count, 0);
      const counted = await lostInStatusBar();
      // The status bar counts those as well that arrived in part.
      assert.ok(lost <= counted, `${lost} of ${counted}`);
      return lost > counted / 2;
    });
  });

  it('are told in the tooltip of their node', async () => {
    await workbench.peerRows.first().hover();
    const tooltip = workbench.sidebar.getByRole('tooltip');
    await tooltip.waitFor();
    assert.match(await tooltip.innerText(), /Lost \(ring buffer full\)/);
  });

  it('are told in the traffic log, between the lines of messages', async () => {
    await workbench.runCommand('Bitcoin: Show Traffic Log');
    const filter = workbench.page.locator('.panel .viewpane-filter input');
    await eventually('a line of the traffic log', async () => {
      // While the log is being read it has no lines that could be filtered.
      await filter.fill('');
      await filter.fill('lost here');
      await setTimeout(500);
      const lines = await workbench.page.locator('.output-view .view-line').allTextContents();
      return lines.some((line) => /\d+\smessages\slost\shere\s\(ring\sbuffer\sfull\)/.test(line));
    });
  });
});
