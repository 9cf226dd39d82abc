import * as vscode from 'vscode';

export interface PickItem<T> {
  label: string;
  /** Beside the label, in the colour of a verdict. */
  icon?: keyof typeof ICONS;
  description?: string;
  detail?: string;
  /** Items of one group stand together under its name. */
  group: string;
  value: T;
}

export interface FileQuestion {
  title: string;
  /** Of the button. */
  action: string;
  /** Proposed absolute path, for saving. */
  path?: string;
  /** `{ 'P2P trace': ['p2ptrace'] }` */
  filters?: Record<string, string[]>;
}

/** Everything that waits for a person; tests put their own answers in its place. */
export interface Dialogs {
  /** @returns undefined when dismissed, as all do. */
  pick<T>(title: string, placeholder: string, items: PickItem<T>[]): Promise<T | undefined>;
  /** @returns The values that are picked in the end. */
  pickMany<T>(
    title: string,
    placeholder: string,
    items: (PickItem<T> & { picked: boolean })[],
  ): Promise<T[] | undefined>;
  openFile(question: FileQuestion): Promise<string | undefined>;
  saveFile(question: FileQuestion): Promise<string | undefined>;
  /** @returns The chosen button. */
  error(text: string, buttons: string[]): Promise<string | undefined>;
  /** Something to know, and perhaps to act on, that waits. @returns The chosen button. */
  inform(text: string, buttons: string[]): Promise<string | undefined>;
  /** Shown until `work` is done; the signal aborts when the person cancels. */
  progress(
    title: string,
    work: (report: (text: string) => void, signal: AbortSignal) => Promise<void>,
  ): Promise<void>;
}

const MATCH = { matchOnDescription: true, matchOnDetail: true };

export const vscodeDialogs: Dialogs = {
  async pick<T>(title: string, placeholder: string, items: PickItem<T>[]) {
    const options = { title, placeHolder: placeholder, ...MATCH };
    return (await vscode.window.showQuickPick(grouped(items), options))?.value;
  },

  async pickMany<T>(title: string, placeholder: string, items: PickItem<T>[]) {
    const options = { title, placeHolder: placeholder, ...MATCH, canPickMany: true as const };
    const rows = await vscode.window.showQuickPick(grouped(items), options);
    return rows?.flatMap(({ value }) => (value === undefined ? [] : [value]));
  },

  async openFile({ title, action, filters }) {
    const options = { title, openLabel: action, ...(filters && { filters }) };
    return (await vscode.window.showOpenDialog(options))?.[0]?.fsPath;
  },

  async saveFile({ title, action, path, filters }) {
    const uri = await vscode.window.showSaveDialog({
      ...{ title, saveLabel: action },
      ...(filters && { filters }),
      ...(path !== undefined && { defaultUri: vscode.Uri.file(path) }),
    });
    return uri?.fsPath;
  },

  error: async (text, buttons) => vscode.window.showErrorMessage(text, ...buttons),

  inform: async (text, buttons) => vscode.window.showInformationMessage(text, ...buttons),

  async progress(title, work) {
    const location = vscode.ProgressLocation.Notification;
    await vscode.window.withProgress({ location, title, cancellable: true }, (report, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return work((message) => report.report({ message }), abort.signal);
    });
  },
};

type Row<T> = vscode.QuickPickItem & { value?: T };

const ICONS = {
  ok: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  amiss: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')),
  spare: new vscode.ThemeIcon('circle-slash'),
};

/** The items, with the name of each group above it. */
function grouped<T>(items: readonly PickItem<T>[]): Row<T>[] {
  const rows: Row<T>[] = [];
  let group = '';
  for (const item of items) {
    if (item.group !== group)
      rows.push({ label: item.group, kind: vscode.QuickPickItemKind.Separator });
    group = item.group;
    const { icon, ...row } = item;
    rows.push(icon ? { ...row, iconPath: ICONS[icon] } : row);
  }
  return rows;
}

/** The dialogs in force. */
export class DialogHolder {
  current: Dialogs = vscodeDialogs;
}
