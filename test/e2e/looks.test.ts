import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { violations } from './axe';
import { THEMES, Workbench } from './workbench';

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
    await workbench.traceDemo();
    await workbench.peerRows.nth(1).click();
    const ladder = await workbench.webview('.grid .row .type');
    await ladder.locator('.row .type').first().click();
    await workbench.webview('.hex-view');
  });
  after(async () => {
    // Closing the window ends the trace.
    await workbench.close();
  });

  for (const [theme, bodyClass] of THEMES) {
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
