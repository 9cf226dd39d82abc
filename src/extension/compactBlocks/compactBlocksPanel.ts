import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { captureGone } from '../../shared/errors/viewErrors';
import type {
  BlocksState,
  CompactBlocksHost,
  CompactBlocksPage,
} from '../../shared/webview/compactBlocksProtocol';
import { openAgain } from '../captures/openAgain';
import type { Recording } from '../captures/recording';
import type { Lease, Recordings } from '../captures/recordings';
import type { Stage } from '../captures/stage';
import type { LadderPanels } from '../ladder/ladderPanels';
import { createPanel, reviveView, ViewPanel, type ViewDependencies } from '../views/viewPanel';
import { closeStaleTabs } from '../views/viewTabs';
import { CompactBlocksSession } from './compactBlocksSession';

const TITLE = 'Compact Blocks';

type View = ViewPanel<CompactBlocksHost, CompactBlocksPage>;

export interface CompactBlocksPanelDependencies extends ViewDependencies {
  recordings: Recordings;
  stage: Stage;
  ladders: LadderPanels;
}

/** The one table of compact blocks. It shows the recording that it was opened for until it is asked for another one. */
export class CompactBlocksPanel implements Disposable {
  private readonly disposables = new DisposableList();
  private view: View | undefined;

  constructor(private readonly deps: CompactBlocksPanelDependencies) {
    this.disposables.add(reviveView('compactBlocks', (panel, state) => this.revive(panel, state)));
  }

  /** Shows a recording, by default the one in front. */
  async show(recording = this.deps.stage.recording): Promise<void> {
    if (!recording) return;
    const lease = await this.deps.recordings.open(recording.capture.path);
    if (this.view) this.view.panel.reveal();
    else {
      const column = await closeStaleTabs('compactBlocks');
      const where = { viewColumn: column ?? vscode.ViewColumn.Active, preserveFocus: false };
      this.adopt(createPanel('compactBlocks', TITLE, where));
    }
    this.fill(lease);
  }

  /** Closes the table if it shows this recording. */
  close(recording: Recording): void {
    if (this.view?.recording === recording) this.view.panel.dispose();
  }

  /** The panel stays, for VS Code to bring back when the extension runs again. */
  dispose(): void {
    this.disposables.dispose();
    this.view?.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.view?.panel.dispose();
    const view: View = new ViewPanel(panel, 'compactBlocks', this.deps, () => {
      if (this.view === view) this.view = undefined;
    });
    this.view = view;
    panel.onDidChangeViewState(() => {
      const { recording } = view;
      if (panel.active && recording) this.deps.stage.focus(recording);
    });
  }

  /** A reload of the window brings the panel back; its capture may be gone. */
  private async revive(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.adopt(panel);
    const kept = (state as Partial<BlocksState> | undefined)?.capture;
    const path = typeof kept === 'string' ? kept : '';
    try {
      this.fill(await openAgain(this.deps.recordings, path));
    } catch {
      this.view?.gone(captureGone(path).toString());
    }
  }

  private fill(lease: Lease): void {
    const { view } = this;
    const { recording } = lease;
    if (!view || view.recording === recording) {
      lease.dispose();
      return;
    }
    view.hold(lease);
    const session = new CompactBlocksSession({
      recording,
      notify: view.channel.notify,
      open: (row) => this.openLadder(recording, row),
      copyText: async (text) => vscode.env.clipboard.writeText(text),
    });
    view.serve(session);
    // A page that is hidden is gone; it says when it is there.
    if (view.panel.visible) session.begin();
  }

  private async openLadder({ capture }: Recording, row: number): Promise<void> {
    const { session } = await this.deps.ladders.show({ capture: capture.path, peers: 'all' });
    session.goTo(row);
  }
}
