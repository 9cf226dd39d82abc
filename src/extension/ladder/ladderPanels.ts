import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { captureGone } from '../../shared/errors/errors';
import {
  EVERYTHING,
  type HostToLadder,
  type LadderSource,
  type LadderToHost,
} from '../../shared/webview/ladderProtocol';
import type { Dialogs } from '../host/dialogs';
import { reportError } from '../host/errorReport';
import { FOLLOW_COMMAND, PANELS } from '../host/ids';
import type { InspectorPanel } from '../inspector/inspectorPanel';
import type { Lease, Recordings } from '../captures/recordings';
import { readSettings } from '../host/settings';
import type { Stage } from '../captures/stage';
import { loadPage } from '../host/webviewPage';
import { chooseColumns, chooseFilter, registerLadderCommands, saveDrawing } from './ladderCommands';
import { LadderMemory, type Store } from './ladderMemory';
import { LadderSession } from './ladderSession';
import { isSameSource, sourceOfState, sourceTitle } from './ladderSource';
import type { OpenLadder } from './openLadder';

interface Open extends OpenLadder {
  panel: vscode.WebviewPanel;
  source: LadderSource;
}

export interface LadderSurroundings {
  extensionUri: vscode.Uri;
  recordings: Recordings;
  stage: Stage;
  inspector: InspectorPanel;
  dialogs: () => Dialogs;
  /** Outlives the window. */
  store: Store;
}

/** The ladders: one panel for each choice of peers that is looked at. */
export class LadderPanels implements Disposable, vscode.WebviewPanelSerializer {
  private readonly disposables = new DisposableList();
  private readonly open: Open[] = [];
  private readonly memory: LadderMemory;

  constructor(private readonly around: LadderSurroundings) {
    const { store, dialogs } = around;
    const memory = (this.memory = new LadderMemory(store));
    this.disposables.add(vscode.window.registerWebviewPanelSerializer(PANELS.ladder, this));
    const follow = (capture: string, hash: string) => this.follow(capture, hash);
    this.disposables.add(
      registerLadderCommands({ active: () => this.active, follow, memory, dialogs }),
    );
    this.disposables.add(
      vscode.commands.registerCommand(FOLLOW_COMMAND, ({ hash }: { hash: string }) => {
        const capture = this.open.at(-1)?.source.capture ?? around.stage.recording?.capture.path;
        return capture === undefined ? undefined : this.follow(capture, hash);
      }),
    );
  }

  /** Shows the ladder of some peers: the panel that has them already, or a new one. */
  async show(source: LadderSource): Promise<OpenLadder> {
    const open = this.open.find((other) => isSameSource(other.source, source));
    if (open) {
      open.panel.reveal();
      return open;
    }
    const lease = await this.around.recordings.open(source.capture);
    const panel = vscode.window.createWebviewPanel(PANELS.ladder, sourceTitle(source), this.column);
    return this.fill(panel, source, lease);
  }

  /** Every message that names a transaction or block, across all peers. */
  async follow(capture: string, hash: string): Promise<void> {
    const { session } = await this.show({ capture, peers: 'all' });
    session.ask({ ...EVERYTHING, filter: `hash:${hash}` });
  }

  /** A reload of the window brings the panel back; its capture may be gone. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const source = sourceOfState(state);
    try {
      if (!source) throw captureGone('');
      this.fill(panel, source, await this.around.recordings.open(source.capture));
    } catch (error) {
      this.fillGone(panel, String(error));
    }
  }

  /** The panels stay, for VS Code to bring back when the extension runs again. */
  dispose(): void {
    this.disposables.dispose();
  }

  private get active(): OpenLadder | undefined {
    return this.open.find(({ panel }) => panel.active);
  }

  /** With the other ladders, so that the inspector stays beside them. */
  private get column(): vscode.ViewColumn {
    return this.open.at(-1)?.panel.viewColumn ?? vscode.ViewColumn.Active;
  }

  private fill(panel: vscode.WebviewPanel, source: LadderSource, lease: Lease): OpenLadder {
    const { webview } = panel;
    const { memory } = this;
    const { inspector, stage, dialogs } = this.around;
    const { recording } = lease;
    const { path } = recording.capture;
    const own = new DisposableList();
    const post = (message: HostToLadder): void => void webview.postMessage(message);
    const reported = (work: Promise<unknown>): void =>
      void work.catch((error: unknown) => reportError(error, dialogs()));
    const session = own.add(
      new LadderSession(recording, source, readSettings().timeFormat, memory.aliasOf, {
        post,
        inspect: (row) => void inspector.show({ capture: path, row }, panel),
        select: ({ row, from, to }) => {
          entry.selection = { row, from, to };
          void inspector.follow({ capture: path, row });
        },
        saveDrawing: (drawing) => reported(saveDrawing(drawing, dialogs())),
        savedFilters: (query) => reported(chooseFilter(entry, query, memory, dialogs())),
        chooseColumns: (hidden) => reported(chooseColumns(entry, hidden, dialogs())),
        run: (command) => void vscode.commands.executeCommand(command),
      }),
    );
    const selection = { row: undefined, from: 0, to: 0 };
    const entry: Open = { ...{ panel, source, recording, session, selection, post } };
    own.add(lease);
    own.add(memory.onChange(() => session.refresh()));
    own.add(webview.onDidReceiveMessage((message: LadderToHost) => session.receive(message)));
    own.add(stage.onDidChange(() => session.refresh()));
    panel.onDidChangeViewState(() => {
      if (!panel.visible) session.hidden();
    });
    panel.onDidDispose(() => {
      own.dispose();
      this.open.splice(this.open.indexOf(entry), 1);
    });
    this.open.push(entry);
    loadPage(panel, this.around.extensionUri, 'ladder');
    return entry;
  }

  private fillGone(panel: vscode.WebviewPanel, text: string): void {
    const gone: HostToLadder = { type: 'gone', text };
    panel.webview.onDidReceiveMessage(() => void panel.webview.postMessage(gone));
    loadPage(panel, this.around.extensionUri, 'ladder');
  }
}
