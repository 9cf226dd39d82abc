import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { Recordings, type Lease } from '../../src/extension/captures/recordings';
import { writeSession } from '../unit/support/session';
import { hello, message } from '../unit/support/frames';
import { violations } from './axe';
import { BareInspector } from './bareInspector';
import { settles } from './eventually';
import { byteCell } from './inspectorPage';
import { installedExtension } from './session';

const WIDTHS = [360, 500, 700, 1200];

/** Which elements, in the page, have less room than text. */
const cutOf = (elements: unknown): boolean[] =>
  (elements as { scrollWidth: number; clientWidth: number }[]).map(
    ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
  );

/** The page by itself, at the sizes that it has beside an editor, below a ladder and alone. */
describe('the looks of the inspector', () => {
  const root = mkdtempSync(join(tmpdir(), 'p2p-trace-looks-'));
  const recordings = new Recordings(() => Promise.resolve(join(root, 'copy')));
  const nonce = Buffer.from('0102030405060708', 'hex');
  const onion = 'ttt2w43rwurbh7e4vsyqljqamx7xgyzh52umzcfqt3lysoyafspwtiyd.onion:8333';
  const inv = Buffer.concat([Buffer.of(1, 5, 0, 0, 0), Buffer.alloc(32, 0xab)]);
  let browser: Browser;
  let leases: Lease[];
  let inspector: BareInspector;
  /** The demo’s session. */
  let session: BareInspector;

  before(async () => {
    const [own, recorded] = [join(root, 'own.p2ptrace'), join(root, 'session.p2ptrace')];
    const from = { peer: 1, address: onion, connectionType: 'outbound-full-relay' };
    const frames = [
      message({ ...from, type: 'ping', payload: nonce, direction: 'outbound' }),
      message({ ...from, type: 'pong', payload: nonce, timeNs: 72_000_000 }),
      message({ ...from, type: 'inv', payload: inv }),
      message({ ...from, type: 'verack' }),
      message({ ...from, peer: 2, type: 'inv', payload: Buffer.concat([inv, Buffer.of(1)]) }),
      // A header whose target is none.
      message({
        ...from,
        type: 'headers',
        payload: Buffer.concat([Buffer.of(1), Buffer.alloc(81)]),
      }),
    ];
    writeFileSync(own, Buffer.concat([hello, ...frames]));
    writeSession(recorded);
    browser = await chromium.launch(
      JSON.parse(process.env.E2E_BROWSER!) as { executablePath?: string; args: string[] },
    );
    leases = await Promise.all([own, recorded].map((path) => recordings.open(path)));
    const folder = join(installedExtension(), 'dist/webview');
    [inspector, session] = (await Promise.all(
      leases.map(({ recording }) => BareInspector.open(browser, recording, { folder })),
    )) as [BareInspector, BareInspector];
  });
  after(async () => {
    await inspector.close();
    await session.close();
    await browser.close();
    for (const lease of leases) lease.dispose();
    rmSync(root, { recursive: true });
  });

  const heightOf = async (selector: string) =>
    (await inspector.page.locator(selector).boundingBox())?.height ?? 0;

  for (const width of WIDTHS)
    it(`says who, when and how much in two lines at ${width} pixels`, async () => {
      await inspector.show(1, { width, height: 500 });
      const { page } = inspector;
      const lines = await page.locator('.about .line').count();
      assert.equal(lines, 2);
      assert.ok((await heightOf('.about')) <= 52, `${await heightOf('.about')} pixels`);
      assert.equal(await page.locator('.facts').isVisible(), false);
      // Nothing reaches beyond the page, and nothing lies on anything else.
      const overlaps = await page.evaluate(OVERLAPS);
      assert.deepEqual(overlaps, []);
      const address = page.locator('[data-fact="Address"] .middle-tail');
      assert.equal(await address.textContent(), 'onion:8333');
      assert.ok(await address.isVisible());
      await page.getByRole('button', { name: 'more ▾' }).click();
      await page.locator('.facts', { hasText: 'On receipt' }).waitFor();
      await page.getByRole('button', { name: 'less' }).click();
    });

  it('shows the hash of an inv of one without a click, its middle left out where it has no room', async () => {
    for (const width of WIDTHS) {
      await inspector.show(2, { width, height: 500 });
      const value = await inspector.field('hash').locator('.value').textContent();
      if (width === 1200) assert.equal(value, 'ab'.repeat(32));
      else assert.match(value!, /^(ab)+a?…b?(ab)+$/);
      const row = (await inspector.field('hash').boundingBox())!;
      const box = (await inspector.field('hash').locator('.value').boundingBox())!;
      assert.ok(box.x + box.width <= row.x + row.width, `cut at ${width}`);
    }
  });

  it('has fields and bytes side by side from 700 pixels on', async () => {
    for (const [width, beside] of [
      [699, false],
      [700, true],
      [1200, true],
    ] as const) {
      await inspector.show(2, { width, height: 500 });
      await settles(`the panes at ${width}`, async () => {
        const tree = (await inspector.page.locator('.pane').boundingBox())!;
        const bytes = (await inspector.page.locator('.hex-view').boundingBox())!;
        assert.equal(bytes.x >= tree.x + tree.width, beside);
      });
    }
  });

  it('has whole rows of bytes at every width: sixteen, or eight where there is no room', async () => {
    for (const [width, perRow] of [
      [360, 8],
      [500, 16],
      [700, 8],
      [1200, 16],
    ] as const) {
      await inspector.show(2, { width, height: 500 });
      await settles(`bytes at ${width}`, async () => {
        const cells = inspector.page
          .locator('.hex-row:not([hidden]) .hex')
          .first()
          .locator('.byte');
        assert.equal(await cells.locator('visible=true').count(), perRow);
        const pane = (await inspector.page.locator('.hex-view').boundingBox())!;
        const end = (await inspector.page.locator('.ascii').first().boundingBox())!;
        assert.ok(end.x + end.width <= pane.x + pane.width, `cut at ${width}`);
        assert.equal(await byteCell(inspector.page.locator('.hex-view'), 20).textContent(), 'ab');
      });
      // Its character selects a byte as well.
      const row = inspector.page.locator('.hex-row:not([hidden])').nth(1);
      const characters = (await row.locator('.ascii').boundingBox())!;
      const x = characters.x + (3.5 / perRow) * characters.width;
      await inspector.page.mouse.click(x, characters.y + characters.height / 2);
      await row.locator('.hex .byte.active[data-column="3"]').waitFor();
    }
  });

  it('has its buttons in one line, and those without room in the menu', async () => {
    const { page } = inspector;
    const compare = page.getByRole('button', { name: 'Compare…' });
    const more = page.getByRole('button', { name: 'More actions' });
    const seen = new Set<string>();
    for (let width = 360; width <= 900; width += 15) {
      await inspector.show(2, { width, height: 500 });
      await settles(`the buttons at ${width}`, async () => {
        const bar = (await page.getByRole('toolbar', { name: 'Message' }).boundingBox())!;
        assert.ok(bar.height < 40, `${bar.height} pixels`);
        for (const button of await page.locator('.toolbar .tool').locator('visible=true').all()) {
          const box = (await button.boundingBox())!;
          assert.ok(box.x + box.width <= width, String(await button.textContent()));
        }
      });
      const hasMenu = await more.isVisible();
      seen.add(`${await compare.isVisible()} ${hasMenu}`);
      if (!hasMenu) continue;
      await more.click();
      const entries = page.getByRole('menu').getByRole('menuitem', { name: /^(Compare…|Find)/ });
      assert.equal(await entries.count(), (await compare.isVisible()) ? 0 : 2, String(width));
      await page.keyboard.press('Escape');
    }
    assert.deepEqual([...seen].sort(), ['false true', 'true false', 'true true']);
  });

  it('says a value, then what is wrong with it, apart for the eye and for a screen reader', async () => {
    const { page } = inspector;
    for (const width of WIDTHS) {
      await inspector.show(5, { width, height: 900 });
      const field = inspector.field('target');
      const [value, marks] = await Promise.all(
        ['.value', '.marks'].map(async (part) => (await field.locator(part).boundingBox())!),
      );
      assert.equal(await field.locator('.value').textContent(), 'none');
      const isCut = await page.locator('.field-row.warned:visible .value').evaluateAll(cutOf);
      assert.deepEqual(isCut, [false, false], String(width));
      assert.ok(marks!.x - value!.x - value!.width >= 12, `${width}: run together`);
      // Where it has no room, its end is told by dots.
      const row = (await field.boundingBox())!;
      assert.ok(marks!.x + marks!.width <= row.x + row.width + 1, `${width}: cut`);
      assert.match((await field.getAttribute('title'))!, /nBits is not a target/);
    }
    const session = await page.context().newCDPSession(page);
    await session.send('Accessibility.enable');
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const names = nodes.flatMap(({ role, name }) =>
      role?.value === 'treeitem' ? [String(name?.value)] : [],
    );
    const said = names.find((name) => name.startsWith('target'));
    assert.match(said!, /^target: ?none ?; warning: nBits is not a target on main · derived$/);
  });

  it('has whole lines of the selected field in sight, however little room there is', async () => {
    const { page } = inspector;
    for (const width of WIDTHS)
      for (const height of [300, 400, 500]) {
        await inspector.show(2, { width, height });
        await inspector.field('hash').click();
        await settles(`the value at ${width}×${height}`, async () => {
          const box = (await page.locator('.detail').boundingBox())!;
          const value = (await page.locator('.detail-value').boundingBox())!;
          const end = Math.min(value.y + value.height, box.y + box.height);
          // A hash has two lines where there is little width.
          assert.ok(end >= value.y + value.height, `${value.y + value.height - end} pixels cut`);
          const bytes = (await page.locator('.hex-view').boundingBox())!;
          assert.ok(bytes.height >= 2 * 20, `${bytes.height} pixels of bytes`);
        });
        await page.keyboard.press('Escape');
      }
  });

  it('has nothing selected until the user selects', async () => {
    const { page } = inspector;
    await inspector.show(0);
    await inspector.show(2, { width: 700, height: 500 });
    const status = page.locator('.position');
    const bytes = page.locator('.byte:is(.selected, .active, [aria-selected="true"])');
    assert.equal(await status.textContent(), '');
    assert.equal(await bytes.locator('visible=true').count(), 0);
    inspector.copied.length = 0;
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Selected bytes as hex' }).click();
    await settles('the reason', async () =>
      assert.equal(await status.textContent(), 'Select bytes first, then copy them.'),
    );
    assert.deepEqual(inspector.copied, []);
    await page.locator('.hex-view').focus();
    await page.keyboard.press('ArrowDown');
    await settles('the first byte', async () =>
      assert.equal(await status.textContent(), 'offset 0 (0x0) · 1 byte selected'),
    );
  });

  it('has comparison, range and layout again when the page is loaded anew', async () => {
    const { page } = inspector;
    await inspector.show(0);
    await inspector.show(2, { width: 700, height: 500 });
    const status = page.locator('.position');
    await byteCell(page.locator('.hex-view'), 3).click();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    const range = 'offset 3 (0x3) to 5 (0x5) · 3 bytes selected';
    const comes = async (compared: boolean) => {
      await settles(`comparison: ${compared}`, async () => {
        assert.equal(await status.textContent(), range);
        assert.equal(await page.locator('.columns').isVisible(), compared);
        assert.equal(await page.locator('.field-row.selected .name').textContent(), 'hash');
      });
    };
    await comes(false);
    await inspector.load();
    await comes(false);
    inspector.choice = 4;
    inspector.run('compareMessage');
    await page.locator('.columns').waitFor();
    const trailing = inspector.field('trailing bytes');
    await trailing.locator('.differing', { hasText: '≠' }).waitFor();
    await byteCell(page.locator('.hex-view'), 3).click();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    // It is not asked again which one.
    inspector.choice = undefined;
    await comes(true);
    await inspector.load();
    await comes(true);
    await trailing.locator('.differing', { hasText: '≠' }).waitFor();
    // Whoever clicks the message in the ladder again has another session answer.
    await inspector.show(2);
    await comes(true);
    assert.equal(await inspector.field('vInv').locator('.differing').count(), 1);
    await page.getByRole('button', { name: 'End comparison' }).click();
    await page.locator('.columns').waitFor({ state: 'hidden' });
    await inspector.load();
    await page.locator('.field-row.selected').first().waitFor();
    await settles('no comparison', async () =>
      assert.equal(await page.locator('.columns').isVisible(), false),
    );
  });

  it('has the details of a field only while one is selected', async () => {
    await inspector.show(0);
    await inspector.show(2, { width: 700, height: 500 });
    const { page } = inspector;
    const detail = page.getByRole('region', { name: 'Selected field' });
    assert.equal(await detail.isVisible(), false);
    await inspector.field('hash').click();
    await detail.getByText('ab'.repeat(32)).waitFor();
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'hidden' });
    await inspector.field('hash').click();
    await detail.getByRole('button', { name: 'Close' }).click();
    await detail.waitFor({ state: 'hidden' });
    // The field that is selected stays in sight though the details take room.
    await session.show(await firstOf(session, 'version'), { width: 360, height: 420 });
    const row = session.page.locator('.field-row:visible').nth(9);
    await row.click();
    await settles('the selected row', async () => {
      const selected = (await session.page.locator('.field-row.selected').boundingBox())!;
      const top = (await session.page.locator('.detail').boundingBox())!.y;
      assert.ok(selected.y + selected.height <= top + 1);
    });
  });

  it('has both values of each field side by side while messages are compared', async () => {
    const { page } = session;
    for (const width of WIDTHS) {
      const [first, second] = await rowsOf(session, 'version');
      await session.show(first!, { width, height: 500 });
      session.choice = second;
      session.run('compareMessage');
      await page.getByRole('button', { name: 'Next difference' }).waitFor();
      const columns = (await page.locator('.columns').textContent())!;
      assert.ok(columns.includes(`#${first! + 1}`) && columns.includes(`#${second! + 1}`));
      const nonce = session.field('nNonce');
      await nonce.locator('.differing', { hasText: '≠' }).waitFor();
      const [own, other] = await Promise.all(
        ['.value', '.other'].map(async (part) => ({
          text: await nonce.locator(part).textContent(),
          box: (await nonce.locator(part).boundingBox())!,
        })),
      );
      assert.notEqual(own!.text, other!.text);
      assert.equal(own!.box.y, other!.box.y);
      assert.ok(other!.box.x >= own!.box.x + own!.box.width);
      const same = session.field('nVersion');
      assert.equal(await same.locator('.differing').textContent(), '');
      await nonce.click();
      await page.locator('.detail-value', { hasText: `#${second! + 1}, peer` }).waitFor();
      await page.getByRole('button', { name: 'End comparison' }).click();
      await page.locator('.columns').waitFor({ state: 'hidden' });
      await settles('one value', async () =>
        assert.equal(await nonce.locator('.other').textContent(), ''),
      );
    }
  });

  it('says why an offset does not exist, and forgets that with the next message', async () => {
    await inspector.show(0, { width: 700, height: 500 });
    const { page } = inspector;
    inspector.run('goToOffset');
    const box = page.getByRole('textbox', { name: 'Go to offset' });
    const problem = page.locator('#offset-problem');
    for (const [text, why] of [
      ['8', 'The last offset is 7 (0x7).'],
      ['0xzz', 'Write an offset as 128 or 0x80.'],
    ] as const) {
      await box.fill(text);
      await box.press('Enter');
      assert.equal(await problem.textContent(), why);
      assert.equal(await box.getAttribute('aria-invalid'), 'true');
      assert.equal(await box.getAttribute('aria-describedby'), 'offset-problem');
    }
    await box.fill('8');
    assert.equal(await problem.textContent(), '');
    await box.press('Enter');
    await inspector.show(2);
    assert.equal(await box.getAttribute('aria-invalid'), 'false');
    assert.equal(await problem.textContent(), '');
    await inspector.show(3);
    await box.press('Enter');
    assert.equal(await problem.textContent(), 'There are no bytes to go to.');
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'hidden' });
  });

  it('marks a search that makes no sense until another message or text', async () => {
    await inspector.show(0, { width: 700, height: 500 });
    const { page } = inspector;
    inspector.run('findInMessage');
    const box = page.getByRole('textbox', { name: 'Find' });
    await page.getByLabel('Where to search').selectOption('hex');
    await box.fill('zz');
    await page.getByText('Write bytes as pairs of hex digits.').waitFor();
    assert.equal(await box.getAttribute('aria-invalid'), 'true');
    await box.fill('0304');
    await page.getByText('1 of 1').waitFor();
    assert.equal(await box.getAttribute('aria-invalid'), 'false');
    await page.keyboard.press('Escape');
  });

  it('copies nothing of a message without payload', async () => {
    await inspector.show(3, { width: 700, height: 500 });
    const { page } = inspector;
    for (const entry of ['Selected bytes as hex', 'Whole payload as hex', 'Field value']) {
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.getByRole('menuitem', { name: entry }).click();
      await page.locator('.position', { hasText: /nothing was copied|Select a field/ }).waitFor();
    }
    assert.deepEqual(inspector.copied, []);
  });

  it('goes through its tree as VS Code’s do', async () => {
    await inspector.show(2, { width: 700, height: 500 });
    const { page } = inspector;
    const selected = page.locator('.field-row.selected:visible .name');
    const is = (name: string) =>
      settles(name, async () => assert.equal(await selected.textContent(), name));
    await page.locator('.field-tree').focus();
    for (const [key, name] of [
      ['End', 'hash'],
      ['ArrowLeft', '[0]'],
      ['ArrowLeft', '[0]'],
      ['ArrowLeft', 'vInv'],
      ['ArrowRight', 'size'],
      ['ArrowDown', '[0]'],
      ['Enter', '[0]'],
      ['ArrowRight', 'type'],
      ['Control+ArrowLeft', 'vInv'],
    ] as const) {
      await page.keyboard.press(key);
      await is(name);
    }
    assert.equal(await page.locator('.field-row:visible').count(), 1);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await is('size');
    await page.keyboard.press('Enter');
    await settles('the bytes', async () =>
      assert.equal(
        await page.evaluate('document.activeElement.className.includes("hex-view")'),
        true,
      ),
    );
  });

  it('has menus that are wholly in the page at every width', async () => {
    const { page } = inspector;
    for (const width of WIDTHS) {
      await inspector.show(2, { width, height: 500 });
      for (const name of ['Copy', 'More actions']) {
        const button = page.getByRole('button', { name, exact: true });
        if (!(await button.isVisible())) continue;
        await button.click();
        const box = (await page.getByRole('menu', { name }).boundingBox())!;
        assert.ok(box.x >= 0 && box.x + box.width <= width, `${name} at ${width}`);
        await page.keyboard.press('Escape');
      }
    }
  });

  it('says a connection type whole or not at all', async () => {
    const part = inspector.page.locator('.brief[data-fact="Connection"]');
    let shown = 0;
    for (const width of [360, 420, 480, 540, 600, 660, 720, 900, 1200]) {
      await inspector.show(2, { width, height: 500 });
      const [room, text] = [await part.boundingBox(), await part.locator('.middle').boundingBox()];
      const isInSight = text!.y < room!.y + room!.height;
      if (isInSight) shown++;
      assert.ok(!isInSight || text!.width <= room!.width + 1, String(width));
    }
    assert.ok(shown > 0);
  });

  it('shows its keys', async () => {
    await inspector.show(2, { width: 360, height: 500 });
    const { page } = inspector;
    await page.locator('.field-tree').focus();
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys of the inspector' });
    await keys.getByText('Next message of this peer').waitFor();
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'hidden' });
  });

  it('can be used by everybody at every width', async () => {
    for (const width of WIDTHS) {
      // What the test before closed is open again.
      await inspector.show(0);
      await inspector.show(2, { width, height: 500 });
      await inspector.field('hash').click();
      inspector.run('findInMessage');
      assert.deepEqual(await violations(inspector.page.mainFrame()), [], String(width));
      await inspector.page.keyboard.press('Escape');
      inspector.choice = 4;
      inspector.run('compareMessage');
      await inspector.page.getByRole('button', { name: 'End comparison' }).waitFor();
      assert.deepEqual(await violations(inspector.page.mainFrame()), [], `compared at ${width}`);
      await inspector.page.getByRole('button', { name: 'End comparison' }).click();
    }
  });

  async function rowsOf(of: BareInspector, type: string): Promise<number[]> {
    const { index } = leases[of === inspector ? 0 : 1]!.recording.capture;
    const rows = Array.from({ length: index.length }, (_, row) => row);
    return Promise.resolve(rows.filter((row) => index.messageType(row) === type));
  }

  const firstOf = async (of: BareInspector, type: string) => (await rowsOf(of, type))[0]!;
});

/** What in the first lines reaches beyond the page or over its neighbour. */
const OVERLAPS = `[...document.querySelectorAll('.about .line')].flatMap((line) => {
  const parts = [...line.querySelectorAll('.title, .brief, .tool')].filter((part) => part.offsetWidth > 0);
  const boxes = parts.map((part) => part.getBoundingClientRect());
  return boxes.flatMap((box, i) => {
    const next = boxes[i + 1]?.left ?? document.documentElement.clientWidth;
    return box.right > next + 0.5 ? [parts[i].textContent] : [];
  });
})`;
