import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { captureGone } from '../../shared/errors/viewErrors';
import {
  EVERYTHING,
  type LadderHost,
  type LadderPage,
  type LadderSource,
} from '../../shared/webview/ladderProtocol';
import type { Lease, Recordings } from '../captures/recordings';
import type { Stage } from '../captures/stage';
import { COMMANDS, FOLLOW_COMMAND, type FollowedHash } from '../host/ids';
import { readSettings } from '../host/settings';
import { createPanel, reviveView, ViewPanel, type ViewDependencies } from '../views/viewPanel';
import type { InspectorPanel } from '../inspector/inspectorPanel';
import { chooseColumns, chooseFilter, registerLadderCommands } from './ladderCommands';
import { BookmarkMemory } from './bookmarkMemory';
import { LadderMemory, type Store } from './ladderMemory';
import { LadderSession } from './ladderSession';
import { isSameSource, sourceOfState, sourceTitle } from './ladderSource';
import type { OpenLadder } from './openLadder';

interface ShownLadder extends OpenLadder {
  view: ViewPanel<LadderHost, LadderPage>;
  source: LadderSource;
}

export interface LadderPanelsDependencies extends ViewDependencies {
  recordings: Recordings;
  stage: Stage;
  inspector: InspectorPanel;
  /** Outlives the window. */
  store: Store;
}

/** The ladders: one panel for each choice of peers that is looked at. */
export class LadderPanels implements Disposable {
  private readonly disposables = new DisposableList();
  private readonly ladders: ShownLadder[] = [];
  private readonly memory: LadderMemory;
  private readonly bookmarks: BookmarkMemory;

  constructor(private readonly deps: LadderPanelsDependencies) {
    const { store, dialogs, stage } = deps;
    const memory = (this.memory = new LadderMemory(store));
    const bookmarks = (this.bookmarks = new BookmarkMemory(store));
    const capture = () => stage.recording?.capture.path;
    const active = () => this.active;
    const follow = (followed: FollowedHash) => this.follow(followed);
    this.disposables.add(reviveView('ladder', (panel, state) => this.revive(panel, state)));
    this.disposables.add(
      registerLadderCommands({ active, capture, follow, memory, bookmarks, dialogs }),
    );
    this.disposables.add(vscode.commands.registerCommand(FOLLOW_COMMAND, follow));
  }

  /** Shows the ladder of some peers: the panel that has them already, or a new one. */
  async show(source: LadderSource): Promise<OpenLadder> {
    const shown = this.ladders.find((other) => isSameSource(other.source, source));
    if (shown) {
      shown.view.panel.reveal();
      return shown;
    }
    const lease = await this.deps.recordings.open(source.capture);
    const panel = createPanel('ladder', sourceTitle(source), this.column);
    return this.fill(panel, source, lease);
  }

  /** Every message that names a transaction or block, across all peers. */
  async follow({ capture, hash }: FollowedHash): Promise<void> {
    const { session } = await this.show({ capture, peers: 'all' });
    session.ask({ ...EVERYTHING, filter: `hash:${hash}` });
  }

  /** The panels stay, for VS Code to bring back when the extension runs again. */
  dispose(): void {
    this.disposables.dispose();
    for (const { view } of this.ladders) view.dispose();
  }

  private get active(): OpenLadder | undefined {
    return this.ladders.find(({ view }) => view.panel.active);
  }

  /** The column of the other ladders, so that the inspector stays beside them. */
  private get column(): vscode.ViewColumn {
    return this.ladders.at(-1)?.view.panel.viewColumn ?? vscode.ViewColumn.Active;
  }

  /** A reload of the window brings the panel back; its capture may be gone. */
  private async revive(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const source = sourceOfState(state);
    try {
      if (!source) throw captureGone('');
      this.fill(panel, source, await this.deps.recordings.open(source.capture));
    } catch (error) {
      new ViewPanel<LadderHost, LadderPage>(panel, 'ladder', this.deps).gone(String(error));
    }
  }

  private fill(panel: vscode.WebviewPanel, source: LadderSource, lease: Lease): OpenLadder {
    const { recording } = lease;
    this.bookmarks.restore(recording.capture);
    const view = new ViewPanel<LadderHost, LadderPage>(panel, 'ladder', this.deps, () => {
      subscriptions.dispose();
      this.ladders.splice(this.ladders.indexOf(ladder), 1);
    });
    const selection = { row: undefined, from: 0, to: 0 };
    const session = this.sessionOf(lease, source, view, () => ladder);
    const ladder: ShownLadder = {
      view,
      source,
      recording,
      session,
      selection,
      page: view.channel,
    };
    const subscriptions = new DisposableList();
    subscriptions.add(this.memory.onChange(() => session.refresh()));
    subscriptions.add(this.deps.stage.onDidChange(() => session.refresh()));
    view.hold(lease);
    view.serve(session);
    this.ladders.push(ladder);
    return ladder;
  }

  private sessionOf(
    { recording }: Lease,
    source: LadderSource,
    { panel, channel }: ViewPanel<LadderHost, LadderPage>,
    ladder: () => OpenLadder,
  ): LadderSession {
    const { memory } = this;
    const { inspector, dialogs } = this.deps;
    const capture = recording.capture.path;
    return new LadderSession({
      recording,
      source,
      timeFormat: readSettings().timeFormat,
      aliasOf: memory.aliasOf,
      notify: channel.notify,
      inspect: (row) => inspector.show({ capture, row }, panel),
      select: ({ row, from, to }) => {
        ladder().selection = { row, from, to };
        return inspector.follow({ capture, row });
      },
      savedFilters: (query) => chooseFilter(ladder(), query, memory, dialogs()),
      chooseColumns: (hidden) => chooseColumns(ladder(), hidden, dialogs()),
      run: (command) => void vscode.commands.executeCommand(COMMANDS[command]),
      copyText: async (text) => vscode.env.clipboard.writeText(text),
    });
  }
}
