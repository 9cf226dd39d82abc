import * as vscode from 'vscode';
import { explained } from '../../capture/capture';
import { pairsOfCapture } from '../../capture/query/pairs';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { captureGone } from '../../shared/errors/viewErrors';
import { UserError } from '../../shared/errors/userError';
import type {
  InspectorHost,
  InspectorPage,
  InspectorState,
} from '../../shared/webview/inspectorProtocol';
import type { Recording } from '../captures/recording';
import { openAgain } from '../captures/openAgain';
import type { Recordings } from '../captures/recordings';
import { createPanel, reviveView, ViewPanel, type ViewDependencies } from '../views/viewPanel';
import { type Inspection, inspectMessage } from './inspection';
import { InspectorSession } from './inspectorSession';
import { JobRunner } from './jobRunner';
import { payloadUri, registerPayloadFiles } from './payloadFiles';
import * as actions from './windowActions';

type View = ViewPanel<InspectorHost, InspectorPage>;
/** A message by its capture and its row. */
type MessageAt = Pick<InspectorState, 'capture' | 'row'>;

export interface InspectorPanelDependencies extends ViewDependencies {
  recordings: Recordings;
}

/** The one inspector, beside the ladder that it was first opened from. */
export class InspectorPanel implements Disposable {
  private readonly disposables = new DisposableList();
  private view: View | undefined;
  private shown: MessageAt | undefined;
  private readonly jobs: JobRunner;

  constructor(private readonly deps: InspectorPanelDependencies) {
    const { extensionUri, recordings } = deps;
    this.jobs = new JobRunner(vscode.Uri.joinPath(extensionUri, 'dist/inspectorWorker.js').fsPath);
    this.disposables.add(reviveView('inspector', (panel, state) => this.revive(panel, state)));
    this.disposables.add(registerPayloadFiles(recordings));
  }

  /** @param beside The ladder, which keeps the focus. */
  async show(what: MessageAt, beside: vscode.WebviewPanel): Promise<void> {
    const panel = this.view?.panel;
    if (!panel) {
      const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.adopt(createPanel('inspector', 'Message', where));
    } else {
      const covers = !panel.visible && panel.viewColumn === beside.viewColumn;
      panel.reveal(covers ? vscode.ViewColumn.Beside : undefined, true);
    }
    await this.load(what);
  }

  /** Shows another message if the inspector is on screen. */
  async follow(what: MessageAt): Promise<void> {
    if (this.view?.panel.visible) await this.load(what);
  }

  /** The panel stays, for VS Code to bring back when the extension runs again. */
  dispose(): void {
    this.disposables.dispose();
    this.view?.dispose();
  }

  private async revive(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = state as Partial<InspectorState> | undefined;
    this.adopt(panel);
    await this.load({ capture: kept?.capture ?? '', row: kept?.row ?? -1 });
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.view?.panel.dispose();
    const view: View = new ViewPanel(panel, 'inspector', this.deps, () => {
      if (this.view === view) this.view = this.shown = undefined;
    });
    this.view = view;
  }

  private async load(what: MessageAt): Promise<void> {
    this.shown = what;
    const { view } = this;
    if (view && view.recording?.capture.path !== what.capture) {
      const lease = await openAgain(this.deps.recordings, what.capture).catch(() => undefined);
      if (this.shown !== what || this.view !== view) return lease?.dispose();
      view.hold(lease);
    }
    await this.present(what);
  }

  /** Has the page show a message; a page that is not loaded yet is told when it is. */
  private async present(what: MessageAt): Promise<void> {
    const { view } = this;
    if (!view || this.shown !== what) return;
    const { recording } = view;
    if (!recording || what.row < 0 || what.row >= recording.capture.index.length) {
      view.gone(captureGone(what.capture).toString());
      return;
    }
    const inspection = await inspectMessage(recording, what.row).catch(goneText);
    if (this.shown !== what) return;
    if (typeof inspection === 'string') {
      view.gone(inspection);
      return;
    }
    // Connection events have nothing to inspect: the message before stays.
    if (!inspection) return;
    const session = await this.sessionOf(recording, inspection, view);
    if (this.shown !== what || this.view !== view) {
      session.dispose();
      return;
    }
    view.serve(session);
    view.panel.title = `Message ${inspection.row + 1}`;
    session.show();
  }

  private async sessionOf(
    recording: Recording,
    inspection: Inspection,
    view: View,
  ): Promise<InspectorSession> {
    const { row, messageType } = inspection;
    const capture = recording.capture.path;
    const { dialogs } = this.deps;
    const offers = await actions.findOffers(messageType);
    return new InspectorSession(inspection, {
      recording,
      offers,
      pairs: pairsOfCapture(recording.capture, () => recording.live),
      jobs: this.jobs,
      notify: view.channel.notify,
      show: (other) => this.load({ capture, row: other }),
      copy: (text) => Promise.resolve(vscode.env.clipboard.writeText(text)),
      save: () => actions.savePayload(inspection, dialogs()),
      openHexEditor: () => {
        const payload = payloadUri(capture, row, actions.payloadName(inspection));
        return actions.openHexEditor(payload, view.panel.viewColumn);
      },
      goToHandler: actions.goToHandler,
      follow: actions.follow,
      choose: (choices) => actions.chooseMessage(dialogs(), choices),
    });
  }
}

/** The words of an error that says why a message cannot be shown. */
function goneText(thrown: unknown): string {
  const error = explained(thrown);
  if (error instanceof UserError) return error.toString();
  throw error;
}
