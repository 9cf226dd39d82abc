import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { mentionedHashes } from '../../src/bitcoin/mentionedHashes';
import { FAMILIES } from '../../src/shared/families';
import { Recordings } from '../../src/extension/captures/recordings';
import type { Recording } from '../../src/extension/captures/recording';
import type { LadderSource } from '../../src/shared/webview/ladderProtocol';
import { noSource } from '../unit/support/noSource';
import { violations } from './axe';
import { eventually, settles } from './eventually';
import { endLadders, type LadderPageOptions, LadderPageTester, launchBrowser } from './ladderPage';
import { writeTwoNodes } from './twoNodes';

/** What is around the rows of a ladder, measured in a browser of its own. */
describe('the controls of a ladder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-controls-'));
  const path = join(folder, 'two.p2ptrace');
  const recordings = new Recordings(noSource);
  let browser: Browser;
  let recording: Recording;
  let one: LadderSource;
  let tester: LadderPageTester;

  async function open(options: LadderPageOptions = {}): Promise<LadderPageTester> {
    tester = await LadderPageTester.open(browser, recording, options);
    await tester.page.locator('.row:visible .type:visible, .empty:visible').first().waitFor();
    return tester;
  }

  const text = (selector: string) => tester.page.locator(selector).first().textContent();
  const rowCount = async () =>
    Number(await tester.page.locator('.grid').getAttribute('aria-rowcount'));

  before(async () => {
    writeTwoNodes(path);
    recording = (await recordings.open(path)).recording;
    const { pid, peer } = recording.peers.peers.find(
      ({ identity }) => identity.peer >= 0,
    )!.identity;
    one = { capture: path, peers: [{ pid, peer }] };
    browser = await launchBrowser();
  });
  afterEach(() => tester.close());
  after(() => endLadders(browser, recordings, folder));

  for (const width of [500, 720, 1280])
    for (const [peers, most] of [
      ['one peer', 60],
      ['several peers', 84],
    ] as const)
      it(`take at most ${most} pixels of ${width} above ${peers}, in one line`, async () => {
        await open({
          width,
          ...(most === 60 && { source: one }),
          query: { filter: 'type:inv|tx|ping', hidden: ['block'] },
        });
        const top = await tester.page.evaluate<number>(
          "document.querySelector('.grid').getBoundingClientRect().top + 1",
        );
        assert.ok(top <= most, `${top} pixels`);
        await settles('all of them in the line', async () => {
          const bar = (await tester.page.locator('.ladder-toolbar').boundingBox())!;
          const controls = tester.page.locator(
            '.ladder-toolbar :is(button, .count, .place):visible',
          );
          assert.ok((await controls.count()) >= 6);
          for (const control of await controls.all()) {
            const box = (await control.boundingBox())!;
            assert.ok(box.x >= 0 && box.x + box.width <= width, await control.innerText());
            assert.ok(box.y >= bar.y && box.y + box.height <= bar.y + bar.height);
          }
          const filter = (await tester.page.getByRole('combobox').boundingBox())!;
          assert.ok(filter.width >= 90, `${filter.width} pixels to write in`);
        });
      });

  it('count messages, and not what a spacing or connections put between them', async () => {
    await open();
    await eventually('a count', async () => /^[\d,]+ messages$/.test((await text('.count')) ?? ''));
    const { index } = recording.capture;
    const all = await text('.count');
    // What happened to connections has rows, and is no message.
    assert.ok((await rowCount()) > Number(all!.replace(/\D/g, '')));
    assert.ok(index.length >= (await rowCount()));
    const before = await rowCount();
    tester.ask({ msPerRow: 1 });
    await eventually('more rows', async () => (await rowCount()) > before);
    await settles('the same count', async () => assert.equal(await text('.count'), all));
    tester.ask({ msPerRow: 0, filter: 'type:version' });
    await settles('some of all', async () =>
      assert.match((await text('.count'))!, new RegExp(`^[\\d,]+ of ${all!}$`)),
    );
  });

  it('are followed by why hidden types leave only what happened to connections', async () => {
    await open({ source: one });
    tester.ask({ hidden: FAMILIES });
    await settles('why', async () =>
      assert.match((await text('.no-message'))!, /^All types are hidden\./),
    );
    assert.ok((await rowCount()) > 0);
    await tester.page.locator('.no-message vscode-button').click();
    await eventually('all types', async () =>
      /^[\d,]+ messages?$/.test((await text('.count')) ?? ''),
    );
    assert.equal(await tester.page.locator('.no-message:visible').count(), 0);
  });

  it('say which match the user is on, and go on from the other end', async () => {
    await open({ query: { filter: 'type:version', find: true } });
    const found = await eventually('found', async () => {
      const said = (await text('.place')) ?? '';
      return said.endsWith(' found') && said;
    });
    const matches = parseInt(found, 10);
    assert.ok(matches > 2);
    const next = (action: 'nextMatch' | 'previousMatch') =>
      tester.channel.notify('act', { action, byKey: false });
    await tester.page.locator('.grid').press('Home');
    // The first row may be one of them.
    next('nextMatch');
    // Between two of them the number of all may stand there alone.
    const place = () =>
      eventually('a place', async () => {
        const nth = /^(\d+) of /.exec((await text('.place')) ?? '')?.[1];
        return nth !== undefined && Number(nth);
      });
    const first = await place();
    next('previousMatch');
    await eventually('another', async () => (await place()) !== first);
    for (let i = 0; i < matches && (await place()) !== matches; i++) {
      const at = await place();
      next('nextMatch');
      await eventually('the next', async () => (await place()) !== at);
    }
    assert.equal(await place(), matches);
    next('nextMatch');
    await eventually('the first', async () => (await place()) === 1);
  });

  it('go to a match at Enter, as every search does', async () => {
    await open({ query: { find: true } });
    await tester.page.locator('.grid').press('Home');
    const filter = tester.page.getByRole('combobox', { name: 'Filter' });
    await filter.fill('type:getdata');
    await filter.press('Enter');
    await settles('the first', async () => assert.match((await text('.place'))!, /^1 of \d+/));
    await tester.page.locator('.row.active .type', { hasText: 'getdata' }).waitFor();
  });

  it('say why there is nothing, with a button that mends it', async () => {
    await open({ query: { filter: 'type:nosuch', hidden: ['block'] } });
    await settles('why', async () =>
      assert.match((await text('.empty'))!, /No message matches.*type:nosuch.*1 of 9 groups/),
    );
    assert.equal(
      await text('.count .numbers'),
      `0 of ${(await text('.count .numbers'))!.split(' of ')[1]!}`,
    );
    await tester.page.locator('vscode-button', { hasText: 'Clear Filter' }).click();
    await eventually('rows', async () => (await rowCount()) > 100);
    assert.equal(await tester.page.locator('.empty:visible').count(), 0);
    assert.equal(await tester.page.getByRole('combobox').inputValue(), '');
  });

  it('take a filter that is confirmed before it is answered, and finds nothing', async () => {
    await open({ query: { filter: 'type:ping' } });
    // Enter comes just after what is written was asked for.
    await tester.page.evaluate(`{
      const { toHost } = window;
      window.toHost = (packet) => {
        const answered = toHost(packet);
        const text = JSON.stringify(packet);
        if (text.includes('type:nosuch') && text.includes('"writing":true'))
          document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
          );
        return answered;
      };
    }`);
    await tester.page.getByRole('combobox', { name: 'Filter' }).fill('type:nosuch');
    await settles('nothing', async () => {
      assert.match((await text('.empty'))!, /No message matches.*type:nosuch/);
      assert.equal(await rowCount(), 0);
    });
  });

  it('have neither Follow nor Pause, nor new rows, where nothing more comes', async () => {
    await open();
    assert.equal(await tester.page.getByRole('button', { name: 'Follow' }).count(), 0);
    assert.equal(await tester.page.getByRole('button', { name: 'Pause' }).count(), 0);
    await tester.page.locator('.grid').press('Home');
    tester.ask({ filter: 'type:ping' });
    await eventually('fewer', async () => (await text('.count'))?.includes(' of '));
    tester.ask({ filter: '' });
    await eventually('all', async () => !(await text('.count'))?.includes(' of '));
    assert.equal(await tester.page.locator('.new-rows:visible').count(), 0);
  });

  it('tick the time that is shown, that from a zero too', async () => {
    await open();
    tester.channel.notify('setZero', { wallUs: 0 });
    await tester.page.getByRole('button', { name: 'More', exact: true }).click();
    const zero = tester.page.getByRole('menuitemradio', { name: 'Since Time Zero' });
    assert.equal(await zero.getAttribute('aria-checked'), 'true');
    await tester.page.getByRole('menuitemradio', { name: 'Time of Day' }).click();
    await tester.page.getByRole('button', { name: 'More', exact: true }).click();
    assert.equal(await zero.getAttribute('aria-checked'), 'false');
  });

  it('leave the text of the page alone when all rows are selected', async () => {
    await open();
    await tester.page.evaluate("document.execCommand('selectAll')");
    assert.equal(await tester.page.evaluate('String(getSelection())'), '');
  });

  it('take a key for what it means where the user does not write', async () => {
    await open();
    tester.channel.notify('act', { action: 'focusFilter', byKey: true });
    await eventually(
      'the filter',
      async () => (await tester.page.locator('input:focus').count()) === 1,
    );
    tester.told.length = 0;
    for (const action of ['ladderKeys', 'showBookmarks'] as const)
      tester.channel.notify('act', { action, byKey: true });
    tester.channel.notify('act', { action: 'exportLadder', byKey: false });
    await eventually('the export', () => Promise.resolve(tester.told.includes('exportLadder')));
    assert.deepEqual(tester.told, ['exportLadder']);
    assert.equal(await tester.page.locator('.keys-help').count(), 0);
    await tester.page.locator('.grid').focus();
    await tester.page.locator('.grid').press('?');
    await tester.page.locator('.keys-help').waitFor();
    await tester.page.keyboard.press('Escape');
    await tester.page.locator('.keys-help').waitFor({ state: 'detached' });
  });

  it('tell a story as a table that can be sorted, copied and closed', async () => {
    const { index } = recording.capture;
    let hash: string | undefined;
    for (let row = 0; hash === undefined && row < index.length; row++)
      if (index.messageType(row) === 'tx')
        hash = mentionedHashes('tx', await recording.capture.payload(row), 2)
          .map((each) => each.hash)
          .join('|');
    await open({ query: { filter: `hash:${hash!}` } });
    const { page } = tester;
    const rows = page.locator('.story tbody tr');
    await rows.nth(1).waitFor();
    const peers = () => page.locator('.story tbody .story-peer').allTextContents();
    await page.getByRole('columnheader', { name: 'Peer' }).getByRole('button').click();
    const ascending = await peers();
    await page.getByRole('columnheader', { name: 'Peer' }).getByRole('button').click();
    const sorted = page.locator('.story th[aria-sort="descending"]');
    assert.equal(await sorted.textContent(), 'Peer');
    const numbers = (await peers()).map((each) => parseInt(each, 10));
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => b - a),
    );
    assert.equal(ascending.length, numbers.length);
    tester.told.length = 0;
    await page.getByRole('button', { name: 'Copy' }).click();
    const copied = await eventually('the copy', () =>
      Promise.resolve((tester.told as { text?: string }[]).find((each) => each.text)?.text),
    );
    assert.equal(copied.trimEnd().split('\n').length, ascending.length + 1);
    assert.deepEqual(await violations(page.mainFrame()), []);
    await page.getByRole('button', { name: 'Close the story' }).click();
    await page.locator('.story').waitFor({ state: 'hidden' });
  });

  for (const theme of ['vscode-light', 'vscode-dark'] as const)
    it(`can be used by everybody with open menus in ${theme}`, async () => {
      await open({ theme, query: { filter: 'type:inv', find: true } });
      for (const name of ['Types', 'More']) {
        await tester.page.getByRole('button', { name }).click();
        assert.deepEqual(await violations(tester.page.mainFrame()), []);
        await tester.page.keyboard.press('Escape');
      }
      tester.channel.notify('act', { action: 'ladderKeys', byKey: false });
      await tester.page.locator('.keys-help').waitFor();
      assert.deepEqual(await violations(tester.page.mainFrame()), []);
    });
});
