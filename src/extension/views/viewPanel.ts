import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { Channel, type Handlers, type Packet, type Side } from '../../shared/webview/channel';
import type { Lease } from '../captures/recordings';
import type { Dialogs } from '../host/dialogs';
import { reportError } from '../host/errorReport';
import { PANELS, type ViewName } from '../host/ids';
import { loadPage } from './webviewPage';

/** Every page says when it is loaded, and can be told that there is nothing to show. */
type ViewHost = Side & { notices: { ready: object } };
type ViewPage = Side & { notices: { gone: { text: string } } };

/** The host's side of what a panel shows. */
export interface ViewSession<Host extends Side> extends Disposable {
  readonly handlers: Handlers<Host>;
  /** The page is gone until it says `ready` again. */
  hidden?(): void;
}

export interface ViewDependencies {
  extensionUri: vscode.Uri;
  dialogs: () => Dialogs;
  /** It is the editor of a file. */
  ofFile?: boolean;
}

/**
 * A panel from its page being loaded until it is closed: the channel to the page, the recording that is
 * held for it, and the session that answers. Disposing it leaves the panel, which VS Code brings back
 * when the extension runs again.
 */
export class ViewPanel<Host extends ViewHost, Page extends ViewPage> implements Disposable {
  readonly channel: Channel<Host, Page>;
  private readonly disposables = new DisposableList();
  private lease: Lease | undefined;
  private session: ViewSession<Host> | undefined;

  /** @param onClosed The user closed the panel. */
  constructor(
    readonly panel: vscode.WebviewPanel,
    view: ViewName,
    { extensionUri, dialogs, ofFile = false }: ViewDependencies,
    onClosed: () => void = () => undefined,
  ) {
    const { webview } = panel;
    const post = (packet: Packet): void => void webview.postMessage(packet);
    this.channel = new Channel<Host, Page>(post, (error) => void reportError(error, dialogs()));
    this.disposables.add(this.channel);
    this.disposables.add(
      webview.onDidReceiveMessage((packet: Packet) => this.channel.receive(packet)),
    );
    this.disposables.add(panel.onDidChangeViewState(() => this.viewStateChanged()));
    this.disposables.add(
      panel.onDidDispose(() => {
        // Who hears that its recording is closed must not find a panel that is gone.
        onClosed();
        this.dispose();
      }),
    );
    loadPage(panel, extensionUri, view, ofFile);
  }

  /** The recording that is held. */
  get recording(): Lease['recording'] | undefined {
    return this.lease?.recording;
  }

  /** Holds another recording in place of the one before, whose session ends. */
  hold(lease: Lease | undefined): void {
    this.serve(undefined);
    this.lease?.dispose();
    this.lease = lease;
  }

  /** Another session answers from now on; the one before ends. */
  serve(session: ViewSession<Host> | undefined): void {
    this.session?.dispose();
    this.session = session;
    this.channel.serve(session?.handlers ?? {});
  }

  /** Shows why there is nothing to show. */
  gone(text: string): void {
    this.serve(undefined);
    const { channel } = this;
    const tell = () => channel.notify('gone', { text });
    channel.serve({ notices: { ready: tell } as Partial<Handlers<Host>['notices']> });
    tell();
  }

  dispose(): void {
    this.disposables.dispose();
    this.hold(undefined);
  }

  private viewStateChanged(): void {
    if (this.panel.visible) return;
    this.channel.abandon();
    this.session?.hidden?.();
  }
}

const panels = new Set<vscode.WebviewPanel>();

/** Every panel that this extension host fills, or is about to fill. */
export const knownPanels: ReadonlySet<vscode.WebviewPanel> = panels;

export function createPanel(
  view: ViewName,
  title: string,
  where: Parameters<typeof vscode.window.createWebviewPanel>[2],
): vscode.WebviewPanel {
  return known(vscode.window.createWebviewPanel(PANELS[view], title, where));
}

/** @param panel One that this extension host fills from now on. */
export function known(panel: vscode.WebviewPanel): vscode.WebviewPanel {
  panels.add(panel);
  panel.onDidDispose(() => panels.delete(panel));
  return panel;
}

/** @param revive Fills a panel that a reload of the window brings back, by what its page kept. */
export function reviveView(
  view: ViewName,
  revive: (panel: vscode.WebviewPanel, state: unknown) => Promise<void>,
): Disposable {
  return vscode.window.registerWebviewPanelSerializer(PANELS[view], {
    deserializeWebviewPanel: (panel, state) => revive(known(panel), state),
  });
}
