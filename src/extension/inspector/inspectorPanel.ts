import * as vscode from 'vscode';
import { explained } from '../../capture/capture';
import { findingsOf } from '../captures/findingsOf';
import { causesOfCapture } from '../../capture/query/causes';
import { pairsOfCapture } from '../../capture/query/pairs';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { Emitter } from '../../shared/emitter';
import { captureGone } from '../../shared/errors/viewErrors';
import { UserError } from '../../shared/errors/userError';
import { formatCount } from '../../shared/text/quantity';
import type {
  InspectorHost,
  InspectorPage,
  InspectorState,
} from '../../shared/webview/inspectorProtocol';
import { inspectorState, later } from '../../shared/webview/keptInspector';
import type { Recording } from '../captures/recording';
import { openAgain } from '../captures/openAgain';
import type { Recordings } from '../captures/recordings';
import { setContextKey } from '../host/contextKeys';
import { CONTEXT_KEYS } from '../host/ids';
import type { Store } from '../host/store';
import { createPanel, reviveView, ViewPanel, type ViewDependencies } from '../views/viewPanel';
import { type Inspection, inspectMessage } from './inspection';
import { registerInspectorCommands } from './inspectorCommands';
import { InspectorSession } from './inspectorSession';
import { JobRunner } from './jobRunner';
import { payloadUri, registerPayloadFiles } from './payloadFiles';
import * as actions from './windowActions';

/** A ladder of less width, pixels, keeps it: two views beside each other would have too little. */
const LEAST_BESIDE = 1200;
/** What this window's inspector kept last. */
const STATE = 'inspector.state';

type View = ViewPanel<InspectorHost, InspectorPage>;
/** A message by its capture and its row. */
export type MessageAt = Pick<InspectorState, 'capture' | 'row'>;

export interface InspectorPanelDependencies extends ViewDependencies {
  recordings: Recordings;
  /** Outlives the extension host, for this window. */
  window: Store;
}

/** The ladder that an inspector is opened from, and how wide it is, pixels. */
interface Opener {
  panel: vscode.WebviewPanel;
  width: number;
}

/** The one inspector, beside the ladder that it was first opened from or below it. */
export class InspectorPanel implements Disposable {
  private readonly disposables = new DisposableList();
  private view: View | undefined;
  private shown: MessageAt | undefined;
  private placing: Promise<void> | undefined;
  /** What the inspector kept that the last extension host of this window had. */
  private readonly before: InspectorState | undefined;
  private readonly jobs: JobRunner;
  private readonly stepped = new Emitter<MessageAt>();
  /** The user went to another message here. */
  readonly onDidStep = this.stepped.event;

  constructor(private readonly deps: InspectorPanelDependencies) {
    const { extensionUri, recordings, window } = deps;
    this.before = inspectorState(window.get(STATE));
    this.jobs = new JobRunner(vscode.Uri.joinPath(extensionUri, 'dist/inspectorWorker.js').fsPath);
    this.disposables.add(reviveView('inspector', (panel, state) => this.revive(panel, state)));
    this.disposables.add(registerPayloadFiles(recordings));
    this.disposables.add(
      registerInspectorCommands((command) => this.view?.channel.notify('run', { command })),
    );
  }

  /** @param opener The ladder, which keeps the focus. */
  async show(what: MessageAt, opener: Opener): Promise<void> {
    this.shown = what;
    // A second click must not open a second one while the first makes room.
    this.placing ??= this.place(opener).finally(() => (this.placing = undefined));
    await this.placing;
    if (this.shown === what) await this.load(what);
  }

  /** Has the inspector on screen: where the user put it, if it is open and does not cover the ladder. */
  private async place({ panel: ladder, width }: Opener): Promise<void> {
    const panel = this.view?.panel;
    const covers = panel && !panel.visible && panel.viewColumn === ladder.viewColumn;
    if (panel && !covers) {
      panel.reveal(undefined, true);
      return;
    }
    const below = width < LEAST_BESIDE;
    if (below) await vscode.commands.executeCommand('workbench.action.newGroupBelow');
    const { Active, Beside } = vscode.ViewColumn;
    const viewColumn = below ? Active : Beside;
    if (panel) panel.reveal(viewColumn, true);
    else this.adopt(createPanel('inspector', 'Message', { viewColumn, preserveFocus: true }));
    // The new group took the focus.
    if (below) ladder.reveal(undefined, false);
  }

  /** Shows another message if the inspector is on screen. */
  async follow(what: MessageAt): Promise<void> {
    if (this.view?.panel.visible) await this.load(what);
  }

  /** Closes the inspector if it shows a message of this recording. */
  close(recording: Recording): void {
    if (this.view?.recording === recording) this.view.panel.dispose();
  }

  /** The panel stays, for VS Code to bring back when the extension runs again. */
  dispose(): void {
    this.disposables.dispose();
    this.view?.dispose();
  }

  private async revive(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { capture, row } = later(inspectorState(state), this.before) ?? { capture: '', row: -1 };
    this.adopt(panel);
    await this.load({ capture, row });
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.view?.panel.dispose();
    const view: View = new ViewPanel(panel, 'inspector', this.deps, () => {
      if (this.view !== view) return;
      this.view = this.shown = undefined;
      setContextKey(CONTEXT_KEYS.inspectorShown, false);
    });
    this.view = view;
  }

  private async load(what: MessageAt): Promise<void> {
    this.shown = what;
    const { view } = this;
    // Its file may have been read anew.
    const open = this.deps.recordings.find(what.capture);
    if (view && (!view.recording || view.recording !== open)) {
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
    view.panel.title = `Message ${formatCount(inspection.row + 1)}`;
    session.show();
    setContextKey(CONTEXT_KEYS.inspectorShown, true);
  }

  private async sessionOf(
    recording: Recording,
    inspection: Inspection,
    view: View,
  ): Promise<InspectorSession> {
    const { row, messageType } = inspection;
    const capture = recording.capture.path;
    const { dialogs, window } = this.deps;
    const { before } = this;
    const offers = await actions.findOffers(messageType);
    return new InspectorSession(inspection, {
      recording,
      offers,
      pairs: pairsOfCapture(recording.capture, () => recording.live),
      findings: findingsOf(recording),
      causes: causesOfCapture(recording.capture, () => recording.live),
      jobs: this.jobs,
      notify: view.channel.notify,
      show: (other) => {
        this.stepped.fire({ capture, row: other });
        return this.load({ capture, row: other });
      },
      copy: (text) => Promise.resolve(vscode.env.clipboard.writeText(text)),
      save: () => actions.savePayload(inspection, dialogs()),
      openHexEditor: () => {
        const payload = payloadUri(capture, row, actions.payloadName(inspection));
        return actions.openHexEditor(payload, view.panel.viewColumn);
      },
      goToHandler: actions.goToHandler,
      follow: actions.follow,
      kept: before?.capture === capture && before.row === row ? before : undefined,
      keep: (state) => void window.update(STATE, state),
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
