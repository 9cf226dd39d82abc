import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { captureGone } from '../../shared/errors';
import type { HostToLadder, LadderSource, LadderToHost } from '../../shared/ladderProtocol';
import { PANELS } from '../ids';
import type { InspectorPanel } from '../inspector/inspectorPanel';
import type { Lease, Recordings } from '../recordings';
import { readSettings } from '../settings';
import type { Stage } from '../stage';
import { loadPage } from '../webviewPage';
import { LadderSession } from './ladderSession';
import { isSameSource, sourceOfState } from './ladderSource';

interface Open {
  panel: vscode.WebviewPanel;
  source: LadderSource;
}

/** The ladders: one panel for each peer that is looked at. */
export class LadderPanels implements Disposable, vscode.WebviewPanelSerializer {
  private readonly disposables = new DisposableList();
  private readonly open: Open[] = [];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly recordings: Recordings,
    private readonly stage: Stage,
    private readonly inspector: InspectorPanel,
  ) {
    this.disposables.add(vscode.window.registerWebviewPanelSerializer(PANELS.ladder, this));
  }

  /** Shows the ladder of a peer: the panel that has it already, or a new one. */
  async show(source: LadderSource): Promise<void> {
    const open = this.open.find((other) => isSameSource(other.source, source));
    if (open) {
      open.panel.reveal();
      return;
    }
    const lease = await this.recordings.open(source.capture);
    const panel = vscode.window.createWebviewPanel(
      PANELS.ladder,
      `Peer ${source.peer}`,
      this.column,
    );
    this.fill(panel, source, lease);
  }

  /** A reload of the window brings the panel back; its capture may be gone. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const source = sourceOfState(state);
    try {
      if (!source) throw captureGone('');
      this.fill(panel, source, await this.recordings.open(source.capture));
    } catch (error) {
      this.fillGone(panel, String(error));
    }
  }

  /** The panels stay, for VS Code to bring back when the extension runs again. */
  dispose(): void {
    this.disposables.dispose();
  }

  /** With the other ladders, so that the inspector stays beside them. */
  private get column(): vscode.ViewColumn {
    return this.open.at(-1)?.panel.viewColumn ?? vscode.ViewColumn.Active;
  }

  private fill(panel: vscode.WebviewPanel, source: LadderSource, lease: Lease): void {
    const { webview } = panel;
    const entry: Open = { panel, source };
    const own = new DisposableList();
    const { capture } = lease.recording;
    const session = own.add(
      new LadderSession(lease.recording, source, readSettings().timeFormat, {
        post: (message) => void webview.postMessage(message),
        inspect: (row) => void this.inspector.show({ capture: capture.path, row }, panel),
        select: (row) => void this.inspector.follow({ capture: capture.path, row }),
      }),
    );
    own.add(lease);
    own.add(webview.onDidReceiveMessage((message: LadderToHost) => session.receive(message)));
    own.add(this.stage.onDidChange(() => session.refresh()));
    panel.onDidChangeViewState(() => {
      if (!panel.visible) session.hidden();
    });
    panel.onDidDispose(() => {
      own.dispose();
      this.open.splice(this.open.indexOf(entry), 1);
    });
    this.open.push(entry);
    loadPage(panel, this.extensionUri, 'ladder');
  }

  private fillGone(panel: vscode.WebviewPanel, text: string): void {
    const gone: HostToLadder = { type: 'gone', text };
    panel.webview.onDidReceiveMessage(() => void panel.webview.postMessage(gone));
    loadPage(panel, this.extensionUri, 'ladder');
  }
}
