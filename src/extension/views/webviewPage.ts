import * as vscode from 'vscode';
import { VIEW_TITLES, type ViewName } from '../host/ids';
import { webviewHtml } from './webviewHtml';

/** Loads the bundle that dist/webview has for a view. @param ofFile The tab has the icon of its file. */
export function loadPage(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  name: ViewName,
  ofFile: boolean,
): void {
  const icon = (theme: string) => vscode.Uri.joinPath(extensionUri, 'media', `panel-${theme}.svg`);
  if (!ofFile) panel.iconPath = { light: icon('light'), dark: icon('dark') };
  loadWebview(panel.webview, extensionUri, name, VIEW_TITLES[name]);
}

/** As loadPage, for a webview that is not a panel's. @param title For screen readers. */
export function loadWebview(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  name: string,
  title: string,
): void {
  const root = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const address = (file: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(root, file)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [root] };
  webview.html = webviewHtml({
    cspSource: webview.cspSource,
    script: address(`${name}.js`),
    style: address(`${name}.css`),
    title,
  });
}
