import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { eventually, settles } from './eventually';
import { inspectedCapture } from './inspectorMessages';
import { Workbench } from './workbench';

/** Where the inspector opens; each test begins without one. */
describe('the place of the inspector', () => {
  const root = mkdtempSync(join(tmpdir(), 'p2p-trace-place-'));
  let workbench: Workbench;
  let ladder: Frame;

  before(async () => {
    const capture = join(root, 'all.p2ptrace');
    writeFileSync(capture, inspectedCapture());
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.openCapture(capture);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`failed ${this.currentTest.title}`);
    // A command would close what has the focus by then, which may be the ladder again.
    await workbench.page.getByRole('tab', { name: /^Message \d/ }).click({ button: 'middle' });
    await eventually('one group', async () => (await groups().count()) === 1);
  });
  after(async () => {
    await workbench.close();
    rmSync(root, { recursive: true });
  });

  const groups = () => workbench.page.locator('.editor-group-container');

  async function inspect(width: number, type: string): Promise<void> {
    await workbench.page.setViewportSize({ width, height: 900 });
    ladder = await workbench.webview('.grid .row .type');
    const row = ladder.locator('.row .type', { hasText: new RegExp(`^${type}$`) });
    await row.first().click();
    const inspector = await workbench.webview('.field-tree .field-row');
    await inspector.locator('.title', { hasText: new RegExp(`^${type}`) }).waitFor();
  }

  /** Boxes of ladder and inspector. */
  async function places() {
    const boxOf = async (name: RegExp) => {
      const group = groups().filter({ has: workbench.page.getByRole('tab', { name }) });
      return (await group.boundingBox())!;
    };
    return { ladder: await boxOf(/All peers/i), inspector: await boxOf(/^Message \d/) };
  }

  it('is below a ladder of less than 1,200 pixels, which keeps the focus', async () => {
    await inspect(1440, 'ping');
    await settles('the places', async () => {
      const { ladder: above, inspector: below } = await places();
      assert.ok(below.y >= above.y + above.height - 1);
      assert.equal(below.x, above.x);
    });
    // The keyboard goes on in the ladder, and the inspector follows.
    await workbench.page.keyboard.press('ArrowDown');
    const inspector = await workbench.webview('.field-tree .field-row');
    await inspector.locator('.title', { hasText: /^pong/ }).waitFor();
    await workbench.screenshot('inspector below');
  });

  it('leaves the row in sight that was clicked', async () => {
    await workbench.page.setViewportSize({ width: 1440, height: 500 });
    ladder = await workbench.webview('.grid .row .type');
    const grid = ladder.locator('.grid');
    await grid.focus();
    await workbench.page.keyboard.press('Home');
    const inView = async () => {
      const { y, height } = (await grid.boundingBox())!;
      const boxes = await ladder.locator('.grid .row:visible').all();
      const places = await Promise.all(
        boxes.map(async (row) => ({ row, box: await row.boundingBox() })),
      );
      return places
        .filter(({ box }) => box && box.y >= y && box.y + box.height <= y + height)
        .sort((a, b) => a.box!.y - b.box!.y);
    };
    const shown = await eventually('rows', async () => {
      const rows = await inView();
      return rows.length > 8 && rows;
    });
    // The last one is followed anyway.
    const { row, box } = shown.at(-2)!;
    const id = await row.getAttribute('id');
    await workbench.page.mouse.click(box!.x + 100, box!.y + box!.height / 2);
    await workbench.webview('.field-tree .field-row');
    await settles('the row', async () => {
      const ids = await Promise.all((await inView()).map((each) => each.row.getAttribute('id')));
      assert.ok(ids.length < shown.length, `${ids.length} rows`);
      assert.ok(ids.includes(id), `${id} of ${ids.join()}`);
    });
  });

  it('is beside a wider one', async () => {
    await inspect(1920, 'tx');
    await settles('the places', async () => {
      const { ladder: left, inspector: right } = await places();
      assert.ok(right.x >= left.x + left.width - 1);
      assert.equal(right.y, left.y);
    });
    await workbench.page.keyboard.press('ArrowUp');
    const inspector = await workbench.webview('.field-tree .field-row');
    await inspector.locator('.title', { hasText: /^inv/ }).waitFor();
    await workbench.screenshot('inspector beside');
  });

  it('stays where it is while it is open, whatever the width becomes', async () => {
    await inspect(1920, 'tx');
    await settles('two groups', async () => assert.equal(await groups().count(), 2));
    await inspect(1440, 'ping');
    await settles('the places', async () => {
      assert.equal(await groups().count(), 2);
      const { ladder: left, inspector: right } = await places();
      assert.ok(right.x >= left.x + left.width - 1);
    });
  });
});
