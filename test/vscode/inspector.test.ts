import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { FOLLOW_COMMAND } from '../../src/extension/host/ids';
import { type Inspection, inspectMessage } from '../../src/extension/inspector/inspection';
import { payloadUri } from '../../src/extension/inspector/payloadFiles';
import { findOffers, goToHandler, savePayload } from '../../src/extension/inspector/windowActions';
import type { Services } from '../../src/extension/services';
import type { Lease } from '../../src/extension/captures/recordings';
import { hello, message } from '../unit/support/frames';
import { activated, scriptDialogs, until, type ScriptedDialogs } from './support';

const SOURCE = `void PeerManagerImpl::ProcessMessage()
{
    if (msg_type == NetMsgType::VERSION) {
    }
    if (msg_type == NetMsgType::PING) {
    }
}
`;

describe('what the inspector does in the window', () => {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-inspector-'));
  const capture = join(folder, 'one.p2ptrace');
  const payload = Buffer.from('0102030405060708', 'hex');
  const source = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'src');
  let services: Services;
  let dialogs: ScriptedDialogs;
  let lease: Lease;
  let inspection: Inspection;

  before(async () => {
    services = await activated();
    dialogs = scriptDialogs(services);
    writeFileSync(capture, Buffer.concat([hello, message({ type: 'ping', payload })]));
    lease = await services.recordings.open(capture);
    inspection = (await inspectMessage(lease.recording, 0))!;
  });
  after(async () => {
    lease.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(source, { recursive: true, force: true });
    rmSync(folder, { recursive: true });
  });

  it('goes to the code that handles a type, where the workspace has it', async () => {
    rmSync(source, { recursive: true, force: true });
    assert.equal((await findOffers('ping')).handler, false);
    mkdirSync(source);
    writeFileSync(join(source, 'net_processing.cpp'), SOURCE);
    assert.equal((await findOffers('ping')).handler, true);
    assert.equal((await findOffers('reject')).handler, false);
    await goToHandler('ping');
    const editor = vscode.window.activeTextEditor!;
    assert.match(editor.document.fileName, /net_processing\.cpp$/);
    assert.equal(editor.selection.active.line, 4);
  });

  it('offers to follow a hash, which the ladder can, and no hex editor that is not there', async () => {
    const { follow, hexEditor } = await findOffers('ping');
    const commands = await vscode.commands.getCommands(true);
    assert.equal(follow, commands.includes(FOLLOW_COMMAND));
    const installed = vscode.extensions.getExtension('ms-vscode.hexeditor');
    assert.equal(hexEditor, installed !== undefined);
  });

  it('saves a payload as a file, under the name of its type', async () => {
    dialogs.file = join(folder, 'saved.bin');
    await savePayload(inspection, dialogs);
    assert.deepEqual(readFileSync(dialogs.file), payload);
    dialogs.file = join(folder, 'no/such/folder.bin');
    await assert.rejects(savePayload(inspection, dialogs), /could not be written/);
  });

  it('has payloads as read-only files for other editors', async () => {
    const uri = payloadUri(capture, 0, 'ping-1.bin');
    const { fs } = vscode.workspace;
    assert.deepEqual(Buffer.from(await fs.readFile(uri)), payload);
    assert.equal((await fs.stat(uri)).size, 8);
    assert.equal(fs.isWritableFileSystem(uri.scheme), false);
    await assert.rejects(Promise.resolve(fs.readFile(payloadUri(capture, 7, 'ping-8.bin'))));
    await assert.rejects(Promise.resolve(fs.readFile(payloadUri('/nowhere', 0, 'ping-1.bin'))));
  });

  it('opens beside the view it was opened from', async () => {
    const ladder = vscode.window.createWebviewPanel('test', 'Ladder', vscode.ViewColumn.One);
    await services.inspector.show({ capture, row: 0 }, { panel: ladder, width: 1300 });
    await until('the inspector', () =>
      vscode.window.tabGroups.all.some(({ tabs, viewColumn }) =>
        tabs.some(({ label }) => label === 'Message 1' && viewColumn !== vscode.ViewColumn.One),
      ),
    );
    ladder.dispose();
    assert.deepEqual(dialogs.errors, []);
  });
});
