import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { writeSession } from '../unit/support/session';
import { violations } from './axe';
import { eventually } from './eventually';
import { THEMES, Workbench } from './workbench';

/** Looks at what is drawn, picture by picture; as text, since it runs in the page. */
const LOOK = `
  seen = { pictures: 0, blank: 0 };
  const look = () => {
    const shown = [...document.querySelectorAll('.row:not([hidden]) .type')];
    seen.pictures++;
    if (!shown.some(({ textContent }) => textContent !== '')) seen.blank++;
    requestAnimationFrame(look);
  };
  look();
`;

/** The box that a ladder's filter is written in, over a recorded session. */
describe('the filter box', () => {
  let workbench: Workbench;
  let folder: string;
  let ladder: Frame;
  let filter: Locator;
  const options = () => ladder.getByRole('option');
  const types = async () => ladder.locator('.row:visible .type:visible').allTextContents();
  const press = (key: string) => workbench.page.keyboard.press(key);
  const problem = () => ladder.locator('.problem');

  async function onlyTypes(...wanted: string[]): Promise<void> {
    await eventually(`only ${wanted.join()}`, async () => {
      const shown = await types();
      return shown.length > 0 && shown.every((type) => wanted.includes(type));
    });
  }

  async function findLadder(): Promise<void> {
    ladder = await workbench.webview('.frame.many .row .type');
    filter = ladder.getByRole('combobox', { name: 'Filter' });
  }

  /** Types into the box of VS Code that asks for a name. */
  async function answer(text: string): Promise<void> {
    const input = workbench.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor();
    await input.fill(text);
    await input.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  async function openMenu(): Promise<void> {
    await ladder.getByRole('button', { name: 'Recent and saved filters' }).click();
    await ladder.getByRole('option', { name: /^Pings/ }).waitFor();
  }

  before(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
    folder = mkdtempSync(join(tmpdir(), 'p2p-trace-filter-'));
    writeSession(join(folder, 'session.p2ptrace'));
    await workbench.openCapture(join(folder, 'session.p2ptrace'));
    await findLadder();
  });
  beforeEach(async () => {
    await filter.fill('');
    await filter.press('Enter');
    await eventually('all rows', async () => {
      const shown = await types();
      return new Set(shown).size > 3;
    });
  });
  after(async () => {
    await workbench.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed filter ${this.currentTest.title}`);
  });

  it('completes by keyboard what occurs most, with its count, wherever it is written', async () => {
    await filter.fill('-family:keepalive (lost OR type:version,');
    await options().first().waitFor();
    const counts = await ladder.locator('.completion:not(.absent) .count').allTextContents();
    const numbers = counts.map((count) => Number(count.replaceAll(',', '')));
    assert.ok(numbers.length > 5 && numbers[0]! > 10, counts.join());
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => b - a),
    );
    await workbench.screenshot('filter completions');
    await filter.fill('-family:keepalive (lost OR type:version,vera');
    // The list of what was written before may still be there.
    await eventually('verack alone', async () => (await options().count()) === 1);
    await press('ArrowDown');
    const active = await filter.getAttribute('aria-activedescendant');
    assert.match((await ladder.locator(`#${active}`).textContent())!, /^verack/);
    await press('Tab');
    await filter.pressSequentially(')');
    assert.equal(await filter.inputValue(), '-family:keepalive (lost OR type:version,verack)');
    await press('Enter');
    await onlyTypes('version', 'verack');
  });

  it('says what finds nothing, and puts right what was meant', async () => {
    await filter.fill('type:verson');
    await problem().getByText('No message of type “verson” has occurred').waitFor();
    assert.equal(await filter.getAttribute('aria-invalid'), 'false');
    await workbench.screenshot('filter hint');
    await problem().getByRole('button', { name: 'version' }).click();
    await onlyTypes('version');
    assert.equal(await filter.inputValue(), 'type:version');
    await problem().waitFor({ state: 'hidden' });
  });

  it('keeps the rows while a filter is begun, and comes back when it is left wrong', async () => {
    await filter.fill('type:version OR (type:verack');
    await problem().getByText('This parenthesis is not closed').waitFor();
    assert.ok((await types()).length > 5);
    await press('Enter');
    await ladder.locator('.filter-box:not(.begun) input:focus').waitFor();
    await filter.press('End');
    await filter.pressSequentially(')');
    await onlyTypes('version', 'verack');
    await press('Enter');
    await ladder.locator('.grid:focus').waitFor();
  });

  it('never blanks while somebody types', async () => {
    await ladder.evaluate(LOOK);
    for (const text of ['satoshi OR type:tx', 'type:inv,tx', '-(satoshi wtx)', 'text:Satoshi']) {
      await filter.fill('');
      await filter.pressSequentially(text, { delay: 60 });
      await workbench.page.waitForTimeout(300);
    }
    await onlyTypes('version');
    // So slowly that what is not a type yet is looked for.
    await filter.fill('type:');
    await filter.pressSequentially('verack', { delay: 350 });
    await onlyTypes('verack');
    const seen = await ladder.evaluate<{ pictures: number; blank: number }>('seen');
    assert.ok(seen.pictures > 20, `${seen.pictures} pictures`);
    assert.equal(seen.blank, 0);
  });

  it('is cleared at one click', async () => {
    await filter.fill('type:version');
    await onlyTypes('version');
    await ladder.getByRole('button', { name: 'Clear the filter' }).click();
    await eventually('all rows', async () => new Set(await types()).size > 3);
    assert.equal(await filter.inputValue(), '');
    assert.equal(await ladder.getByRole('button', { name: 'Clear the filter' }).count(), 0);
  });

  it('offers what was written before, also after a reload', async () => {
    await filter.fill('type:verack');
    await press('Enter');
    await onlyTypes('verack');
    await workbench.runCommand('Developer: Reload Window');
    await workbench.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await findLadder();
    await onlyTypes('verack');
    await filter.fill('');
    await press('Enter');
    await filter.focus();
    await press('ArrowUp');
    await ladder.getByRole('option', { name: 'type:verack', exact: true }).waitFor();
    await press('Escape');
    await press('ArrowDown');
    await ladder.getByRole('option', { name: 'type:verack', exact: true }).waitFor();
    await workbench.screenshot('filter menu');
    await press('ArrowDown');
    await press('Enter');
    await onlyTypes('verack');
  });

  it('saves a filter under a name, renames and deletes it', async () => {
    await filter.fill('type:pong');
    await onlyTypes('pong');
    await openMenu();
    await ladder.getByRole('option', { name: 'Save this filter…' }).click();
    await answer('Answers');
    await filter.fill('');
    await filter.press('Enter');
    await openMenu();
    const saved = ladder.getByRole('option', { name: /^Answers/ });
    await saved.click();
    await onlyTypes('pong');
    await ladder.getByRole('button', { name: 'Clear the filter' }).click();
    await openMenu();
    for (;;) {
      await press('ArrowDown');
      if ((await saved.getAttribute('aria-selected')) === 'true') break;
    }
    await press('F2');
    await answer('Pongs');
    await workbench.runCommand('Bitcoin: Saved Filters…');
    await workbench.picks.filter({ hasText: /^Pongs/ }).click();
    await onlyTypes('pong');
    await openMenu();
    await ladder
      .getByRole('option', { name: /^Pongs/ })
      .locator('.action')
      .last()
      .click();
    await openMenu();
    assert.equal(await ladder.getByRole('option', { name: /^Pongs/ }).count(), 0);
    await ladder.getByRole('option', { name: /^Pings/ }).click();
    await onlyTypes('ping', 'pong');
  });

  for (const [theme, bodyClass] of THEMES) {
    it(`can be used by everybody in ${theme}`, async () => {
      await workbench.chooseTheme(theme);
      await ladder.locator(`body.${bodyClass}`).waitFor();
      await filter.fill('type:verson peer:999');
      await problem().getByText('There is no peer 999').waitFor();
      assert.deepEqual(await violations(ladder), []);
      await workbench.screenshot(`filter hints ${theme}`);
      await openMenu();
      await press('ArrowDown');
      assert.deepEqual(await violations(ladder), []);
      await workbench.screenshot(`filter menu ${theme}`);
    });
  }
});
