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
      execute('markdown.showPreview', vscode.Uri.joinPath(extensionUri, 'docs/troubleshooting.md'));
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

function execute(command: string, ...args: unknown[]): void {
  void vscode.commands.executeCommand(command, ...args);
}
