import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { Recordings } from '../../src/extension/captures/recordings';
import type { Recording } from '../../src/extension/captures/recording';
import { CARRIED_BLOCK } from '../unit/support/carried';
import { noSource } from '../unit/support/noSource';
import { violations } from './axe';
import { writeEffects } from './effectsSession';
import { settles } from './eventually';
import { endLadders, type LadderPageOptions, LadderPageTester, launchBrowser } from './ladderPage';

describe('what the node did, in a ladder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-effects-'));
  const path = join(folder, 'effects.p2ptrace');
  const recordings = new Recordings(noSource);
  let browser: Browser;
  let recording: Recording;
  let tester: LadderPageTester;

  async function open(options: LadderPageOptions): Promise<void> {
    tester = await LadderPageTester.open(browser, recording, options);
    await tester.page.locator('.row:not(.waiting):visible').first().waitFor();
  }

  /** What rows in view say, from the top. */
  const said = () => tester.page.locator('.row:visible .summary .event').allTextContents();

  before(async () => {
    writeEffects(path);
    recording = (await recordings.open(path)).recording;
    browser = await launchBrowser();
  });
  afterEach(() => tester.close());
  after(() => endLadders(browser, recordings, folder));

  it('says what became of coins, and of which block', async () => {
    await open({ query: { filter: 'event:coins,flushed-coins' } });
    await settles('three rows', async () => {
      assert.deepEqual(await said(), [
        '6,789 coins added, 7,000 spent while the block was connected; 12 uncached since the block before · block #9 from peer 162',
        'flushed 123,456 coins (45 MB) in 210 ms: periodic',
        'flushed 12,345,678 coins (1.5 GB) in 210 ms: force flush, to prune',
      ]);
    });
  });

  it('finds them by what they are about', async () => {
    await open({});
    for (const [filter, count] of [
      ['height:840123', 2],
      ['reason:force*', 1],
      ['took:>100ms', 3],
      ['event:utxocache:*', 3],
    ] as const) {
      tester.ask({ filter });
      await settles(filter, async () => assert.equal((await said()).length, count));
    }
  });

  for (const theme of ['vscode-dark', 'vscode-light'] as const)
    it(`cuts nothing of a story in a narrow ladder (${theme})`, async () => {
      await open({
        width: 500,
        height: 600,
        theme,
        query: { filter: `hash:${CARRIED_BLOCK.hash}` },
      });
      const { page } = tester;
      const deeds = page.locator('.story-deeds .story-go');
      await settles('both', async () => {
        const texts = await deeds.allTextContents();
        assert.equal(texts.length, 2);
        assert.match(texts[0]!, /^connected height 840,123, 3,050 txs in 210 ms \+210 ms$/);
        assert.match(texts[1]!, /uncached since the block before \+210 ms$/);
        for (const deed of await deeds.all()) {
          const { x, width } = (await deed.boundingBox())!;
          assert.ok(x >= 0 && x + width <= 500, `${x} ${width}`);
        }
      });
      assert.deepEqual(await violations(page.mainFrame()), []);
    });

  it('has no half of a badge in a narrow ladder of one peer', async () => {
    const { pid, peer } = recording.peers.peers.at(-1)!.identity;
    await open({ width: 500, source: { capture: path, peers: [{ pid, peer }] } });
    const head = tester.page.locator('.head.peer');
    await settles('its head', async () => {
      assert.match((await head.textContent())!, /162/);
      // The list has less room for lanes than a badge takes.
      assert.equal(await head.locator('.network').count(), 0);
    });
  });
});
