import * as vscode from 'vscode';
import type { InspectorCommand } from '../../shared/webview/inspectorProtocol';
import { INSPECTOR_COMMANDS } from '../host/ids';

/** The commands that keys and the palette have for the inspector. @param run Has its page do one. */
export function registerInspectorCommands(
  run: (command: InspectorCommand) => void,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...(Object.entries(INSPECTOR_COMMANDS) as [InspectorCommand, string][]).map(([command, id]) =>
      vscode.commands.registerCommand(id, () => run(command)),
    ),
  );
}
