import * as vscode from 'vscode';
import { preferInstalled } from '../../client/launchers/installedLauncher';
import { terminalLauncher, type Terminal } from '../../client/launchers/terminalLauncher';

/** Lets sudo ask for the password in an integrated terminal. */
export const integratedTerminalLauncher = preferInstalled(terminalLauncher(openTerminal));

function openTerminal(file: string, args: string[]): Terminal {
  const terminal = vscode.window.createTerminal({
    name: 'Bitcoin P2P Trace',
    message: 'sudo attaches the tracing helper; closing this terminal ends the trace.',
    shellPath: file,
    shellArgs: args,
    iconPath: new vscode.ThemeIcon('shield'),
    isTransient: true,
  });
  terminal.show();
  const closed = new Promise<number | undefined>((resolve) => {
    const listener = vscode.window.onDidCloseTerminal((ended) => {
      if (ended !== terminal) return;
      listener.dispose();
      resolve(terminal.exitStatus?.code);
    });
  });
  return { closed, dispose: () => terminal.dispose() };
}
