import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../shared/disposable';
import type { ViewName } from '../host/ids';
import { viewOf } from './viewTabs';

/** How long a panel may have nobody who fills it, milliseconds: VS Code is about to have it revived. */
const PATIENCE_MS = 8000;
const PERIOD_MS = 1000;

/** A tab in front of its group. */
interface FrontTab {
  tab: vscode.Tab;
  view: ViewName;
  column: vscode.ViewColumn;
}

/**
 * Closes the panels that VS Code keeps of an extension host that was killed: nobody answers their pages, and
 * nobody is ever asked to fill them again. Those behind others are closed when they come to the front.
 */
export class DeadPanels implements Disposable {
  private readonly disposables = new DisposableList();
  /** Since when a tab has nobody, Unix milliseconds. */
  private readonly since = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param known The panels that this extension host fills.
   * @param onClosed One was closed; its title says what it showed.
   */
  constructor(
    private readonly known: ReadonlySet<vscode.WebviewPanel>,
    private readonly onClosed: (view: ViewName, title: string) => void,
  ) {
    const { tabGroups } = vscode.window;
    this.disposables.add(tabGroups.onDidChangeTabs(() => this.look()));
    this.disposables.add(tabGroups.onDidChangeTabGroups(() => this.look()));
    this.disposables.add({ dispose: () => clearTimeout(this.timer) });
    this.look();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private look(): void {
    clearTimeout(this.timer);
    const now = Date.now();
    const orphans = new Map(frontTabs().flatMap((each) => (this.isKnown(each) ? [] : keyed(each))));
    for (const key of this.since.keys()) if (!orphans.has(key)) this.since.delete(key);
    for (const [key, orphan] of orphans) {
      const since = this.since.get(key) ?? now;
      this.since.set(key, since);
      if (now - since >= PATIENCE_MS) this.close(key, orphan);
    }
    if (this.since.size > 0) this.timer = setTimeout(() => this.look(), PERIOD_MS);
  }

  private close(key: string, { tab, view }: FrontTab): void {
    this.since.delete(key);
    void vscode.window.tabGroups.close(tab, true).then((closed) => {
      if (closed) this.onClosed(view, tab.label);
    });
  }

  private isKnown({ tab, column }: FrontTab): boolean {
    // One behind the others may have the same title.
    return [...this.known].some(
      ({ title, viewColumn, visible }) => visible && title === tab.label && viewColumn === column,
    );
  }
}

function frontTabs(): FrontTab[] {
  return vscode.window.tabGroups.all.flatMap(({ activeTab: tab, viewColumn: column }) => {
    const view = tab && viewOf(tab);
    return tab && view ? [{ tab, view, column }] : [];
  });
}

function keyed(front: FrontTab): [string, FrontTab][] {
  return [[`${front.view} ${front.column} ${front.tab.label}`, front]];
}
