import * as vscode from 'vscode';
import { notOfThisMachine } from '../../shared/errors/viewErrors';
import type { RecentCaptures } from '../captures/recentCaptures';
import { EDITORS } from '../host/ids';
import { known } from '../views/viewPanel';
import type { LadderPanels } from './ladderPanels';

/** What a double click on a capture's file opens, and “Open With…” for files of other kinds: a ladder of all peers. */
export function registerCaptureEditors(
  ladders: LadderPanels,
  recent: Pick<RecentCaptures, 'add'>,
): vscode.Disposable {
  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => {
      if (uri.scheme !== 'file') throw notOfThisMachine(uri.scheme);
      // The recording is open as long as a view holds it: a document has nothing of its own.
      return { uri, dispose: () => undefined };
    },
    resolveCustomEditor: async ({ uri }, panel) => {
      recent.add(uri.fsPath);
      await ladders.openFile(known(panel), uri.fsPath);
    },
  };
  return vscode.Disposable.from(
    ...Object.values(EDITORS).map((editor) =>
      vscode.window.registerCustomEditorProvider(editor, provider),
    ),
  );
}
