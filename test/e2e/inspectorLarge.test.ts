import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { bigBlock } from '../unit/bitcoin/bigBlock';
import { hello, message } from '../unit/support/frames';
import { eventually, settles } from './eventually';
import { Workbench } from './workbench';

/** When something was last done or shown in a frame, by the clock of the machine. */
const STAMP = `(target, what, when) => {
  window.stamps ??= {};
  const stamp = () => { window.stamps[what] = Date.now(); };
  if (when === 'click') document.querySelector(target).addEventListener('pointerdown', stamp, true);
  else new MutationObserver(stamp).observe(document.querySelector(target), { childList: true, subtree: true, characterData: true, attributes: true });
}`;

/** Scrolls an element up and down for two seconds. @returns frames a second. */
const SCROLL = `async (selector) => {
  const element = document.querySelector(selector);
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  const start = performance.now();
  let frames = 0;
  for (; performance.now() - start < 2000; frames++) {
    element.scrollTop += 90;
    await frame();
  }
  return (frames * 1000) / (performance.now() - start);
}`;

/** Each test begins with another message than the block. */
describe('a block of 4 MB in the inspector', () => {
  let workbench: Workbench;
  let inspector: Frame;
  let ladder: Frame;
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-large-'));
  const payload = bigBlock();
  const stamp = (frame: Frame, ...args: string[]) =>
    frame.evaluate(`(${STAMP})(...${JSON.stringify(args)})`);
  const stamped = (frame: Frame, what: string) =>
    frame.evaluate<number>(`window.stamps?.[${JSON.stringify(what)}] ?? 0`);
  const vtx = () => inspector.locator('.field-row[data-name="vtx"]:visible');

  async function show(type: string): Promise<void> {
    ladder = await workbench.webview('.grid .row .type');
    await ladder.locator('.row .type', { hasText: new RegExp(`^${type}$`) }).click();
    inspector = await workbench.webview('.field-tree');
    await inspector.locator('.title', { hasText: new RegExp(`^${type}`) }).waitFor();
  }

  /** Goes to a byte of a transaction. @returns the field that is selected in the tree then. */
  async function goTo(offset: number): Promise<Locator> {
    const box = inspector.getByRole('textbox', { name: 'Go to offset' });
    await inspector.locator('.field-tree').focus();
    await workbench.page.keyboard.press('Control+g');
    await box.fill(String(offset));
    await box.press('Enter');
    const selected = inspector.locator('.field-row.selected:visible');
    await eventually(
      'the row in the tree',
      async () => Number(await selected.getAttribute('aria-level', { timeout: 2000 })) >= 3,
    );
    return selected;
  }

  before(async () => {
    const ping = message({
      peer: 1,
      type: 'ping',
      payload: Buffer.alloc(8),
      address: '1.2.3.4:8333',
    });
    const block = message({ peer: 1, type: 'block', payload, address: '1.2.3.4:8333', timeNs: 5 });
    const path = join(folder, 'large.p2ptrace');
    writeFileSync(path, Buffer.concat([hello, ping, block]));
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.openCapture(path);
  });
  beforeEach(() => show('ping'));
  after(async () => {
    await workbench.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await workbench.screenshot(`failed ${this.currentTest.title}`);
  });

  it('opens at once', async () => {
    await stamp(ladder, '.grid', 'clicked', 'click');
    await stamp(inspector, '.title', 'shown', 'change');
    await ladder.locator('.row .type', { hasText: /^block$/ }).click();
    await vtx().waitFor();
    const took = (await stamped(inspector, 'shown')) - (await stamped(ladder, 'clicked'));
    console.log(`      opened in ${took} ms`);
    assert.ok(took > 0);
  });

  it('adds what takes longer to compute when it is known', async () => {
    await show('block');
    const weight = inspector.locator('.field-row[data-name="weight"]:visible');
    await eventually('the weight', async () => /[\d,]+ WU/.test((await weight.textContent())!));
  });

  it('scrolls smoothly, bytes and fields', async () => {
    const figures: string[] = [];
    await show('block');
    await vtx().locator('.twisty').click();
    await inspector.locator('.field-row[data-name="[0]"]:visible').waitFor();
    for (const selector of ['.hex-view', '.field-tree']) {
      const rate = await inspector.evaluate<number>(`(${SCROLL})(${JSON.stringify(selector)})`);
      figures.push(`${selector} ${rate.toFixed(1)}`);
      assert.ok(rate > 0);
    }
    console.log(`      frames a second: ${figures.join(', ')}`);
    await workbench.screenshot('inspector large');
  });

  it('goes from a byte far inside to its field', async () => {
    await show('block');
    await goTo(2_000_000);
    await eventually('the field', async () => {
      const detail = (await inspector.locator('.detail-where').textContent())!;
      const [, length, start] = /([\d,]+) bytes? at ([\d,]+)/.exec(detail) ?? [];
      const [size, from] = [length, start].map((each) => Number(each?.replaceAll(',', '')));
      return from! <= 2_000_000 && from! + size! > 2_000_000 && size! < 10_000;
    });
    await inspector.locator('.byte.level-2').first().waitFor();
  });

  it('has what was open and selected again after the window is reloaded', async () => {
    await show('block');
    const name = await (await goTo(2_000_000)).getAttribute('data-name');
    await workbench.runCommand('Developer: Reload Window');
    await eventually('the old window’s end', () => Promise.resolve(inspector.isDetached()));
    await workbench.page.locator('.monaco-workbench .part.statusbar').waitFor();
    inspector = await workbench.webview('.field-tree .field-row');
    const selected = inspector.locator('.field-row.selected:visible');
    await settles('what was selected', async () =>
      assert.equal(await selected.getAttribute('data-name', { timeout: 2000 }), name),
    );
    await inspector.locator('.byte.level-0').first().waitFor();
  });
});
