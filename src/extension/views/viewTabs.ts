import * as vscode from 'vscode';
import { PANELS, type ViewName } from '../host/ids';

/** Which of this extension's views a tab shows, if any. */
export function viewOf({ input }: vscode.Tab): ViewName | undefined {
  if (!(input instanceof vscode.TabInputWebview)) return undefined;
  const views = Object.keys(PANELS) as ViewName[];
  // VS Code writes something before the type.
  return views.find((view) => input.viewType.endsWith(PANELS[view]));
}

export function tabsOf(view: ViewName): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter((tab) => viewOf(tab) === view);
}

/**
 * Closes tabs of a view that a reload left behind others: VS Code has them revived only when they come to the
 * front, and until then they would stand beside a panel that shows the same.
 * @param isStale By the tab's title. @returns Where the last one was.
 */
export async function closeStaleTabs(
  view: ViewName,
  isStale: (title: string) => boolean = () => true,
): Promise<vscode.ViewColumn | undefined> {
  const tabs = tabsOf(view).filter(({ label }) => isStale(label));
  const column = tabs.at(-1)?.group.viewColumn;
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
  return column;
}
