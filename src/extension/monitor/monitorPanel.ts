import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { captureGone } from '../../shared/errors/viewErrors';
import type {
  MonitorColumns,
  MonitorHost,
  MonitorPage,
  MonitorState,
  MonitorTarget,
} from '../../shared/webview/monitorProtocol';
import { captureName } from '../captures/captureName';
import { openAgain } from '../captures/openAgain';
import type { Recording } from '../captures/recording';
import type { Recordings } from '../captures/recordings';
import type { Stage } from '../captures/stage';
import type { LadderPanels } from '../ladder/ladderPanels';
import type { PeerNames } from '../host/peerNames';
import type { Store } from '../host/store';
import { createPanel, reviveView, ViewPanel, type ViewDependencies } from '../views/viewPanel';
import { closeStaleTabs } from '../views/viewTabs';
import { chooseMonitorColumns, registerMonitorCommands } from './monitorCommands';
import { MonitorSession } from './monitorSession';
import { monitorState } from './monitorState';
import { ladderOf } from './monitorTarget';

const STATE = 'monitor.state';
/** Path of the capture that this window's monitor showed last. */
const SHOWN = 'monitor.shown';
const TITLE = 'Monitor';

type View = ViewPanel<MonitorHost, MonitorPage>;

export interface MonitorPanelDependencies extends ViewDependencies {
  recordings: Recordings;
  stage: Stage;
  ladders: LadderPanels;
  names: PeerNames;
  /** A picture is made of a live recording: who shows counts of its peers beside it shows those of now. */
  looked(): void;
  /** Outlives the window. */
  store: Store;
  /** Outlives the extension host, for this window. */
  window: Store;
}

/**
 * The one monitor. It shows the recording that it was opened for until it is asked for another one, or a trace
 * begins: whoever looks at a capture meanwhile goes on watching the trace.
 */
export class MonitorPanel implements Disposable {
  private readonly disposables = new DisposableList();
  private view: View | undefined;
  private session: MonitorSession | undefined;
  /** What is shown, or about to be. */
  private shown: Recording | undefined;
  private trace: Recording | undefined;
  /** What the last extension host of this window showed. */
  private readonly before: string;

  constructor(private readonly deps: MonitorPanelDependencies) {
    const { stage, dialogs, names, window } = deps;
    this.before = pathOf(window.get(SHOWN));
    this.disposables.add(reviveView('monitor', (panel, state) => this.revive(panel, state)));
    this.disposables.add(stage.onDidChange(() => void this.follow()));
    this.disposables.add(names.onChange(() => this.session?.changed()));
    const active = () => {
      const { session, view } = this;
      if (!session || !view) return undefined;
      const setFilter = (filter: string): void => view.channel.notify('setFilter', { filter });
      const { recording } = view;
      const open = (target: MonitorTarget) => this.openLadder(target, recording);
      const showKeys = (): void => view.channel.notify('keys', {});
      return recording && { session, recording, open, setFilter, showKeys };
    };
    this.disposables.add(registerMonitorCommands({ active, dialogs, names }));
  }

  /**
   * Shows a recording, by default the one in front.
   * @param preserveFocus The keyboard stays where it is.
   */
  async show(preserveFocus = false, recording = this.deps.stage.recording): Promise<void> {
    if (this.view) this.view.panel.reveal(undefined, preserveFocus);
    else if (recording) await this.open(preserveFocus);
    if (recording) await this.load(recording);
  }

  /**
   * Opens the monitor of a trace that is about to start: VS Code takes as long for a panel as the trace
   * does to begin.
   * @returns Closes it again, where the trace did not begin.
   */
  prepare(): () => void {
    if (this.view) return () => undefined;
    const opened = this.open(true).then(() => {
      const { view } = this;
      if (!this.session) view?.gone('Starting the trace…');
      return view;
    });
    return () =>
      void opened.then((view) => {
        if (view && view === this.view && !this.session) view.panel.dispose();
      });
  }

  /** Opens the monitor again whose panel was lost with the extension host that filled it. */
  async bringBack(): Promise<void> {
    if (this.view) return;
    await this.open(true);
    await this.fill(this.before);
  }

  /** Closes the monitor if it shows this recording. */
  close(recording: Recording): void {
    if (this.shown === recording) this.view?.panel.dispose();
  }

