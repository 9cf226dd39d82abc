import assert from 'node:assert/strict';
import { violations } from './axe';
import { eventually } from './eventually';
import { MonitorWindow } from './monitorWindow';
import { THEMES, Workbench } from './workbench';

describe('the monitor of a trace', () => {
  let workbench: Workbench;
  let monitor: MonitorWindow;

  before(async () => {
    workbench = await Workbench.open();
    monitor = new MonitorWindow(workbench);
    await workbench.showPeers();
    await workbench.traceDemo('busy');
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await workbench.screenshot(`failed monitor ${this.currentTest.title}`);
    await monitor.alone();
  });

  it('opens when the trace starts, with its peers, rates and totals', async () => {
    await monitor.find();
    await eventually('many peers', async () => (await monitor.rows.count()) >= 15);
    await monitor.page.locator('.rate-chart canvas').waitFor();
    await monitor.page.locator('.totals tbody tr').nth(3).waitFor();
    const facts = await monitor.page.locator('.facts').textContent();
    assert.match(facts!, /\d+ peers.*messages\/s/);
    const about = await monitor.page.locator('#chart-about').textContent();
    assert.match(about!, /^Rates of messages from .* at most .* a second\..*Most messages: /);
  });

  it('keeps the order while somebody points at a row', async () => {
    await monitor.sort('last', 'ascending');
    await monitor.rows.first().hover();
    // What is on its way when the mouse comes is the last that moves rows.
    await workbench.page.waitForTimeout(1500);
    const held = await monitor.cells('address');
    const messages = await monitor.cells('messagesIn');
    await eventually('new numbers', async () => {
      const now = await monitor.cells('messagesIn');
      return now.join() !== messages.join();
    });
    assert.equal((await monitor.cells('address'))[0], held[0]);
    await workbench.page.mouse.move(5, 5);
  });

  it('opens the ladder where a stretch is brushed, which ends while more comes', async () => {
    await eventually('a few seconds', async () => {
      const last = await monitor.page.getByRole('slider').getAttribute('aria-valuemax');
      return Number(last) > 20;
    });
    const plot = (await monitor.page.locator('.u-over').boundingBox())!;
    const { mouse } = workbench.page;
    await mouse.move(plot.x + plot.width * 0.5, plot.y + 20);
    await mouse.down();
    await mouse.move(plot.x + plot.width * 0.7, plot.y + 20, { steps: 5 });
    await mouse.up();
    await monitor.ladder(async (ladder) => {
      await ladder.locator('.span-bar:visible').waitFor();
      await ladder.locator('.row[aria-rowindex="1"]:visible .type').waitFor();
      const rows = ladder.locator('.grid');
      const length = async () => Number(await rows.getAttribute('aria-rowcount'));
      const counts = (): Promise<string> => ladder.locator('.numbers').innerText();
      assert.equal(await ladder.evaluate("document.querySelector('.grid').scrollTop"), 0);
      const [shown, before] = [await length(), await counts()];
      await eventually('more messages of the trace', async () => (await counts()) !== before);
      assert.equal(await length(), shown);
      await ladder.getByRole('button', { name: 'Show All Rows' }).click();
      await ladder.locator('.span-bar').waitFor({ state: 'hidden' });
      await eventually('all rows', async () => (await length()) > shown);
    });
  });

  for (const [theme, bodyClass] of THEMES) {
    it(`can be used by everybody in ${theme}`, async () => {
      await workbench.chooseTheme(theme);
      await monitor.open();
      await monitor.page.locator(`body.${bodyClass}`).waitFor();
      assert.deepEqual(await violations(monitor.page), []);
      await workbench.screenshot(`monitor ${theme}`);
    });
  }

  it('has room for itself in windows of every size', async () => {
    for (const [width, height] of [
      [640, 720],
      [1280, 720],
      [1920, 1080],
    ] as const) {
      await workbench.page.setViewportSize({ width, height });
      await workbench.page.waitForTimeout(700);
      await workbench.screenshot(`monitor ${width}`);
      // Nothing stands beside the page, nor is a control cut.
      const cut = await monitor.page.evaluate<string[]>(CUT);
      assert.deepEqual(cut, [], `${width} pixels`);
    }
  });
});

/** Names of the controls that are not wholly in the window, from left to right. */
const CUT = `[...document.querySelectorAll('.summary button, .summary input, .chart-head button')]
  .filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    const box = element.closest('.chart-head, .summary').getBoundingClientRect();
    return left < box.left || right > box.right + 1;
  })
  .map((element) => element.textContent || element.className)`;
