import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { message } from '../unit/support/frames';
import { violations } from './axe';
import { eventually, settles } from './eventually';
import { HOSTILE_TYPE, inspectedCapture } from './inspectorMessages';
import { InspectorPage } from './inspectorPage';
import { Workbench } from './workbench';

/**
 * In a folder with Core's source as far as it matters here, and with a hex editor installed. Each test
 * begins with choosing a message in the ladder.
 */
describe('the inspector of a capture', () => {
  const root = mkdtempSync(join(tmpdir(), 'p2p-trace-inspector-'));
  const [workspace, capture] = [join(root, 'bitcoin'), join(root, 'all.p2ptrace')];
  const source = ['{', '    if (msg_type == NetMsgType::TX) {', '    }', '}', ''].join('\n');
  let workbench: Workbench;
  let inspector: InspectorPage;

  const show = async (type: string | RegExp, title: string | RegExp = type) => {
    // A ladder that another editor has covered comes back in a frame of its own.
    const ladder = await workbench.webview('.grid .row .type');
    await ladder.locator('.row .type', { hasText: type }).first().click();
    await inspector.frame.locator('.title', { hasText: title }).waitFor();
  };
  const only = (type: string) => show(new RegExp(`^${type}$`), new RegExp(`^${type} #`));

  before(async () => {
    mkdirSync(join(workspace, 'src'), { recursive: true });
    writeFileSync(join(workspace, 'src/net_processing.cpp'), source);
    const other = Buffer.from('0102030405060709', 'hex');
    const ping = message({ type: 'ping', peer: 1, payload: other, direction: 'outbound' });
    writeFileSync(capture, Buffer.concat([inspectedCapture(), ping]));
    workbench = await Workbench.open(workspace);
    await workbench.showPeers();
    await workbench.openCapture(capture);
    const ladder = await workbench.webview('.grid .row .type');
    await ladder.locator('.row .type', { hasText: /^tx$/ }).first().click();
    inspector = await InspectorPage.of(workbench);
    await inspector.field('vin').waitFor();
  });
  after(async () => {
    await workbench.close();
    rmSync(root, { recursive: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await workbench.screenshot(`failed ${this.currentTest.title}`);
  });

  it('copies a value, bytes, the payload, and all of it as JSON', async () => {
    await only('ping');
    await inspector.field('nonce').click();
    await settles('the bytes', async () =>
      assert.equal((await inspector.selectedBytes()).length, 8),
    );
    assert.equal(await inspector.copied('Field value'), String(0x0807060504030201n));
    await inspector.byte(1).click();
    await inspector.press('Shift+ArrowRight', 'Shift+ArrowRight');
    await settles('three bytes', async () =>
      assert.match(await inspector.status(), /offset 1 \(0x1\) to 3 \(0x3\) · 3 bytes selected/),
    );
    assert.equal(await inspector.copied('Selected bytes as hex'), '020304');
    assert.equal(await inspector.copied('Whole payload as hex'), '0102030405060708');
    const json = JSON.parse(await inspector.copied('Message as JSON')) as Record<string, unknown>;
    assert.equal(json.message_type, 'ping');
    assert.equal((json.fields as { name: string }[])[0]!.name, 'nonce');
    await inspector.tree.focus();
    await inspector.press('Home', 'Control+c');
    await eventually('the copy', async () =>
      (await inspector.status()).includes('Copied 18 characters'),
    );
  });

  it('saves the payload as a file', async () => {
    await only('ping');
    const path = join(root, 'saved.bin');
    await inspector.button('Save payload…').click();
    await workbench.answerFileDialog(path);
    await eventually('the file', () => Promise.resolve(existsSync(path)));
    assert.equal(readFileSync(path).toString('hex'), '0102030405060708');
  });

  it('opens the payload in the hex editor, and is as it was when that is closed', async () => {
    await only('ping');
    await inspector.field('nonce').click();
    await settles('the field', async () => assert.equal(await inspector.selectedField(), 'nonce'));
    await inspector.button('Open in hex editor').click();
    const editor = await workbench.webview('#stand-in-hex');
    assert.equal(await editor.locator('#stand-in-hex').textContent(), '0102030405060708');
    await workbench.page.getByRole('tab', { name: /^ping-\d+\.bin/ }).waitFor();
    await workbench.runCommand('View: Close Editor');
    await inspector.comeBack();
    await settles('what was selected', async () => {
      assert.equal(await inspector.selectedField(), 'nonce');
      assert.equal((await inspector.selectedBytes()).length, 8);
    });
  });

  it('goes to the code that handles a type, and offers it where there is such code only', async () => {
    await only('ping');
    await settles('no button', async () =>
      assert.equal(await inspector.button('Go to handler').isVisible(), false),
    );
    await only('tx');
    await inspector.button('Go to handler').click();
    await workbench.page.getByRole('tab', { name: /^net_processing\.cpp/ }).waitFor();
    await workbench.page.locator('.statusbar', { hasText: 'Ln 2, Col 1' }).waitFor();
    await workbench.runCommand('View: Close Editor');
  });

  it('moves the border between fields and bytes by pointer', async () => {
    const bar = inspector.frame.getByRole('separator');
    const share = async () => Number(await bar.getAttribute('aria-valuenow'));
    const before = await share();
    const box = (await bar.boundingBox())!;
    const { mouse } = workbench.page;
    await mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await mouse.down();
    await mouse.move(box.x + box.width / 2 - 60, box.y + box.height / 2 - 60, { steps: 5 });
    await mouse.up();
    await settles('the border', async () => assert.ok((await share()) < before));
  });

  it('goes on where the user was after it was moved, and moved back', async () => {
    await only('tx');
    // What is open at first is not opened again where the user closed it.
    await inspector.field('vin').locator('.twisty').click();
    // Until its fields are gone, others stand where a click goes.
    await eventually('what is closed', async () => {
      return (await inspector.field('vin').getAttribute('aria-expanded')) === 'false';
    });
    await inspector.field('vout').click();
    const bytes = await eventually('its bytes', async () => {
      const all = await inspector.selectedBytes();
      return all.length > 8 && all;
    });
    const groups = workbench.page.locator('.editor-group-container');
    for (const [way, count] of [
      ['Previous', 1],
      ['Right', 2],
    ] as const) {
      await workbench.page.getByRole('tab', { name: /^Message 4/ }).click();
      await workbench.runCommand(`View: Move Editor into ${way} Group`);
      await eventually(`${count} groups`, async () => (await groups.count()) === count);
      await settles('what was seen before', async () => {
        await inspector.seek();
        assert.equal(await inspector.field('vin').getAttribute('aria-expanded'), 'false');
        assert.equal(await inspector.field('vout').getAttribute('aria-expanded'), 'true');
        assert.equal(await inspector.selectedField(), 'vout');
        assert.deepEqual(await inspector.selectedBytes(), bytes);
      });
    }
  });

  /** Range and comparison, and nothing else. */
  const RANGE = /offset 2 \(0x2\) to 5 \(0x5\) · 4 bytes selected/;
  const isAsBefore = (compared: boolean) =>
    settles('range and comparison', async () => {
      await inspector.seek();
      assert.match(await inspector.facts(), /^ping/);
      assert.match(await inspector.status(), RANGE);
      assert.deepEqual(await inspector.selectedBytes(), [2, 3, 4, 5]);
      assert.equal(await inspector.selectedField(), 'nonce');
      const bar = inspector.frame.getByRole('toolbar', { name: 'Comparison' });
      assert.equal(await bar.isVisible(), compared);
      const differing = inspector.hex.locator('.hex .byte.differs:visible');
      assert.equal(await differing.count(), compared ? 1 : 0);
    });
  async function compareRange(): Promise<void> {
    await inspector.button('Compare…').click();
    await workbench.picks.first().click();
    await inspector.frame.getByRole('toolbar', { name: 'Comparison' }).waitFor();
    await inspector.byte(2).click();
    for (let i = 0; i < 3; i++) await inspector.press('Shift+ArrowRight');
  }

  it('has a comparison and a range of bytes again after it was covered, and after it was moved', async () => {
    await only('ping');
    await compareRange();
    await isAsBefore(true);
    // Beside a ladder there is no room for it among the buttons.
    const more = inspector.button('More actions');
    const isNarrow = await more.isVisible();
    if (isNarrow) await more.click();
    const role = isNarrow ? 'menuitem' : 'button';
    await inspector.frame.getByRole(role, { name: 'Open in hex editor' }).click();
    await workbench.page.getByRole('tab', { name: /^ping-\d+\.bin/ }).waitFor();
    await workbench.webview('#stand-in-hex');
    await workbench.runCommand('View: Close Editor');
    await inspector.comeBack();
    await isAsBefore(true);
    const groups = workbench.page.locator('.editor-group-container');
    for (const [way, count] of [
      ['Previous', 1],
      ['Right', 2],
    ] as const) {
      await workbench.page.getByRole('tab', { name: /^Message \d/ }).click();
      await workbench.runCommand(`View: Move Editor into ${way} Group`);
      await eventually(`${count} groups`, async () => (await groups.count()) === count);
      await isAsBefore(true);
    }
    await workbench.screenshot('inspector comparison after moving');
    await inspector.button('End comparison').click();
    await isAsBefore(false);
  });

  it('finds text in the bytes, whatever its case', async () => {
    await show(/^version$/, /^version/);
    const query = await inspector.findIn('text in bytes');
    await query.fill('ONERROR');
    await settles('the match', async () => {
      assert.equal(await inspector.frame.locator('.matches').textContent(), '1 of 1');
      assert.equal((await inspector.selectedBytes()).length, 7);
      assert.equal(await inspector.selectedField(), 'bytes');
    });
    await query.fill('');
  });

  it('shows what a peer wrote as text and nothing else', async () => {
    await show(/^version$/, /^version/);
    await inspector.field('strSubVer').click();
    await settles('the text', async () => {
      for (const shown of [inspector.field('strSubVer'), inspector.frame.locator('.detail-text')]) {
        const text = (await shown.textContent())!;
        assert.ok(text.includes('⟨U+001B⟩[31m<img src=x onerror=alert(1)>[a](command:x)'), text);
        assert.ok(text.includes('⟨U+007F⟩⟨0x9B⟩$(alert)'), text);
      }
    });
    assert.equal(await inspector.frame.locator('img, .pane a').count(), 0);
    await show('<b>⟨U+001B⟩[2J');
    assert.match(await inspector.facts(), /Core does not know <b>⟨U\+001B⟩\[2J, and ignores it/);
    await inspector.field('not decoded from here').waitFor();
    assert.equal(await inspector.frame.locator('b').count(), 0);
    assert.ok((await inspector.copied('Message as Python')).includes('b"\\x3cb\\x3e\\x1b\\x5b2J"'));
    assert.equal(HOSTILE_TYPE.length, 7);
  });

  it('says how much of a message was captured, and why not all', async () => {
    await only('getdata');
    await settles('the mark', async () =>
      assert.match(
        await inspector.facts(),
        /incomplete: 41 of 73 bytes \(cut by the snap length\)/,
      ),
    );
    assert.match(await inspector.facts(), /Decoded up tobyte 41: the captured bytes end here/);
    await only('headers');
    await settles('the mark', async () =>
      assert.match(await inspector.facts(), /incomplete: 0 of 82 bytes \(ring buffer full\)/),
    );
    await inspector.frame.getByText('None of the payload was captured.').waitFor();
    await only('verack');
    await inspector.frame.getByText('This message has no payload.').waitFor();
  });

  it('leads to where a message breaks, and shows the bytes that nothing reads', async () => {
    await only('inv');
    await inspector.frame.locator('.link', { hasText: /^byte 73: end of data/ }).click();
    await settles('the break', async () => assert.deepEqual(await inspector.selectedBytes(), [73]));
    await inspector.field('vInv').waitFor();
    assert.match((await inspector.field('vInv').textContent())!, /breaks here/);
    await only('notfound');
    const trailing = inspector.field('trailing bytes');
    await trailing.click();
    assert.match((await trailing.textContent())!, /Core ignores them/);
    await settles('them', async () =>
      assert.deepEqual(await inspector.selectedBytes(), [1, 2, 3, 4]),
    );
  });

  it('steps to the messages before and after it', async () => {
    await only('ping');
    for (const [name, title] of [
      ['Previous message of this peer', /^headers #/],
      ['Next message of this peer', /^ping #/],
    ] as const) {
      await inspector.button(name).click();
      await inspector.frame.locator('.title', { hasText: title }).waitFor();
    }
    await inspector.button('Previous message of this type').click();
    await eventually('the reason', async () =>
      (await inspector.status()).includes('no earlier message of this type'),
    );
  });

  it('can be used by everybody, whatever it shows', async () => {
    for (const type of ['inv', 'getdata', 'headers', 'block', 'cmpctblock']) {
      await only(type);
      assert.deepEqual(await violations(inspector.frame), [], type);
    }
    await only('version');
    for (const theme of ['Light Modern', 'Dark Modern']) {
      await workbench.chooseTheme(theme);
      await inspector.openCopyMenu();
      assert.deepEqual(await violations(inspector.frame), [], `with the menu open, ${theme}`);
      await inspector.press('Escape');
    }
  });

  it('is where it was after a browser has loaded the window anew, without a word to VS Code', async () => {
    await only('tx');
    await only('ping');
    await compareRange();
    await isAsBefore(true);
    // As long as the user rests until the state is kept.
    await workbench.page.waitForTimeout(1000);
    await workbench.page.reload();
    await workbench.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await isAsBefore(true);
  });
});
