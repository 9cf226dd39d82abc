import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { captureGone } from '../../shared/errors/viewErrors';
import type {
  PropagationHost,
  PropagationPage,
  PropagationState,
} from '../../shared/webview/propagationProtocol';
import { openAgain } from '../captures/openAgain';
import type { Recording } from '../captures/recording';
import type { Lease, Recordings } from '../captures/recordings';
import type { Stage } from '../captures/stage';
import type { LadderPanels } from '../ladder/ladderPanels';
import { createPanel, reviveView, ViewPanel, type ViewDependencies } from '../views/viewPanel';
import { closeStaleTabs } from '../views/viewTabs';
import { PropagationSession } from './propagationSession';

const TITLE = 'Propagation';

type View = ViewPanel<PropagationHost, PropagationPage>;

export interface PropagationPanelDependencies extends ViewDependencies {
  recordings: Recordings;
  stage: Stage;
  ladders: LadderPanels;
}

/** The one view of Propagation. It shows the recording that it was opened for until it is asked for another one. */
export class PropagationPanel implements Disposable {
  private readonly disposables = new DisposableList();
  private view: View | undefined;
  private session: PropagationSession | undefined;

  constructor(private readonly deps: PropagationPanelDependencies) {
    this.disposables.add(reviveView('propagation', (panel, state) => this.revive(panel, state)));
  }

  /**
   * Shows a recording, by default the one in front.
   * @param followed A transaction or block of a capture, in place of that.
   */
  async show(
    recording = this.deps.stage.recording,
    followed?: { capture: string; hash: string },
  ): Promise<void> {
    const path = followed?.capture ?? recording?.capture.path;
    if (path === undefined) return;
    const lease = await this.deps.recordings.open(path);
    if (this.view) this.view.panel.reveal();
    else {
      const column = await closeStaleTabs('propagation');
      const where = { viewColumn: column ?? vscode.ViewColumn.Active, preserveFocus: false };
      this.adopt(createPanel('propagation', TITLE, where));
    }
    this.fill(lease, followed?.hash);
  }

  /** Closes the view if it shows this recording. */
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
    const view: View = new ViewPanel(panel, 'propagation', this.deps, () => {
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
    const kept = (state as Partial<PropagationState> | undefined)?.capture;
    const path = typeof kept === 'string' ? kept : '';
    try {
      this.fill(await openAgain(this.deps.recordings, path));
    } catch {
      this.view?.gone(captureGone(path).toString());
    }
  }

  private fill(lease: Lease, hash?: string): void {
    const { view } = this;
    const { recording } = lease;
    if (!view || view.recording === recording) {
      lease.dispose();
      if (view && hash !== undefined) this.session?.show(hash);
      return;
    }
    view.hold(lease);
    const session = new PropagationSession(
      {
        recording,
        notify: view.channel.notify,
        open: (row) => this.openLadder(recording, row),
        copyText: async (text) => vscode.env.clipboard.writeText(text),
      },
      hash,
    );
    this.session = session;
    view.serve(session);
    // A page that is hidden is gone; it says when it is there.
    if (view.panel.visible) session.begin();
  }

  private async openLadder({ capture }: Recording, row: number): Promise<void> {
    const { session } = await this.deps.ladders.show({ capture: capture.path, peers: 'all' });
    session.goTo(row);
  }
}
