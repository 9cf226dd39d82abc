import * as vscode from 'vscode';
import { explained } from '../../capture/capture';
import { pairsOfCapture } from '../../capture/query/pairs';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { captureGone } from '../../shared/errors/errors';
import type {
  HostToInspector,
  InspectorState,
  InspectorToHost,
} from '../../shared/webview/inspectorProtocol';
import { UserError } from '../../shared/errors/userError';
import type { Dialogs } from '../host/dialogs';
import { reportError } from '../host/errorReport';
import { PANELS } from '../host/ids';
import type { Lease, Recordings } from '../captures/recordings';
import { loadPage } from '../host/webviewPage';
import { type Inspection, inspectMessage } from './inspection';
import { type InspectorDesk, InspectorSession } from './inspectorSession';
import { JobRunner } from './jobRunner';
import { payloadUri, registerPayloadFiles } from './payloadFiles';
import * as desk from './windowDesk';

type Place = Pick<InspectorState, 'capture' | 'row'>;

/** The one inspector, beside the ladder that it was first opened from. */
export class InspectorPanel implements Disposable, vscode.WebviewPanelSerializer {
  private readonly disposables = new DisposableList();
  private panel: vscode.WebviewPanel | undefined;
  private lease: Lease | undefined;
  private shown: Place | undefined;
  private session: InspectorSession | undefined;
  private readonly jobs: JobRunner;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly recordings: Recordings,
    private readonly dialogs: () => Dialogs,
  ) {
    this.jobs = new JobRunner(vscode.Uri.joinPath(extensionUri, 'dist/inspectorWorker.js').fsPath);
    this.disposables.add(vscode.window.registerWebviewPanelSerializer(PANELS.inspector, this));
    this.disposables.add(registerPayloadFiles(recordings));
  }

  /** @param beside The ladder, which keeps the focus. */
  async show(what: Place, beside: vscode.WebviewPanel): Promise<void> {
    if (!this.panel) {
      const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.adopt(vscode.window.createWebviewPanel(PANELS.inspector, 'Message', place));
    } else if (!this.panel.visible && this.panel.viewColumn === beside.viewColumn) {
      this.panel.reveal(vscode.ViewColumn.Beside, true);
    } else {
      this.panel.reveal(undefined, true);
    }
    await this.load(what);
  }

  /** Shows another message if the inspector is on screen. */
  async follow(what: Place): Promise<void> {
    if (this.panel?.visible) await this.load(what);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = state as Partial<InspectorState> | undefined;
    this.adopt(panel);
    await this.load({ capture: kept?.capture ?? '', row: kept?.row ?? -1 });
  }

  /** The panel stays, for VS Code to bring back when the extension runs again. */
  dispose(): void {
    this.disposables.dispose();
    this.hold(undefined);
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    panel.webview.onDidReceiveMessage((message: InspectorToHost) => {
      this.receive(message).catch((error: unknown) => reportError(error, this.dialogs()));
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = this.shown = undefined;
      this.hold(undefined);
    });
    loadPage(panel, this.extensionUri, 'inspector');
  }

  private async load(what: Place): Promise<void> {
    this.shown = what;
    if (this.lease?.recording.capture.path !== what.capture) {
      const lease = await this.recordings.open(what.capture).catch(() => undefined);
      if (this.shown !== what) return lease?.dispose();
      this.hold(lease);
    }
    await this.post();
  }

  private hold(lease: Lease | undefined): void {
    this.session?.dispose();
    this.session = undefined;
    this.lease?.dispose();
    this.lease = lease;
  }

  /** Sends what is to be shown; a page that is not loaded yet asks for it when it is. */
  private async post(): Promise<void> {
    const { shown, panel } = this;
    if (!shown || !panel) return;
    const recording = this.lease?.recording;
    if (!recording || shown.row < 0 || shown.row >= recording.capture.index.length) {
      this.gone(captureGone(shown.capture).toString());
      return;
    }
    const inspection = await inspectMessage(recording, shown.row).catch(goneText);
    if (this.shown !== shown) return;
    if (typeof inspection === 'string') {
      this.gone(inspection);
      return;
    }
    // Connection events have nothing to inspect: the message before stays.
    if (!inspection) return;
    const offers = await desk.findOffers(inspection.messageType);
    if (this.shown !== shown) return;
    this.session?.dispose();
    this.session = new InspectorSession(inspection, {
      ...{
        recording,
        offers,
        pairs: pairsOfCapture(recording.capture, () => recording.live),
        jobs: this.jobs,
      },
      desk: this.desk(shown.capture, inspection),
    });
    panel.title = `Message ${inspection.row + 1}`;
    this.session.show(shown.capture);
  }

  private desk(capture: string, inspection: Inspection): InspectorDesk {
    const { row } = inspection;
    return {
      post: (message) => this.send(message),
      show: (other) => this.load({ capture, row: other }),
      copy: (text) => Promise.resolve(vscode.env.clipboard.writeText(text)),
      save: () => desk.savePayload(inspection, this.dialogs()),
      openHexEditor: () => {
        const payload = payloadUri(capture, row, desk.payloadName(inspection));
        return desk.openHexEditor(payload, this.panel?.viewColumn);
      },
      goToHandler: desk.goToHandler,
      follow: desk.follow,
      choose: (choices) => desk.chooseMessage(this.dialogs(), choices),
    };
  }

  private gone(text: string): void {
    this.send({ type: 'gone', text });
  }

  private send(message: HostToInspector): void {
    void this.panel?.webview.postMessage(message);
  }

  private async receive(message: InspectorToHost): Promise<void> {
    if (message.type === 'ready') await this.post();
    else await this.session?.receive(message);
  }
}

/** The words of an error that says why a message cannot be shown. */
function goneText(thrown: unknown): string {
  const error = explained(thrown);
  if (error instanceof UserError) return error.toString();
  throw error;
}
