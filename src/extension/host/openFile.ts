import * as vscode from 'vscode';

/** Opens a file that was written in whatever editor VS Code has for it. */
export function openFile(path: string): void {
  void vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
}
