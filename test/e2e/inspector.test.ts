import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { eventually, settles } from './eventually';
import { InspectorPage } from './inspectorPage';
import { recordedMessages } from './session';
import { Workbench } from './workbench';

/** What a user does with one message: each test begins with the version message of a peer, shown anew. */
describe('the inspector', () => {
  let workbench: Workbench;
  let inspector: InspectorPage;
  let ladder: Frame;
  const version = recordedMessages().find(
    ({ messageType, direction }) => messageType === 'version' && direction === 'inbound',
  )!;

  before(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
    await workbench.traceDemo();
    // Kept: this peer is closed, and in a folded group, when the demo begins anew.
    const name = new RegExp(`^Peer ${version.peer}\\s`);
    await workbench.peers.getByRole('treeitem', { name }).first().dblclick();
  });
  beforeEach(async () => {
    await workbench.page.getByRole('tab', { name: `Peer ${version.peer} ` }).click();
    ladder = await workbench.webview('.frame:not(.many) .row .type');
    await ladder.locator('.grid').focus();
    await workbench.page.keyboard.press('Home');
    // A message that is shown already would stay as the test before has left it.
    await ladder
      .locator('.row .type', { hasText: /^verack$/ })
      .first()
      .click();
    await (
      await workbench.webview('.field-tree')
    )
      .locator('.title', { hasText: /^verack/ })
      .waitFor();
    await ladder
      .locator('.row', { has: ladder.locator('.arrow.inbound .type', { hasText: /^version$/ }) })
      .first()
      .click();
    inspector = await InspectorPage.of(workbench);
    await inspector.field('strSubVer').waitFor();
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await workbench.screenshot(`failed ${this.currentTest.title}`);
  });

  it('says what the message is, and what Core does with it', async () => {
    await settles('the facts', async () => {
      const facts = await inspector.facts();
      for (const part of [
        /^version #\d+/,
        /inbound/,
        /BIP14/,
        /src\/net_processing\.cpp/,
        /On receipt/,
      ])
        assert.match(facts, part);
      assert.ok(facts.includes(version.address));
    });
  });

  it('lights up the bytes of a field that is selected', async () => {
    await inspector.field('strSubVer').click();
    await settles('the bytes', async () => {
      const bytes = await inspector.selectedBytes();
      const text = version.payload.subarray(bytes[0], bytes.at(-1)! + 1).toString('latin1');
      assert.match(text, /\/Satoshi:/);
      assert.match(await inspector.status(), new RegExp(`${bytes.length} bytes selected`));
      assert.match((await inspector.frame.locator('.detail').textContent())!, /Satoshi/);
    });
  });

  it('opens the field of a byte that is selected, and frames what it lies in', async () => {
    // The port of addrMe: the last of its 26 bytes.
    await inspector.byte(45).click();
    await eventually('the field', async () => (await inspector.selectedField()) === 'port');
    await settles('what it lies in', async () => {
      assert.equal(await inspector.field('addrMe').getAttribute('aria-expanded'), 'true');
      assert.equal(await inspector.hex.locator('.hex .byte.level-0').count(), 2);
      assert.equal(await inspector.hex.locator('.hex .byte.level-1').count(), 26);
      assert.match(await inspector.status(), /offset 45 .* 1 byte selected/);
    });
  });

  it('is a tree for the keyboard', async () => {
    const isSelected = (name: string) =>
      eventually(name, async () => (await inspector.selectedField()) === name);
    const isOpen = (name: string, open: boolean) =>
      eventually(`${name} open: ${open}`, async () => {
        return (await inspector.field(name).getAttribute('aria-expanded')) === String(open);
      });
    await inspector.tree.focus();
    await inspector.press('Home');
    await isSelected('nVersion');
    await inspector.press('a', 'd', 'd', 'r', 'f');
    await isSelected('addrFrom');
    await inspector.press('ArrowRight');
    await isOpen('addrFrom', true);
    await inspector.press('ArrowRight');
    await isSelected('nServices');
    await inspector.press('ArrowLeft', 'ArrowLeft');
    await isOpen('addrFrom', false);
    await inspector.press('End');
    await isSelected('fRelay');
    await settles('its byte', async () =>
      assert.deepEqual(await inspector.selectedBytes(), [version.payload.length - 1]),
    );
  });

  it('moves the border between fields and bytes by keyboard', async () => {
    const splitter = inspector.frame.getByRole('separator');
    const before = Number(await splitter.getAttribute('aria-valuenow'));
    await splitter.focus();
    await inspector.press('ArrowUp');
    await settles('the border', async () =>
      assert.ok(Number(await splitter.getAttribute('aria-valuenow')) < before),
    );
    await inspector.press('ArrowDown');
  });

  it('finds in fields, and in bytes', async () => {
    await inspector.tree.focus();
    await inspector.press('Control+f');
    const query = inspector.frame.getByRole('textbox', { name: 'Find' });
    await query.fill('satoshi');
    const matches = inspector.frame.locator('.matches');
    await eventually('a match', async () => /^1 of \d/.test((await matches.textContent())!));
    await eventually('its field', async () => (await inspector.selectedField()) === 'strSubVer');
    await inspector.findIn('hex bytes');
    await query.fill('2f 53 61');
    const at = version.payload.indexOf('/Sa');
    await eventually('the bytes', async () => (await inspector.selectedBytes())[0] === at);
    await query.fill('zz');
    await eventually('a reason', async () => (await matches.textContent())!.includes('hex digits'));
    await query.press('Escape');
    await query.waitFor({ state: 'hidden' });
  });

  it('goes to an offset', async () => {
    await inspector.tree.focus();
    await inspector.press('Control+g');
    const offset = inspector.frame.getByRole('textbox', { name: 'Go to offset' });
    await offset.fill('0x14');
    await offset.press('Enter');
    await eventually('the byte', async () => (await inspector.selectedBytes())[0] === 20);
    await offset.fill('99999');
    await offset.press('Enter');
    const last = version.payload.length - 1;
    await inspector.frame.getByText(`The last offset is ${last}`).waitFor();
    assert.equal(await offset.getAttribute('aria-invalid'), 'true');
    await offset.press('Escape');
  });

  it('copies as Python, from a menu', async () => {
    await inspector.openCopyMenu();
    await inspector.press('End', 'Enter');
    await eventually('the copy', async () =>
      /Copied \d+ characters/.test(await inspector.status()),
    );
    await workbench.page.context().grantPermissions(['clipboard-read']);
    const text = await workbench.page.evaluate<string>('navigator.clipboard.readText()');
    assert.match(text, /^from test_framework\.messages import .*msg_/);
    assert.ok(text.includes(version.payload.toString('hex')));
  });

  it('compares with another message', async () => {
    await inspector.button('Compare…').click();
    await workbench.picks.first().waitFor();
    await workbench.picks.nth(0).click();
    const bar = inspector.frame.getByRole('toolbar', { name: 'Comparison' });
    await bar.getByText(/ differ · with peer \d+, /).waitFor();
    await inspector.field('nNonce').waitFor();
    const differing = inspector.hex.locator('.hex .byte.differs');
    await settles('the differences', async () => {
      assert.match((await inspector.field('nNonce').textContent())!, /0x\S+ .*≠0x/);
      assert.ok((await differing.count()) > 0);
    });
    await workbench.screenshot('inspector comparison');
    await bar.getByRole('button', { name: 'Next difference' }).click();
    await eventually('a field', async () => (await inspector.selectedField()) !== null);
    await bar.getByRole('button', { name: 'End comparison' }).click();
    await eventually('no mark left', async () => (await differing.count()) === 0);
  });

  it('steps to the next message of the peer, and of the type', async () => {
    const title = () => inspector.frame.locator('.title').textContent();
    const before = (await title())!;
    await inspector.button('Next message of this peer').click();
    await eventually('another message', async () => (await title()) !== before);
    await inspector.button('Previous message of this peer').click();
    await eventually('the first again', async () => (await title()) === before);
    await inspector.button('Next message of this type').click();
    await eventually(
      'another version',
      async () => (await title())!.startsWith('version') && (await title()) !== before,
    );
  });

  it('moves the ladder’s selection too, by button and by key', async () => {
    const active = () =>
      ladder.locator('.row.active:visible .type, .row.active:visible .note').first().textContent();
    const typeOf = async () =>
      /^\S+/.exec((await inspector.frame.locator('.title').textContent())!)![0];
    const before = await active();
    await inspector.button('Next message of this peer').click();
    await eventually('another row', async () => (await active()) !== before);
    await settles('the same message', async () => assert.equal(await active(), await typeOf()));
    // The button keeps the focus: this message has no payload, and thus no fields in sight.
    const title = () => inspector.frame.locator('.title').textContent();
    const step = async (key: string): Promise<void> => {
      const from = await title();
      await inspector.press(key);
      await eventually(`another message after ${key}`, async () => (await title()) !== from);
      await settles('the same row', async () => assert.equal(await active(), await typeOf()));
    };
    // A step is of the message that is in sight: the next key waits until that is another one.
    for (const key of ['Alt+ArrowDown', 'Alt+ArrowDown']) await step(key);
    for (const key of ['Alt+ArrowUp', 'Alt+ArrowUp', 'Alt+ArrowUp']) await step(key);
    await settles('the first', async () => {
      assert.equal(await active(), before);
      assert.equal(await typeOf(), 'version');
    });
  });

  it('copies by key what is selected, and the message as Python', async () => {
    const { page } = workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const copy = () => page.evaluate<string>('navigator.clipboard.readText()');
    await inspector.field('strSubVer').click();
    await inspector.press('Control+c');
    await settles('the field', async () => assert.match(await copy(), /^\/Satoshi/));
    await inspector.press('Alt+p');
    await settles('Python', async () => assert.match(await copy(), /^from test_framework/));
  });

  it('leads from a pong to its ping, with the time between', async () => {
    await ladder
      .locator('.row .type', { hasText: /^pong$/ })
      .first()
      .click();
    const link = inspector.frame.locator('.brief .link', { hasText: /^ping #[\d,]+, .* earlier$/ });
    await link.waitFor();
    await link.click();
    await inspector.frame.locator('.title', { hasText: /^ping/ }).waitFor();
    await inspector.frame
      .locator('.brief .link', { hasText: /^pong #[\d,]+, .* later$/ })
      .waitFor();
  });

  it('follows a transaction or block in the ladder', async () => {
    await ladder.locator('.row .type', { hasText: /^inv$/ }).first().click();
    await inspector.frame.locator('.title', { hasText: /^inv/ }).waitFor();
    await inspector.tree.focus();
    const first = inspector.field('[0]');
    if ((await first.getAttribute('aria-expanded')) !== 'true')
      await first.locator('.twisty').click();
    await inspector.field('hash').click();
    await inspector.button(/^Follow this (transaction|block)$/).click();
    await workbench.page.getByRole('tab', { name: /All peers/i }).waitFor();
  });

  it('offers no handler where there is no source of Core', async () => {
    assert.equal(await inspector.button('Go to handler').count(), 0);
  });
});
