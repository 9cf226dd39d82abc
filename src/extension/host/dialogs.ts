import * as vscode from 'vscode';
import type { Event } from '../../shared/emitter';
import { inertLabel, inertMessage } from './inertText';
import { Throttle } from './throttle';

export interface PickItem<T> {
  /** Like all text here, it is shown literally, whatever it contains. */
  label: string;
  /** A codicon beside the label, or a verdict in its colour. */
  icon?: string;
  description?: string;
  detail?: string;
  /** Items of one group stand together under its name. */
  group: string;
  value: T;
}

/** What a list shows. */
export interface PickList<T> {
  placeholder: string;
  items: PickItem<T>[];
}

export interface FileQuestion {
  title: string;
  /** The label of the button. */
  action: string;
  /** Proposed absolute path, for saving. */
  path?: string;
  /** `{ 'P2P trace': ['p2ptrace'] }` */
  filters?: Record<string, string[]>;
  /** A directory is chosen, not a file. */
  directory?: boolean;
}

/** How a text is typed. */
export interface AskBox {
  /** What is typed is not shown. */
  password?: boolean;
  /** @returns What is wrong with what was typed so far; undefined where nothing is. */
  check?: (text: string) => string | undefined;
}

/** Everything that waits for a person; tests put their own answers in its place. */
export interface Dialogs {
  /** @returns undefined when dismissed, as all do. */
  pick<T>(title: string, placeholder: string, items: PickItem<T>[]): Promise<T | undefined>;
  /** A list that changes while it is open. @param list What it shows now. @param onChange It may be another. */
  pickGrowing<T>(
    title: string,
    list: () => PickList<T>,
    onChange: Event<void>,
  ): Promise<T | undefined>;
  /** @returns The values that are picked when the list is accepted. */
  pickMany<T>(
    title: string,
    placeholder: string,
    items: (PickItem<T> & { picked: boolean })[],
  ): Promise<T[] | undefined>;
  /** @param value What stands there at first. */
  ask(title: string, prompt: string, value: string, box?: AskBox): Promise<string | undefined>;
  openFile(question: FileQuestion): Promise<string | undefined>;
  saveFile(question: FileQuestion): Promise<string | undefined>;
  /** @returns The chosen button. */
  error(text: string, buttons: string[]): Promise<string | undefined>;
  /** Says that something is wrong while the rest goes on. @returns The chosen button. */
  warn(text: string, buttons: string[]): Promise<string | undefined>;
  /** Tells something that can wait. @returns The chosen button. */
  inform(text: string, buttons: string[]): Promise<string | undefined>;
  /** Shown until `work` is done; the signal aborts when the person cancels. */
  progress(
    title: string,
    work: (report: (text: string) => void, signal: AbortSignal) => Promise<void>,
  ): Promise<void>;
}

const MATCH = {
  // A view may get the focus back just after a list or a box has opened.
  ignoreFocusOut: true,
  matchOnDescription: true,
  matchOnDetail: true,
};

/** Milliseconds between two looks at a list that grows. */
const GROW_MS = 250;

