import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { assertNever } from '../../shared/assertNever';
import type { ErrorAction } from '../../shared/errors/userError';
import { COMMANDS, FOCUS_PEERS } from './ids';

/** The buttons under an error that start nothing. */
export type PassiveAction = Extract<
  ErrorAction,
  'show-log' | 'open-docs' | 'manage-trust' | 'show-peers' | 'open-settings' | 'check-setup'
>;

export function runErrorAction(
  action: PassiveAction,
  showLog: () => void,
  extensionUri: vscode.Uri,
): void {
  switch (action) {
    case 'show-log':
      showLog();
      return;
    case 'open-docs':
      execute('markdown.showPreview', troubleshooting(extensionUri));
      return;
    case 'manage-trust':
      execute('workbench.trust.manage');
      return;
    case 'show-peers':
      execute(FOCUS_PEERS);
      return;
    case 'open-settings':
      execute('workbench.action.openSettings', 'bitcoinP2pTrace');
      return;
    case 'check-setup':
      execute(COMMANDS.checkSetup);
      return;
    default:
      assertNever(action);
  }
}

/** The README's table of troubles. In a package its file name is in lower case. */
function troubleshooting(extensionUri: vscode.Uri): vscode.Uri {
  const packed = vscode.Uri.joinPath(extensionUri, 'readme.md');
  const readme = existsSync(packed.fsPath)
    ? packed
    : vscode.Uri.joinPath(extensionUri, 'README.md');
  return readme.with({ fragment: 'troubleshooting' });
}

function execute(command: string, ...args: unknown[]): void {
  void vscode.commands.executeCommand(command, ...args);
}