  /** The panel stays, for VS Code to bring back when the extension runs again. */
  dispose(): void {
    this.disposables.dispose();
    this.view?.dispose();
  }

  private async open(preserveFocus: boolean): Promise<void> {
    const column = await closeStaleTabs('monitor');
    if (this.view) return;
    const where = { viewColumn: column ?? vscode.ViewColumn.Active, preserveFocus };
    this.adopt(createPanel('monitor', TITLE, where));
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.view?.panel.dispose();
    const view: View = new ViewPanel(panel, 'monitor', this.deps, () => {
      if (this.view !== view) return;
      this.view = this.session = this.shown = undefined;
    });
    this.view = view;
    panel.onDidChangeViewState(() => this.tellFront());
  }

  /** What the view shows that the user is in is in front, whatever was opened just before. */
  private tellFront(): void {
    const { view, shown } = this;
    if (view?.panel.active && shown) this.deps.stage.focus(shown);
  }

  /** A reload of the window brings the panel back; its capture may be gone. */
  private async revive(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.adopt(panel);
    await this.fill(pathOf((state as Partial<MonitorState> | undefined)?.capture));
  }

  /** Shows the capture of before; where it is gone, what is in front. */
  private async fill(path: string): Promise<void> {
    const { stage, recordings } = this.deps;
    // The window before may be about to leave it.
    const lease = await openAgain(recordings, path).catch(() => undefined);
    const recording = lease?.recording ?? stage.recording;
    if (recording) await this.load(recording);
    else this.view?.gone(captureGone(path).toString());
    lease?.dispose();
  }

  private async follow(): Promise<void> {
    const { stage, recordings } = this.deps;
    const { trace } = stage;
    const isNew = trace !== undefined && trace !== this.trace;
    this.trace = trace;
    if (!this.view) return;
    this.tellApart();
    const { shown } = this;
    // Its file may have been read anew.
    const again = shown && recordings.find(shown.capture.path);
    if (isNew) await this.load(trace);
    else if (again && again !== shown) await this.load(again);
    else this.session?.changed();
  }

  private tellApart(): void {
    const { view, shown } = this;
    const several = shown && this.deps.stage.all.length > 1;
    const title = several ? `${TITLE} · ${captureName(shown)}` : TITLE;
    if (view && view.panel.title !== title) view.panel.title = title;
  }

  private async load(recording: Recording): Promise<void> {
    const { view } = this;
    if (!view) return;
    if (recording === this.shown) {
      this.session?.changed();
      return;
    }
    this.shown = recording;
    this.tellApart();
    const { path } = recording.capture;
    const { recordings, window } = this.deps;
    void window.update(SHOWN, path);
    const lease = await recordings.open(path).catch(() => undefined);
    if (this.shown !== recording || this.view !== view) {
      lease?.dispose();
      return;
    }
    view.hold(lease);
    if (!lease) {
      this.session = undefined;
      view.gone(captureGone(path).toString());
      return;
    }
    const session = this.sessionOf(lease.recording, view);
    this.session = session;
    view.serve(session);
    // A page that is hidden is gone; it says when it is there.
    if (view.panel.visible) void session.begin();
  }

  private sessionOf(recording: Recording, { channel }: View): MonitorSession {
    const { store, dialogs } = this.deps;
    return new MonitorSession({
      recording,
      state: monitorState(store.get(STATE), recording.capture.path),
      nameOf: recording.nameOf,
      notify: channel.notify,
      keep: (state) => void store.update(STATE, state),
      open: (target) => this.openLadder(target, recording),
      looked: () => this.deps.looked(),
      chooseColumns: async (columns: MonitorColumns) => {
        const shown = await chooseMonitorColumns(columns.shown, dialogs());
        if (shown) channel.notify('setColumns', { columns: { ...columns, shown } });
      },
    });
  }

  private async openLadder(target: MonitorTarget, recording: Recording | undefined): Promise<void> {
    if (!recording) return;
    const { source, query } = ladderOf(target, recording);
    const { session } = await this.deps.ladders.show(source);
    if (query) session.ask(query);
  }
}

function pathOf(kept: unknown): string {
  return typeof kept === 'string' ? kept : '';
}
