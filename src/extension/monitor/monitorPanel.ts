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
import type { Recording } from '../captures/recording';
import type { Recordings } from '../captures/recordings';
import type { Stage } from '../captures/stage';
import type { LadderPanels } from '../ladder/ladderPanels';
import type { PeerNames } from '../host/peerNames';
import type { Store } from '../host/store';
import { createPanel, reviveView, ViewPanel, type ViewDependencies } from '../views/viewPanel';
import { chooseMonitorColumns, registerMonitorCommands } from './monitorCommands';
import { MonitorSession } from './monitorSession';
import { monitorState } from './monitorState';
import { ladderOf } from './monitorTarget';

const STATE = 'monitor.state';
const TITLE = 'Monitor';

type View = ViewPanel<MonitorHost, MonitorPage>;

export interface MonitorPanelDependencies extends ViewDependencies {
  recordings: Recordings;
  stage: Stage;
  ladders: LadderPanels;
  names: PeerNames;
  /** Outlives the window. */
  store: Store;
}

/** The one monitor, which shows what is on stage. */
export class MonitorPanel implements Disposable {
  private readonly disposables = new DisposableList();
  private view: View | undefined;
  private session: MonitorSession | undefined;
  /** Path of the capture that is shown, or about to be. */
  private shown = '';

  constructor(private readonly deps: MonitorPanelDependencies) {
    const { stage, dialogs, names } = deps;
    this.disposables.add(reviveView('monitor', (panel, state) => this.revive(panel, state)));
    this.disposables.add(stage.onDidChange(() => void this.follow()));
    this.disposables.add(names.onChange(() => this.session?.changed()));
    const active = () => {
      const { session, view } = this;
      if (!session || !view) return undefined;
      const setFilter = (filter: string): void => view.channel.notify('setFilter', { filter });
      const open = (target: MonitorTarget) => this.open(target, view.recording);
      return { session, open, setFilter };
    };
    this.disposables.add(registerMonitorCommands({ active, dialogs, names }));
  }

  /** Shows the recording on stage. @param preserveFocus The keyboard stays where it is. */
  async show(preserveFocus = false): Promise<void> {
    const { recording } = this.deps.stage;
    if (this.view) this.view.panel.reveal(undefined, preserveFocus);
    else if (recording)
      this.adopt(
        createPanel('monitor', TITLE, { viewColumn: vscode.ViewColumn.Active, preserveFocus }),
      );
    await this.follow();
  }

  /** The panel stays, for VS Code to bring back when the extension runs again. */
  dispose(): void {
    this.disposables.dispose();
    this.view?.dispose();
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
    const kept = (state as Partial<MonitorState> | undefined)?.capture;
    if (this.deps.stage.recording) await this.follow();
    else await this.load(typeof kept === 'string' ? kept : '');
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
    const { recordings } = this.deps;
    const lease = path === '' ? undefined : await recordings.open(path).catch(() => undefined);
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
    session.begin();
  }

  private sessionOf(recording: Recording, { channel }: View): MonitorSession {
    const { store, dialogs } = this.deps;
    return new MonitorSession({
      recording,
      state: monitorState(store.get(STATE), recording.capture.path),
      aliasOf: this.deps.names.of,
      notify: channel.notify,
      keep: (state) => void store.update(STATE, state),
      open: (target) => this.open(target, recording),
      chooseColumns: async (columns: MonitorColumns) => {
        const shown = await chooseMonitorColumns(columns.shown, dialogs());
        if (shown) channel.notify('setColumns', { columns: { ...columns, shown } });
      },
    });
  }

  private async open(target: MonitorTarget, recording: Recording | undefined): Promise<void> {
    if (!recording) return;
    const { source, query } = ladderOf(target, recording);
    const { session } = await this.deps.ladders.show(source);
    if (query) session.ask(query);
  }
}
