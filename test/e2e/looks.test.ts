import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame } from 'playwright-core';
import { Workbench } from './workbench';

/** Names of VS Code's themes, and the class that a webview's body has in them. */
const themes = [
  ['Light Modern', 'vscode-light'],
  ['Dark Modern', 'vscode-dark'],
  ['Dark High Contrast', 'vscode-high-contrast'],
  ['Light High Contrast', 'vscode-high-contrast-light'],
] as const;

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds in a webview and calls serious or critical, one line each. */
async function violations(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe);
  const options: RunOptions = { resultTypes: ['violations'], iframes: false };
  const results = await frame.evaluate<AxeResults, RunOptions>(
    (given) =>
      (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run(
        globalThis as never,
        given,
      ),
    options,
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary ?? ''}`),
    );
}

/** Colours that the arrows in view are drawn in, as CSS says them. */
function arrowColours(ladder: Frame): Promise<string[]> {
  return ladder.evaluate<string[]>(
    `[...document.querySelectorAll('.arrow .line')].map((line) => getComputedStyle(line).borderTopColor)`,
  );
}

describe('ladder and inspector', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.runCommand('Bitcoin: Start P2P Trace');
    await workbench.picks.filter({ hasText: 'Demo node' }).click();
    await workbench.peerRows.nth(1).click();
    const ladder = await workbench.webview('.grid .row .type');
    await ladder.locator('.row .type').first().click();
    await workbench.webview('.hex-view');
  });
  after(async () => {
    // Closing the window ends the trace.
    await workbench.close();
  });

  for (const [theme, bodyClass] of themes) {
    it(`can be used by everybody in ${theme}`, async () => {
      await workbench.chooseTheme(theme);
      const frames = [
        await workbench.webview('.grid .row .type'),
        await workbench.webview('.hex-view'),
      ];
      for (const frame of frames) {
        await frame.locator(`body.${bodyClass}`).waitFor();
        assert.deepEqual(await violations(frame), []);
      }
      for (const colour of await arrowColours(frames[0]!))
        assert.doesNotMatch(colour, /^rgba.*, 0\)$/);
      await workbench.screenshot(theme);
    });
  }
});
