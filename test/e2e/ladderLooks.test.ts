import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { Recordings } from '../../src/extension/captures/recordings';
import type { Recording } from '../../src/extension/captures/recording';
import type { LadderSource } from '../../src/shared/webview/ladderProtocol';
import { noSource } from '../unit/support/noSource';
import { eventually, settles } from './eventually';
import { endLadders, type LadderPageOptions, LadderPageTester, launchBrowser } from './ladderPage';
import { writeTwoNodes } from './twoNodes';

/** What must not be hidden by something else, measured in a browser of its own. */
describe('the looks of a ladder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-looks-'));
  const path = join(folder, 'two.p2ptrace');
  const recordings = new Recordings(noSource);
  let browser: Browser;
  let recording: Recording;
  let one: LadderSource;
  let tester: LadderPageTester;

  async function open(options: LadderPageOptions = {}): Promise<void> {
    tester = await LadderPageTester.open(browser, recording, options);
    await tester.page.locator('.row:visible .type:visible').first().waitFor();
  }

  before(async () => {
    writeTwoNodes(path);
    recording = (await recordings.open(path)).recording;
    const { pid, peer } = recording.peers.peers.find(
      ({ identity }) =>
        identity.peer > 0 && identity.pid === recording.peers.peers[0]!.identity.pid,
    )!.identity;
    one = { capture: path, peers: [{ pid, peer }] };
    browser = await launchBrowser();
  });
  afterEach(() => tester.close());
  after(() => endLadders(browser, recordings, folder));

  it('are those of a list where the name of a type would hide its arrow', async () => {
    await open({ source: one, width: 500 });
    await tester.page.locator('.frame.list .row .direction:visible').nth(3).waitFor();
  });

  for (const width of [720, 1280])
    it(`keep the names of node and peer apart at ${width} pixels`, async () => {
      await open({ source: one, width });
      const node = tester.page.locator('.head.node');
      const peer = tester.page.locator('.head.peer');
      await settles('both', async () => {
        const [left, right] = [(await node.boundingBox())!, (await peer.boundingBox())!];
        assert.ok(left.x + left.width + 12 <= right.x, 'room between them');
        assert.match((await peer.locator('.name').textContent())!, /^peer \d/);
      });
    });

  it('cut no name of a node or peer without saying so', async () => {
    for (const source of [one, { capture: path, peers: 'all' } as const])
      for (const width of [560, 640, 720, 800, 960]) {
        await open({ source, width });
        await tester.page.locator('.row').first().waitFor();
        const cut = await tester.page.evaluate<
          string[]
        >(`[...document.querySelectorAll('.arrows .head')]
          .filter((head) => head.scrollWidth > head.clientWidth + 1)
          .map((head) => head.textContent)`);
        assert.deepEqual(cut, [], `${width} pixels`);
        if (width < 960) await tester.close();
      }
  });

  it('draw lifelines through the rows that are selected', async () => {
    await open();
    await tester.page.locator('.grid').press('Home');
    await settles('lines', async () => {
      const images = await tester.page.evaluate<string>(
        `getComputedStyle(document.querySelector('.row[aria-selected="true"]')).backgroundImage`,
      );
      // That of the row itself is one.
      assert.ok(images.split('linear-gradient').length > 2, images);
    });
  });

  it('have a place for what is measured at 500 pixels, in one line with the rest', async () => {
    await open({ width: 500, query: { filter: 'type:inv|ping|pong', find: true } });
    const { page } = tester;
    await page.locator('.grid').press('Home');
    // A row can be marked once it is there.
    await page.locator('.row.active:not(.waiting) .time:visible').waitFor();
    await page.locator('.grid').press('m');
    await page.locator('.row.mark-a:visible').waitFor();
    await page.locator('.grid').press('j');
    await page.locator('.row.active:not(.waiting, .mark-a):visible').waitFor();
    await page.locator('.grid').press('m');
    const measured = page.locator('.measured');
    await eventually('the time', async () => (await measured.textContent())?.startsWith('A → B '));
    await settles('all of it in the line', async () => {
      const { y, height } = (await page.locator('.ladder-toolbar').boundingBox())!;
      for (const each of await page.locator('.ladder-toolbar button:visible, .measured').all()) {
        const box = (await each.boundingBox())!;
        assert.ok(box.x >= 0 && box.x + box.width <= 500, await each.innerText());
        assert.ok(box.y >= y && box.y + box.height <= y + height);
      }
    });
  });

  it('say that a row is of another peer where the filter hides nothing', async () => {
    await open({ source: one });
    const { index } = recording.capture;
    const { peer } = one.peers[0] as { peer: number };
    const other = Array.from({ length: index.length }, (_, row) => row).find(
      (row) => index.peers[index.peer(row)]!.peer > peer,
    )!;
    tester.channel.notify('goTo', { row: other });
    await tester.page
      .locator('.miss:visible', {
        hasText: 'That row is of another peer than the one of this ladder',
      })
      .waitFor();
    const own = Array.from({ length: index.length }, (_, row) => row).find(
      (row) => index.peers[index.peer(row)]!.peer === peer && index.messageType(row) === 'ping',
    )!;
    tester.ask({ filter: 'type:version' });
    await eventually('few rows', async () =>
      ((await tester.page.locator('.count').first().textContent()) ?? '').includes(' of '),
    );
    tester.channel.notify('goTo', { row: own });
    await tester.page.locator('.miss:visible', { hasText: 'hidden: by the filter' }).waitFor();
  });
});