export const vscodeDialogs: Dialogs = {
  async pick<T>(title: string, placeholder: string, items: PickItem<T>[]) {
    const options = { title, placeHolder: placeholder, ...MATCH };
    return (await vscode.window.showQuickPick(grouped(items), options))?.value;
  },

  pickGrowing<T>(title: string, list: () => PickList<T>, onChange: Event<void>) {
    const box = vscode.window.createQuickPick<Row<T>>();
    let shown = '';
    const show = (): void => {
      const { placeholder, items } = list();
      box.placeholder = placeholder;
      const now = JSON.stringify(items);
      if (now === shown) return;
      shown = now;
      const [active] = box.activeItems;
      box.items = grouped(items);
      // Who is somewhere in the list stays there.
      const same = active && box.items.find(({ value }) => value === active.value);
      if (same) box.activeItems = [same];
    };
    Object.assign(box, { title, keepScrollPosition: true, ...MATCH });
    show();
    const growth = new Throttle(() => GROW_MS, show);
    const changes = onChange(() => growth.trigger());
    return new Promise<T | undefined>((resolve) => {
      box.onDidAccept(() => {
        resolve(box.selectedItems[0]?.value);
        box.hide();
      });
      box.onDidHide(() => {
        resolve(undefined);
        changes.dispose();
        growth.dispose();
        box.dispose();
      });
      box.show();
    });
  },

  async pickMany<T>(title: string, placeholder: string, items: PickItem<T>[]) {
    const options = { title, placeHolder: placeholder, ...MATCH, canPickMany: true as const };
    const rows = await vscode.window.showQuickPick(grouped(items), options);
    return rows?.flatMap(({ value }) => (value === undefined ? [] : [value]));
  },

  async ask(title, prompt, value, { password = false, check } = {}) {
    const box = { title, prompt, value, password, ignoreFocusOut: true };
    return vscode.window.showInputBox({ ...box, ...(check && { validateInput: check }) });
  },

  async openFile({ title, action, filters, directory = false }) {
    const chosen = { canSelectFiles: !directory, canSelectFolders: directory };
    const options = { title, openLabel: action, ...chosen, ...(filters && { filters }) };
    return (await vscode.window.showOpenDialog(options))?.[0]?.fsPath;
  },

  async saveFile({ title, action, path, filters }) {
    const uri = await vscode.window.showSaveDialog({
      title,
      saveLabel: action,
      ...(filters && { filters }),
      ...(path !== undefined && { defaultUri: vscode.Uri.file(path) }),
    });
    return uri?.fsPath;
  },

  error: async (text, buttons) => vscode.window.showErrorMessage(inertMessage(text), ...buttons),

  warn: async (text, buttons) => vscode.window.showWarningMessage(inertMessage(text), ...buttons),

  inform: async (text, buttons) =>
    vscode.window.showInformationMessage(inertMessage(text), ...buttons),

  async progress(title, work) {
    const location = vscode.ProgressLocation.Notification;
    const options = { location, title: inertMessage(title), cancellable: true };
    await vscode.window.withProgress(options, (report, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const say = (text: string) => report.report({ message: inertMessage(text) });
      return work(say, abort.signal);
    });
  },
};

type Row<T> = vscode.QuickPickItem & { value?: T };

/** Pictures, since VS Code shows the other icons of a list without colour. */
const VERDICTS: Record<string, vscode.Uri> = {
  pass: picture('#2e9e44', 'm4.5 8.5 2.5 2.5 4.5-5.5'),
  error: picture('#e04444', 'm5 5 6 6m0-6-6 6'),
};

/** @param path In a circle of 16 pixels. */
function picture(colour: string, path: string): vscode.Uri {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${colour}"/><path d="${path}" fill="none" stroke="#fff" stroke-width="1.7"/></svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}

function row<T>({ icon, label, description, detail, ...rest }: PickItem<T>): Row<T> {
  return {
    ...rest,
    label: inertLabel(label),
    ...(description !== undefined && { description: inertLabel(description) }),
    ...(detail !== undefined && { detail: inertLabel(detail) }),
    ...(icon !== undefined && { iconPath: VERDICTS[icon] ?? new vscode.ThemeIcon(icon) }),
  };
}

/** The items, with the name of each group above it. */
function grouped<T>(items: readonly PickItem<T>[]): Row<T>[] {
  const rows: Row<T>[] = [];
  let group = '';
  for (const item of items) {
    if (item.group !== group)
      rows.push({ label: inertLabel(item.group), kind: vscode.QuickPickItemKind.Separator });
    group = item.group;
    rows.push(row(item));
  }
  return rows;
}

/** The dialogs that are used; tests replace them. */
export class DialogHolder {
  current: Dialogs = vscodeDialogs;
}
