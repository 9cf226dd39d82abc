import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeHello } from '../../src/shared/frames/hello';
import { HELLO, message } from '../unit/support/frames';
import { settles } from './eventually';
import { Workbench } from './workbench';

/** A stranger's file: its hello names what was not attached, and tries to be more than text. */
const unattached = [
  { name: 'outbound_message', reason: 'its operand -8@(%rsp,%rax,8) cannot be read' },
  { name: '$(flame)\u202e', reason: '[go](command:workbench.action.quit) <b>x</b>' },
];

describe('a capture with a part of the tracepoints, in a stock VS Code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-part-'));
  let captures = 0;
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open();
    await workbench.showPeers();
  });
  beforeEach(async () => {
    await workbench.clearNotifications();
    // A file that was opened before is not announced again.
    const capture = join(folder, `part${captures++}.p2ptrace`);
    writeFileSync(capture, Buffer.concat([encodeHello({ ...HELLO, unattached }), message()]));
    await workbench.runCommand('Bitcoin: Open Capture…');
    await workbench.answerFileDialog(capture);
    await toast().waitFor();
  });
  after(async () => {
    await workbench.close();
    rmSync(folder, { recursive: true });
  });

  const toast = () =>
    workbench.page.locator('.notification-toast', { hasText: 'contains only some' });

  it('is announced with a warning, which names what is missing as plain text', async () => {
    await toast().locator('.codicon-warning').waitFor();
    const text = toast().locator('.notification-list-item-message');
    const said = await text.innerText();
    assert.ok(said.includes('net:outbound_message: its operand -8@(%rsp,%rax,8) cannot be read'));
    assert.ok(said.includes('net:$(flame)⟨U+202E⟩: [go] (command:workbench.action.quit) <b>x</b>'));
    assert.equal(await text.locator('a, b').count(), 0);
    await workbench.screenshot('part of the tracepoints');
  });

  it('is marked by its node and above the tree for good', async () => {
    const node = workbench.peerRows.filter({ hasText: 'bitcoind' }).first();
    await settles('the row', async () =>
      assert.match(await node.innerText(), /bitcoind.*2 tracepoints not attached/s),
    );
    await node.locator('.icon.warning').waitFor();
    await workbench.sidebar.getByText('A part is missing: 2 tracepoints not attached.').waitFor();
    await node.hover();
    const tooltip = workbench.sidebar.getByRole('tooltip');
    await tooltip.waitFor();
    assert.match(await tooltip.innerText(), /Not attached\s+net:outbound_message: its operand/);
    assert.equal(await tooltip.locator('a, b').count(), 0);
    await workbench.screenshot('part of the tracepoints, by its node');
  });

  it('has a button that leads to what to do', async () => {
    await toast().hover();
    await toast().getByRole('button', { name: 'Open Documentation' }).click();
    const documentation = await workbench.webview('h1#troubleshooting');
    const line = documentation.getByText('is not attached').first();
    await settles('the line in view', async () => {
      const { y = Infinity } = (await line.boundingBox()) ?? {};
      assert.ok(y > 0 && y < 900, `at ${y}`);
    });
    await workbench.screenshot('what to do');
  });
});
