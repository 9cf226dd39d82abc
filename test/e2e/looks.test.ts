import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { violations } from './axe';
import { eventually } from './eventually';
import { THEMES, Workbench } from './workbench';

/** Colours that the arrows in view are drawn in, as CSS says them. */
function arrowColours(ladder: Frame): Promise<string[]> {
  return ladder.evaluate<string[]>(
    `[...document.querySelectorAll('.arrow .line')].map((line) => getComputedStyle(line).borderTopColor)`,
  );
}

describe('the views of a busy node', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.traceDemo('busy');
    const monitor = await workbench.webview('.peer-row .cell');
    await eventually('more peers than a window has room for', async () =>
      /1\d\d\s*peers/.test((await monitor.locator('.facts').textContent()) ?? ''),
    );
  });
  after(async () => {
    // Closing the window ends the trace.
    await workbench.close();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed looks ${this.currentTest.title}`);
  });

  /** Each view in front, in the order in which a user comes to it. */
  const VIEWS: readonly [name: string, show: () => Promise<Frame>][] = [
    ['sidebar', () => workbench.webview('.rows .row.peer')],
    [
      'monitor',
      async () => {
        await workbench.runCommand('Bitcoin: Open Monitor');
        return workbench.webview('.peer-row .cell');
      },
    ],
    [
      'ladder of all',
      async () => {
        await workbench.runCommand('Bitcoin: Open Ladder of All Peers');
        return workbench.webview('.frame .row .type');
      },
    ],
    [
      'ladder of one',
      async () => {
        await workbench.runCommand('View: Close Editor');
        await workbench.peerRows.nth(1).click();
        const ladder = await workbench.webview('.frame .row .type');
        const grid = ladder.locator('.grid');
        await grid.focus();
        // What is in view stays there.
        await workbench.page.keyboard.press('Home');
        return ladder;
      },
    ],
    [
      'inspector',
      async () => {
        const ladder = await workbench.webview('.frame .row .type');
        // What the node did has no type.
        await ladder.locator('.row:visible .type', { hasText: /./ }).first().click();
        return workbench.webview('.hex-view');
      },
    ],
  ];

  for (const [theme, bodyClass] of THEMES)
    describe(`in ${theme}`, () => {
      before(async () => {
        await workbench.runCommand('View: Close All Editors');
        await workbench.chooseTheme(theme);
      });
      for (const [name, show] of VIEWS)
        it(`${name} can be used by everybody`, async () => {
          const frame = await show();
          await frame.locator(`body.${bodyClass}`).waitFor();
          assert.deepEqual(await violations(frame), []);
          for (const colour of await arrowColours(frame))
            assert.doesNotMatch(colour, /^rgba.*, 0\)$/);
          await workbench.screenshot(`looks ${name} ${theme}`);
        });
    });
});
