import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Frame, Locator } from 'playwright-core';
import { SEVERITIES, type Severity } from '../../src/bitcoin/conversation/finding';
import { violations } from './axe';
import { eventually, settles } from './eventually';
import { Workbench } from './workbench';

/** A line of `print --findings --format json`. */
interface Told {
  /** RFC 3339, to the nanosecond. */
  time: string;
  peer: number;
  severity: Severity;
  rule: string;
  text: string;
  source: string;
  /** Rows of the capture; it is told at the first. */
  rows: number[];
}

const BUSY = 'dist/native/busy-session.p2ptrace.gz';

/** The window tells of a real node with 125 peers what the command line tells of it. */
describe('the list of findings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-findings-'));
  const path = join(folder, 'busy.p2ptrace');
  let told: Told[];
  let workbench: Workbench;
  let ladder: Frame;
  let box: Locator;

  const rowsOf = (which: (each: Told) => boolean): number[] => [
    ...new Set(told.filter(which).map(({ rows }) => rows[0]!)),
  ];
  /** Of the rows in view: `06.028212`, whatever the time zone. */
  const seconds = async () =>
    (await ladder.locator('.grid .row:visible .time').allTextContents()).map((time) =>
      time.slice(-9),
    );

  /** Opens the list, once all of the capture was looked at. */
  async function openList(): Promise<void> {
    await eventually('the whole list', async () => {
      await workbench.runCommand('Bitcoin: Show Findings');
      const whole = workbench.page.getByPlaceholder('Which rows?', { exact: true });
      try {
        await whole.waitFor({ timeout: 3000 });
        return true;
      } catch (error) {
        await workbench.page.keyboard.press('Escape');
        throw error;
      }
    });
  }

  async function choose(label: string): Promise<void> {
    await openList();
    await workbench.page.locator('.quick-input-widget input[type=text]').fill(label);
    await workbench.picks.filter({ hasText: label }).first().click();
  }

  /** The ladder has so many rows, as the filter says. */
  async function shows(filter: string, count: number): Promise<void> {
    await settles(`${count} rows of ${filter}`, async () => {
      assert.equal(await box.inputValue(), filter);
      const rows = await ladder.locator('.grid').getAttribute('aria-rowcount');
      assert.equal(rows, String(count));
    });
  }

  before(async () => {
    writeFileSync(path, gunzipSync(readFileSync(BUSY)));
    const args = ['dist/cli.js', 'print', path, '--findings', '--format', 'json'];
    told = execFileSync(process.execPath, args, { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Told | { summary: unknown })
      .filter((line) => 'rule' in line);
    workbench = await Workbench.open();
    await workbench.page.setViewportSize({ width: 1280, height: 720 });
    await workbench.showPeers();
    await workbench.openCapture(path);
    ladder = await workbench.webview('.frame .row .type');
    box = ladder.locator('.filter-box input');
  });
  after(async () => {
    await workbench.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed findings ${this.currentTest.title}`);
  });

  it('has them by how grave they are and by rule, as often as the command line tells them', async () => {
    await openList();
    const list = workbench.page.locator('.quick-input-widget .monaco-list-row');
    const count = Number(await list.first().getAttribute('aria-setsize'));
    const listed: string[] = [];
    for (let nth = 0; nth < count; nth++) {
      const entry = workbench.page.locator(
        `.quick-input-widget .monaco-list-row.focused[data-index="${nth}"]`,
      );
      await entry.waitFor();
      const name = await entry.locator('.label-name').first().textContent();
      const count = await entry.locator('.label-description').allTextContents();
      listed.push(`${name} ${count[0] ?? ''}`);
      await workbench.page.keyboard.press('ArrowDown');
    }
    await workbench.screenshot('findings list');
    await workbench.page.keyboard.press('Escape');
    const sizes = new Map<string, number>();
    for (const { severity, rule } of told)
      for (const each of [`All ${severity}`, `${severity} ${rule}`])
        sizes.set(each, (sizes.get(each) ?? 0) + 1);
    const expected = SEVERITIES.flatMap((severity) => [
      `All ${sizes.get(`All ${severity}`)} ${severity}s `,
      ...[...sizes]
        .filter(([each]) => each.startsWith(`${severity} `))
        .map(([each, size]) => `${each.slice(severity.length + 1)} ${size}`),
    ]);
    assert.ok(expected.length > 12);
    assert.deepEqual([...listed].sort(), [...expected].sort());
    const heads = listed.filter((each) => each.startsWith('All '));
    assert.deepEqual(
      heads.map((each) => each.split(' ')[2]),
      ['errors', 'warnings', 'notes'],
    );
  });

  it('leads to the first row that a rule tells of', async () => {
    await choose('malformed');
    const rows = rowsOf(({ rule }) => rule === 'malformed');
    await shows('finding:malformed', rows.length);
    const [first] = told.filter(({ rule }) => rule === 'malformed');
    const active = ladder.locator('.grid .row.active:not(.waiting):visible');
    await settles('the row', async () => {
      const time = await active.locator('.time').textContent();
      assert.equal(time!.slice(-9), first!.time.slice(17, 26));
    });
    const mark = active.locator('.mark.warning', { hasText: 'malformed' });
    assert.equal(
      await mark.getAttribute('title'),
      `${first!.text} (${first!.severity}; ${first!.source})`,
    );
    await workbench.page.keyboard.press('Enter');
    const inspector = await workbench.webview('.hex-view');
    await inspector.getByText(`${first!.text} (malformed; ${first!.source})`).waitFor();
    await workbench.screenshot('findings inspected');
    await workbench.runCommand('View: Close Editors in Other Groups');
  });

  it('is in the language of the filter', async () => {
    for (const [filter, which] of [
      ['finding:error', ({ severity }: Told) => severity === 'error'],
      ['finding:tx-*,getdata-*', ({ rule }: Told) => /^(tx|getdata)-/.test(rule)],
    ] as const) {
      await box.fill(filter);
      await box.press('Enter');
      const rows = rowsOf(which);
      await shows(filter, rows.length);
      await settles('the rows of the command line', async () => {
        const times = told.filter(which).map(({ time }) => time.slice(17, 26));
        assert.deepEqual(new Set(await seconds()), new Set(times));
      });
    }
  });

  it('has marks in the overview where something is odd or worse', async () => {
    const marks = ladder.locator('.overview-findings');
    const grave = rowsOf(({ severity }) => severity !== 'note');
    await settles('marks', async () => {
      const count = (await marks.getAttribute('d'))!.split('M').length - 1;
      // Those that are near each other in time have one.
      assert.ok(count > grave.length / 3, `${count} of ${grave.length}`);
    });
  });

  for (const theme of ['Dark Modern', 'Light Modern'])
    it(`can be used by everybody in ${theme}`, async () => {
      await workbench.chooseTheme(theme);
      const grave = told.filter(({ severity }) => severity === 'error');
      await choose(`All ${grave.length} errors`);
      await shows('finding:error', rowsOf((each) => grave.includes(each)).length);
      await ladder.locator('.row.active:not(.waiting):visible').waitFor();
      assert.deepEqual(await violations(ladder), []);
      await workbench.screenshot(`findings ${theme}`);
    });

  it('counts at a peer what it did, and leads to the rows', async () => {
    // It is still connected at the end, and of what it did nothing is grave.
    const peer = 98;
    const own = told.filter((each) => each.peer === peer);
    assert.deepEqual(new Set(own.map(({ severity }) => severity)), new Set(['warning']));
    const row = workbench.peerRows.filter({
      has: workbench.sidebar.locator('.number', { hasText: /^98$/ }),
    });
    await workbench.peerRows.first().hover();
    await eventually('the peer', async () => {
      if (await row.isVisible()) return true;
      await workbench.page.mouse.wheel(0, 400);
      return false;
    });
    const found = row.locator('.found.warning');
    await settles('its count', async () =>
      assert.equal(await found.textContent(), String(own.length)),
    );
    await workbench.screenshot('findings of a peer');
    await found.click();
    await eventually('its ladder', async () => {
      ladder = await workbench.webview('.frame:not(.many) .filter-box input');
      box = ladder.locator('.filter-box input');
      return (await box.inputValue({ timeout: 2000 })) === 'finding:error,warning';
    });
    await shows('finding:error,warning', new Set(own.map(({ rows }) => rows[0])).size);
    await openList();
    await settles('what this peer did only', async () => {
      const names = await workbench.picks.locator('.label-name').allTextContents();
      assert.deepEqual(
        names.filter((name) => /^[a-z-]+$/.test(name)),
        [...new Set(own.map(({ rule }) => rule))],
      );
    });
    await workbench.page.keyboard.press('Escape');
  });
});
