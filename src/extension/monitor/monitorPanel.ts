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
  /** Outlives the window. */
  store: Store;
  /** Outlives the extension host, for this window. */
  window: Store;
}

/** The one monitor, which shows what is on stage. */
export class MonitorPanel implements Disposable {
  private readonly disposables = new DisposableList();
  private view: View | undefined;
  private session: MonitorSession | undefined;
  /** Path of the capture that is shown, or about to be. */
  private shown = '';
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
      const open = (target: MonitorTarget) => this.openLadder(target, view.recording);
      const showKeys = (): void => view.channel.notify('keys', {});
      return { session, open, setFilter, showKeys };
    };
    this.disposables.add(registerMonitorCommands({ active, dialogs, names }));
  }

  /** Shows the recording on stage. @param preserveFocus The keyboard stays where it is. */
  async show(preserveFocus = false): Promise<void> {
    const { recording } = this.deps.stage;
    if (this.view) this.view.panel.reveal(undefined, preserveFocus);
    else if (recording) await this.open(preserveFocus);
    await this.follow();
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
      this.view = this.session = undefined;
      this.shown = '';
    });
    this.view = view;
  }

  /** A reload of the window brings the panel back; its capture may be gone. */
  private async revive(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.adopt(panel);
    await this.fill(pathOf((state as Partial<MonitorState> | undefined)?.capture));
  }

  /** Shows what is on stage; where nothing is, a capture of before, which then is. */
  private async fill(path: string): Promise<void> {
    const { stage, recordings } = this.deps;
    if (!stage.recording) {
      // The window before may be about to leave it.
      const lease = await openAgain(recordings, path).catch(() => undefined);
      if (lease) stage.showFirst(lease);
    }
    if (stage.recording) await this.follow();
    else this.view?.gone(captureGone(path).toString());
  }

  private async follow(): Promise<void> {
    const { recording } = this.deps.stage;
    if (!this.view || !recording) return;
    if (recording.capture.path === this.shown) this.session?.changed();
    else await this.load(recording.capture.path);
  }

  private async load(path: string): Promise<void> {
    const { view } = this;
    if (!view) return;
    this.shown = path;
    const { recordings, window } = this.deps;
    void window.update(SHOWN, path);
    const lease = await recordings.open(path).catch(() => undefined);
    if (this.shown !== path || this.view !== view) {
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
      nameOf: this.deps.names.of,
      notify: channel.notify,
      keep: (state) => void store.update(STATE, state),
      open: (target) => this.openLadder(target, recording),
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
