import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { saveFile } from '../../capture/export/saveFile';
import type { InspectorOffers } from '../../shared/webview/inspectorProtocol';
import type { Dialogs, PickItem } from '../host/dialogs';
import { FOLLOW_COMMAND, type FollowedHash } from '../host/ids';
import { openFile } from '../host/openFile';
import { tellSaved } from '../host/tellSaved';
import { HANDLER_FILE, HandlerLines } from './handlerLines';
import type { Inspection } from './inspection';

const { fs } = vscode.workspace;
const handlerLines = new HandlerLines({
  stat: async (address) => fs.stat(vscode.Uri.parse(address)),
  read: async (address) =>
    Buffer.from(await fs.readFile(vscode.Uri.parse(address))).toString('utf8'),
});

/** Names of the extension ms-vscode.hexeditor. */
const HEX_EDITOR = { extension: 'ms-vscode.hexeditor', editor: 'hexEditor.hexedit' };

/** What can be done with a message of this type in this window. */
export async function findOffers(messageType: string): Promise<InspectorOffers> {
  const [handler, commands] = await Promise.all([
    findHandler(messageType),
    vscode.commands.getCommands(true),
  ]);
  return {
    handler: handler !== undefined,
    hexEditor: vscode.extensions.getExtension(HEX_EDITOR.extension) !== undefined,
    follow: commands.includes(FOLLOW_COMMAND),
  };
}

/** Looks in the first workspace folder that has Bitcoin Core's source. */
async function findHandler(messageType: string): Promise<vscode.Location | undefined> {
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const uri = vscode.Uri.joinPath(folder.uri, HANDLER_FILE);
    const line = await handlerLines.lineOf(uri.toString(), messageType);
    if (line !== undefined) return new vscode.Location(uri, new vscode.Position(line, 0));
  }
  return undefined;
}

/** Opens Core's code that handles a type, in the column of the user's source files. */
export async function goToHandler(messageType: string): Promise<void> {
  const handler = await findHandler(messageType);
  if (!handler) return;
  const { One } = vscode.ViewColumn;
  await vscode.window.showTextDocument(handler.uri, { selection: handler.range, viewColumn: One });
}

export async function follow({ capture, hash }: FollowedHash): Promise<void> {
  const followed: FollowedHash = { capture, hash };
  await vscode.commands.executeCommand(FOLLOW_COMMAND, followed);
}

/** @param where The column of the inspector, which it covers: the ladder stays in sight. */
export async function openHexEditor(
  payload: vscode.Uri,
  where: vscode.ViewColumn | undefined,
): Promise<void> {
  const column = where ?? vscode.ViewColumn.Active;
  await vscode.commands.executeCommand('vscode.openWith', payload, HEX_EDITOR.editor, column);
}

/** @throws UserError when the file cannot be written. */
export async function savePayload(inspection: Inspection, dialogs: Dialogs): Promise<void> {
  const name = payloadName(inspection);
  const path = await dialogs.saveFile({
    title: 'Save payload',
    action: 'Save',
    path: join(homedir(), name),
  });
  if (path === undefined) return;
  await saveFile(path, [inspection.payload]);
  tellSaved('Saved the payload', path, inspection.payload.length, dialogs, openFile);
}

/** `inv-12.bin`; a name that a peer chose becomes part of no file name. */
export function payloadName({ messageType, row }: Inspection): string {
  return `${/^[a-z0-9]{1,12}$/.test(messageType) ? messageType : 'message'}-${row + 1}.bin`;
}

export function chooseMessage(
  dialogs: Dialogs,
  choices: PickItem<number>[],
): Promise<number | undefined> {
  return dialogs.pick('Compare with another message', 'The nearest of the same type', choices);
}
