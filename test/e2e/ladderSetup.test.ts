import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { Capture } from '../../src/capture/capture';
import { eventually, settles } from './eventually';
import { writeTwoNodes } from './twoNodes';
import { Workbench } from './workbench';

/**
 * How a user arranges a ladder and takes things out of it, on a capture of two connected nodes: each test
 * begins with all rows, close to each other, and all columns.
 */
describe('a ladder of two nodes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-nodes-'));
  let workbench: Workbench;
  let ladder: Frame;
  let grid: Locator;
  let filter: Locator;
  /** Rows without a filter. */
  let all: number;
  const press = (key: string) => workbench.page.keyboard.press(key);
  const rowCount = async () => Number(await grid.getAttribute('aria-rowcount'));

  async function setFilter(text: string): Promise<void> {
    await filter.fill(text);
    await filter.press('Enter');
  }

  /** Waits until all rows in view are of one type. */
  async function onlyType(type: string): Promise<void> {
    await eventually(`only ${type}`, async () => {
      const types = await ladder.locator('.row:visible .type:visible').allTextContents();
      return types.length > 0 && types.every((each) => each === type);
    });
  }

  async function findLadder(): Promise<void> {
    ladder = await workbench.webview('.frame.many .row .type');
    grid = ladder.locator('.grid');
    filter = ladder.getByRole('combobox', { name: 'Filter' });
  }

  /** Chooses in the menu of the toolbar. */
  async function choose(item: string | RegExp): Promise<void> {
    await ladder.getByRole('button', { name: 'More', exact: true }).click();
    await ladder.locator('.popup-item:visible').filter({ hasText: item }).click();
  }

  /** Shows or hides the column of latencies. */
  async function showLatency(shown: boolean): Promise<void> {
    const hidden = ladder.locator('.frame.no-pair');
    if ((await hidden.count()) === Number(!shown)) return;
    await choose('Columns…');
    const choices = workbench.page.locator('.quick-input-widget .monaco-list-row');
    await choices.filter({ hasText: 'Latency' }).click();
    await press('Enter');
    await hidden.waitFor({ state: shown ? 'detached' : 'attached' });
  }

  /** Whether the menu says that rows are spaced so. */
  async function isSpaced(item: string): Promise<boolean> {
    await ladder.getByRole('button', { name: 'More', exact: true }).click();
    const entry = ladder.getByRole('menuitemradio', { name: item });
    const checked = (await entry.getAttribute('aria-checked')) === 'true';
    await entry.press('Escape');
    return checked;
  }

  before(async () => {
    writeTwoNodes(join(folder, 'two.p2ptrace'));
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.openCapture(join(folder, 'two.p2ptrace'));
    await findLadder();
    all = await eventually('rows', async () => {
      const count = await rowCount();
      return count > 1500 && count;
    });
  });
  beforeEach(async () => {
    // After a reload of the window a capture has its ladder, but not its peers.
    if ((await workbench.peerRows.count()) === 0)
      await workbench.openCapture(join(folder, 'two.p2ptrace'));
    await workbench.page.getByRole('tab', { name: /^All peers/ }).click();
    await findLadder();
    await setFilter('');
    if (!(await isSpaced('Close to Each Other'))) await choose('Close to Each Other');
    await showLatency(true);
    await eventually('all rows', async () => (await rowCount()) === all);
  });
  after(async () => {
    await workbench.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed setup ${this.currentTest.title}`);
  });

  it('draws what both saw as one arrow between them, with its transit time', async () => {
    await setFilter('peer:0|77 type:ping|pong');
    await settles('arrows with transit times', async () => {
      assert.equal(await ladder.locator('.head.node').count(), 2);
      const rows = ladder.locator('.row:visible');
      const texts = await rows.allTextContents();
      assert.ok(texts.length > 2);
      for (const text of texts) assert.match(text, /(ping|pong).*⇥ 250 µs/);
    });
    await workbench.screenshot('ladder two nodes');
  });

  it('is one of several', async () => {
    await workbench.peerRows.filter({ hasText: '127.0.0.1:50290' }).click();
    await workbench.page.getByRole('tab', { name: /^Peer 1/ }).waitFor();
    await workbench.page.getByRole('tab', { name: /^All peers/ }).click();
    await findLadder();
    assert.equal(await rowCount(), all);
  });

  it('gives time room between rows, and folds long stretches', async () => {
    await choose('100 ms a Row');
    await eventually('more rows', async () => (await rowCount()) > all);
    await grid.focus();
    await press('Home');
    const folded = ladder.locator('.row.folded:visible .mark', { hasText: 'folded' });
    await eventually('a fold', async () => {
      if ((await folded.count()) > 0) return true;
      await press('PageDown');
      return false;
    });
    await workbench.screenshot('ladder spaced');
    // The keyboard rests on events.
    for (let i = 0; i < 30; i++) await press('j');
    await settles('an event', async () => {
      await ladder.locator('.row.active:visible').waitFor();
      assert.equal(await ladder.locator('.row.active.pause').count(), 0);
    });
    await choose('Close to Each Other');
    await eventually('as before', async () => (await rowCount()) === all);
  });

  it('shows the columns that the user chose', async () => {
    await showLatency(false);
    await settles('no latency', async () => {
      assert.equal(await ladder.locator('.row:visible .pair:visible').count(), 0);
      assert.ok((await ladder.locator('.row:visible .size:visible').count()) > 10);
    });
  });

  it('gives the lifelines the room that the user wants', async () => {
    const handle = ladder.getByRole('separator', { name: 'Width of the column Lifelines' });
    const width = async () => (await ladder.locator('.heads .lane').boundingBox())!.width;
    const before = await width();
    const box = (await handle.boundingBox())!;
    await workbench.page.mouse.move(box.x + 4, box.y + 10);
    await workbench.page.mouse.down();
    await workbench.page.mouse.move(box.x - 116, box.y + 10, { steps: 5 });
    await workbench.page.mouse.up();
    await eventually('less room for the lanes', async () => (await width()) < before - 80);
    const dragged = await width();
    await handle.focus();
    await press('ArrowRight');
    await eventually('more again', async () => (await width()) > dragged);
    await workbench.screenshot('ladder columns');
  });

  it('keeps columns and spacing when the window is reloaded', async () => {
    await showLatency(false);
    const handle = ladder.getByRole('separator', { name: 'Width of the column Lifelines' });
    const given = await handle.getAttribute('aria-valuenow');
    await handle.focus();
    await press('ArrowRight');
    await eventually('a width', async () => (await handle.getAttribute('aria-valuenow')) !== given);
    const width = await handle.getAttribute('aria-valuenow');
    await choose('1 s a Row');
    await eventually('more rows', async () => (await rowCount()) > all);
    await workbench.page.waitForTimeout(500);
    await workbench.runCommand('Developer: Reload Window');
    await workbench.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await findLadder();
    await ladder.locator('.frame.no-pair').waitFor();
    await settles('as it was', async () => {
      const again = ladder.getByRole('separator', { name: 'Width of the column Lifelines' });
      assert.equal(await again.getAttribute('aria-valuenow'), width);
      assert.ok(await isSpaced('1 s a Row'));
    });
  });

  it('names a peer, and mutes it', async () => {
    await setFilter('type:version peer:1');
    await onlyType('version');
    await grid.focus();
    await press('Home');
    await ladder.locator('.row.active:visible .type').waitFor();
    await workbench.runCommand('Bitcoin: Name This Peer…');
    const input = workbench.page.locator('.quick-input-widget input');
    await input.fill('the neighbour');
    await input.press('Enter');
    await ladder.getByRole('button', { name: /^Peer 1: the neighbour/ }).waitFor();
    await choose('Columns…');
    const columns = workbench.page.locator('.quick-input-widget .monaco-list-row');
    await columns.filter({ hasText: 'Peer' }).click();
    await press('Enter');
    await ladder.locator('.row:visible .peer', { hasText: '1 the neighbour' }).first().waitFor();
    await choose('Columns…');
    await columns.filter({ hasText: 'Peer' }).click();
    await press('Enter');
    await ladder.locator('.frame.no-peer').waitFor();
    await setFilter('type:version');
    await eventually('all versions', async () => (await rowCount()) > 4);
    const versions = await rowCount();
    await grid.focus();
    await workbench.runCommand('Bitcoin: Mute This Peer');
    await eventually('fewer', async () => (await rowCount()) < versions);
    await choose('Show 1 Muted Peer');
    await eventually('all again', async () => (await rowCount()) === versions);
  });

  it('keeps a bookmark with a note in the capture', async () => {
    const path = join(folder, 'two.p2ptrace');
    const before = statSync(path).size;
    // As a capture of yesterday: what was written a moment ago may be written still.
    utimesSync(path, 1e9, 1e9);
    await setFilter('type:version');
    await onlyType('version');
    await grid.focus();
    await press('Home');
    await ladder.locator('.row.active:visible .type').waitFor();
    await press('b');
    const input = workbench.page.locator('.quick-input-widget input');
    await eventually('the proposal', async () =>
      (await input.inputValue({ timeout: 1000 })).startsWith('version'),
    );
    await input.fill('who is this?');
    await input.press('Enter');
    await ladder.locator('.row.active:visible .bookmark', { hasText: 'who is this?' }).waitFor();
    assert.ok(statSync(path).size > before);
    const capture = await Capture.open(path);
    assert.deepEqual(
      capture.bookmarks.all.map(({ text }) => text),
      ['who is this?'],
    );
    await capture.close();
    await workbench.screenshot('ladder bookmark');
    await setFilter('');
    await eventually('all rows', async () => (await rowCount()) === all);
    await grid.focus();
    await press('End');
    await press(']');
    await ladder.locator('.row.active:visible .bookmark').waitFor();
    await press('Shift+B');
    await workbench.picks.filter({ hasText: 'who is this?' }).waitFor();
    await press('Escape');
  });

  it('follows a transaction that is pasted', async () => {
    await grid.focus();
    await press('Home');
    await workbench.runCommand('Bitcoin: Follow Transaction or Block');
    const input = workbench.page.locator('.quick-input-widget input');
    // The first row is a connection, which names none.
    await input.fill('AB'.repeat(32));
    await input.press('Enter');
    await settles('the filter', async () =>
      assert.equal(await filter.inputValue(), `hash:${'ab'.repeat(32)}`),
    );
    await ladder.locator('.empty:visible', { hasText: 'No message matches' }).waitFor();
    const clear = ladder.locator('vscode-button', { hasText: 'Clear Filter' });
    // The toolkit is loaded after the page; its own colours are of no theme.
    await settles('the colour of the theme', async () => {
      const [drawn, wanted] = await ladder.evaluate<[string, string]>(`(() => {
        const button = document.querySelector('.empty vscode-button');
        const swatch = document.createElement('i');
        swatch.style.background = 'var(--vscode-button-background)';
        document.body.append(swatch);
        const colours = [button, swatch].map((each) => getComputedStyle(each).backgroundColor);
        swatch.remove();
        return colours;
      })()`);
      assert.equal(drawn, wanted);
    });
    await clear.click();
    await eventually('all rows', async () => (await rowCount()) === all);
  });

  it('keeps a filter to be used again', async () => {
    await setFilter('type:headers');
    await eventually(
      'headers',
      async () => (await ladder.locator('.row:visible .type').first().textContent()) === 'headers',
    );
    await workbench.runCommand('Bitcoin: Saved Filters…');
    await workbench.picks.filter({ hasText: 'Save This Filter…' }).click();
    const name = workbench.page.locator('.quick-input-widget input[type=text]');
    await eventually('the question for its name', async () => {
      return (await name.inputValue()) === 'type:headers';
    });
    await name.fill('What headers say');
    await name.press('Enter');
    await setFilter('');
    await workbench.runCommand('Bitcoin: Saved Filters…');
    await workbench.picks.filter({ hasText: /^What headers say/ }).click();
    await settles('the filter', async () =>
      assert.equal(await filter.inputValue(), 'type:headers'),
    );
  });

  it('is exported with stand-ins for addresses', async () => {
    await setFilter('type:version peer:2..9');
    await onlyType('version');
    await grid.focus();
    await press('Home');
    for (const [format, path] of [
      ['Drawing in text, redacted', join(folder, 'ladder.txt')],
      ['SVG picture, redacted', join(folder, 'ladder.svg')],
    ] as const) {
      await choose('Export…');
      await workbench.picks.filter({ hasText: format }).click();
      await workbench.answerFileDialog(path);
      const text = await eventually('the file', () =>
        Promise.resolve(readFileSync(path, 'utf8') || undefined),
      );
      assert.doesNotMatch(text, /127\.0\.0\.1:/);
      assert.match(text, /127\.(…|1[2-9]\d|2\d\d)/);
      assert.match(text, /Redacted: addresses and names are stand-ins\./);
    }
  });

  it('says that a file has not all of the rows that are selected', async () => {
    await grid.focus();
    await press('Home');
    await press('Control+a');
    await eventually(
      'the selection',
      async () => (await ladder.locator('.row:visible[aria-selected="true"]').count()) > 10,
    );
    const path = join(folder, 'all.txt');
    await choose('Export…');
    await workbench.picks.filter({ hasText: 'Drawing in text' }).first().click();
    await workbench.answerFileDialog(path);
    await workbench.page
      .locator('.notification-toast', { hasText: /the first 500 of [\d,]{5,} rows/ })
      .waitFor();
    assert.ok(readFileSync(path, 'utf8').split('\n').length >= 500);
  });
});
