import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../shared/disposable';
import type { KeptFilter } from '../../shared/frames/annotations';
import { captureGone } from '../../shared/errors/viewErrors';
import {
  EVERYTHING,
  type LadderHost,
  type LadderPage,
  type LadderQuery,
  type LadderSource,
} from '../../shared/webview/ladderProtocol';
import { openAgain } from '../captures/openAgain';
import type { Recording } from '../captures/recording';
import type { Lease, Recordings } from '../captures/recordings';
import type { Stage } from '../captures/stage';
import { reportError } from '../host/errorReport';
import { setContextKey } from '../host/contextKeys';
import { COMMANDS, CONTEXT_KEYS, FOLLOW_COMMAND, type FollowedHash } from '../host/ids';
import type { PeerNames } from '../host/peerNames';
import { readSettings } from '../host/settings';
import type { Store } from '../host/store';
import {
  createPanel,
  knownPanels,
  reviveView,
  ViewPanel,
  type ViewDependencies,
} from '../views/viewPanel';
import { closeStaleTabs, tabsOf } from '../views/viewTabs';
import type { InspectorPanel, MessageAt } from '../inspector/inspectorPanel';
import { chooseColumns, registerLadderCommands } from './ladderCommands';
import { FilterMemory } from './filterMemory';
import { registerHeadCommands } from './headCommands';
import { BookmarkMemory } from './bookmarkMemory';
import { LadderSession } from './ladderSession';
import {
  OPEN_FILES,
  OPEN_LADDERS,
  readOpenFiles,
  readOpenLadders,
  type KeptFile,
  type KeptLadder,
} from './openLadders';
import { isSameSource, sourceOfState } from './ladderSource';
import { ladderTitles } from './ladderTitle';
import type { OpenLadder } from './openLadder';
import { changeFilter, chooseFilter, keptFilters } from './savedFilters';

type View = ViewPanel<LadderHost, LadderPage>;

/** Two clicks within this time are one with a double meaning, milliseconds. */
const DOUBLE_CLICK_MS = 600;

interface ShownLadder extends OpenLadder {
  view: View;
  source: LadderSource;
  /** Path of the file whose editor it is; undefined for a panel. */
  file: string | undefined;
  /** The filter that it had before a reload, until its page asks for something. */
  filterBefore: string | undefined;
  /** What belongs to the recording that it shows now. */
  following: Disposable;
}

export interface LadderPanelsDependencies extends ViewDependencies {
  recordings: Recordings;
  stage: Stage;
  inspector: InspectorPanel;
  names: PeerNames;
  /** Outlives the window. */
  store: Store;
  /** Outlives the extension host, for this window. */
  window: Store;
}

/** The ladders: one panel for each choice of peers that is looked at. */
export class LadderPanels implements Disposable {
  private readonly disposables = new DisposableList();
  private readonly ladders: ShownLadder[] = [];
  /** What was open in this window when its last extension host ended. */
  private readonly before: readonly KeptLadder[];
  /** Files that VS Code brings back the editors of. */
  private readonly filesBefore: Map<string, KeptFile>;
  /** Resolves when the last ladder that was asked for is there. */
  private showing: Promise<unknown> = Promise.resolve();
  private clicked: { source: LadderSource; at: number } = {
    source: { capture: '', peers: [] },
    at: 0,
  };
  private readonly filters: FilterMemory;
  private readonly bookmarks: BookmarkMemory;

  constructor(private readonly deps: LadderPanelsDependencies) {
    const { store, names, dialogs, stage } = deps;
    this.before = readOpenLadders(deps.window.get(OPEN_LADDERS));
    const files = readOpenFiles(deps.window.get(OPEN_FILES));
    this.filesBefore = new Map(files.map((file) => [file.path, file]));
    const filters = (this.filters = new FilterMemory(store));
    const bookmarks = (this.bookmarks = new BookmarkMemory(store));
    const capture = () => stage.recording?.capture.path;
    const active = () => this.active;
    const follow = (followed: FollowedHash) => this.followHash(followed);
    this.disposables.add(reviveView('ladder', (panel, state) => this.revive(panel, state)));
    this.disposables.add(
      registerLadderCommands({
        active,
        capture,
        follow,
        names,
        filters,
        bookmarks,
        dialogs,
        showAll: (path) => this.show({ capture: path, peers: 'all' }),
      }),
    );
    const show = (source: LadderSource) => this.show(source);
    this.disposables.add(registerHeadCommands({ active, names, dialogs, show }));
    this.disposables.add(vscode.commands.registerCommand(FOLLOW_COMMAND, follow));
    this.disposables.add(deps.inspector.onDidStep((at) => this.inspected(at)));
  }

  /**
   * Shows the ladder of some peers: the panel that has them already, or a new one. A preview takes the place
   * of the preview before it, and stays for good once the user asks for it again or edits its filter.
   */
  show(source: LadderSource, as: 'kept' | 'preview' = 'kept'): Promise<OpenLadder> {
    const again = as === 'preview' && this.isDoubleClick(source);
    // Another click comes before the capture of the first is open.
    const shown = this.showing.then(() => this.reveal(source, as === 'preview' && !again));
    this.showing = shown.catch(() => undefined);
    return shown;
  }

  /** The ladder in front, or the one that is given, is no preview any more. */
  keep(ladder = this.active): void {
    if (!ladder?.source.preview) return;
    ladder.source.preview = false;
    // What its page keeps for a reload says so, too.
    ladder.session.ask(ladder.session.query);
    this.changed();
  }

  /** Every message that names a transaction or block, across all peers. */
  async followHash({ capture, hash }: FollowedHash): Promise<void> {
    const { session } = await this.show({ capture, peers: 'all' });
    session.follow(hash);
  }

  /** Opens a ladder again whose panel was lost with the extension host that filled it. @param title Its tab's. */
  async bringBack(title: string): Promise<void> {
    const lost = this.before.find((each) => each.title === title);
    if (!lost) return;
    try {
      const { session } = await this.show(lost.source, lost.source.preview ? 'preview' : 'kept');
      session.ask({ ...EVERYTHING, filter: lost.filter });
    } catch (error) {
      await reportError(error, this.deps.dialogs());
    }
  }

  /**
   * Fills the editor of a file with the ladder of all its peers. One that cannot be read says why.
   * @param path Absolute.
   */
  async openFile(panel: vscode.WebviewPanel, path: string): Promise<void> {
    const before = this.filesBefore.get(path);
    this.filesBefore.delete(path);
    const closing = new AbortController();
    panel.onDidDispose(() => closing.abort());
    try {
      const lease = await this.deps.recordings.open(path, 'early');
      if (closing.signal.aborted) {
        lease.dispose();
        return;
      }
      const { capture } = lease.recording;
      const source: LadderSource = { capture: capture.path, peers: 'all' };
      const { session } = this.fill(panel, source, lease, {
        file: path,
        filterBefore: before?.filter,
      });
      // What VS Code brings back has kept what it showed.
      if (before) return;
      const filter = capture.annotations.filters.find(({ name }) => name === '')?.filter;
      if (filter === undefined) session.prepare();
      else session.ask({ ...EVERYTHING, filter });
    } catch (error) {
      const deps = { ...this.deps, ofFile: true };
      if (closing.signal.aborted) return;
      new ViewPanel<LadderHost, LadderPage>(panel, 'ladder', deps).gone(String(error));
    }
  }

  /** Reads the file of a recording anew, for all ladders that show it. @throws UserError */
  async reload(recording: Recording): Promise<void> {
    const { recordings } = this.deps;
    const { place, capture } = recording;
    for (const name of [place, capture.path]) recordings.forget(name);
    for (const ladder of this.ladders.filter((each) => each.recording === recording)) {
      const lease = await recordings.open(place, 'early');
      // What an import is recorded in is another file now.
      const source = { ...ladder.source, capture: lease.recording.capture.path };
      this.fillAgain(ladder, source, lease, {
        ...ladder.session.query,
        filter: filterOf(ladder),
      });
      this.changed();
    }
  }

  /** Closes all ladders of a recording. */
  close(recording: Recording): void {
    for (const { view } of this.ladders.filter((each) => each.recording === recording))
      view.panel.dispose();
  }

  /** The filters of the user and of the capture's file, and those by which its ladders are filtered now. */
  filtersOf(recording: Recording): KeptFilter[] {
    const { active } = this;
    const shown = this.ladders.filter((each) => each.recording === recording);
    // The first of them is the one that whoever opens the file sees.
    shown.sort((a, b) => Number(b === active) - Number(a === active));
    const inForce = shown.map((each) => filterOf(each).trim()).filter(Boolean);
    return keptFilters(recording.capture.annotations.filters, this.filters.saved, inForce);
  }

  /** The panels stay, for VS Code to bring back when the extension runs again. */
  dispose(): void {
    this.disposables.dispose();
    for (const { view } of this.ladders) view.dispose();
  }

  /** The inspector went to another message by itself: the ladders that are in sight go there too. */
  private inspected({ capture, row }: MessageAt): void {
    for (const { view, recording } of this.ladders)
      if (view.panel.visible && recording.capture.path === capture)
        view.channel.notify('inspected', { row });
  }

  private get active(): ShownLadder | undefined {
    return this.ladders.find(({ view }) => view.panel.active);
  }

  /** The column of the other ladders, so that the inspector stays beside them. */
  private get column(): vscode.ViewColumn {
    return this.ladders.at(-1)?.view.panel.viewColumn ?? vscode.ViewColumn.Active;
  }

  private isDoubleClick(source: LadderSource): boolean {
    const { clicked } = this;
    const now = Date.now();
    this.clicked = { source, at: now };
    return now - clicked.at < DOUBLE_CLICK_MS && isSameSource(clicked.source, source);
  }

  private async reveal(source: LadderSource, preview: boolean): Promise<OpenLadder> {
    const shown = this.ladders.find((other) => isSameSource(other.source, source));
    if (shown) {
      if (!preview) this.keep(shown);
      shown.view.panel.reveal();
      return shown;
    }
    const lease = await this.deps.recordings.open(source.capture);
    const wanted = { ...source, preview };
    const before = preview ? this.ladders.find((other) => other.source.preview) : undefined;
    if (before) return this.replace(before, wanted, lease);
    const { column, old } = await this.closeStale(wanted);
    if (old) wanted.preview = preview && old.source.preview === true;
    const ladder = this.fill(createPanel('ladder', '', column ?? this.column), wanted, lease);
    if (old) ladder.session.ask({ ...EVERYTHING, filter: old.filter });
    else ladder.session.prepare();
    return ladder;
  }

  /**
   * Closes the tab whose place a ladder takes, where a reload left one that nobody has looked at since.
   * @returns Where it was, and what it was if it showed the same peers.
   */
  private async closeStale(
    source: LadderSource,
  ): Promise<{ column: vscode.ViewColumn | undefined; old: KeptLadder | undefined }> {
    // One that is about to be filled is not looked for among the ladders yet.
    const shown = new Set([...knownPanels].map(({ title }) => title));
    const waiting = new Set(tabsOf('ladder').map(({ label }) => label));
    const stale = this.before.filter(
      ({ title, source: old }) =>
        waiting.has(title) &&
        !shown.has(title) &&
        (isSameSource(old, source) || (old.preview && source.preview)),
    );
    const column = await closeStaleTabs('ladder', (tab) =>
      stale.some(({ title }) => title === tab),
    );
    return { column, old: stale.find((each) => isSameSource(each.source, source)) };
  }

  /** A reload of the window brings the panel back; its capture may be gone. */
  private async revive(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    // A page that was loaded just before the reload has kept nothing.
    const kept = this.before.find(({ title }) => title === panel.title);
    const source = sourceOfState(state) ?? kept?.source;
    try {
      if (!source) throw captureGone();
      const lease = await openAgain(this.deps.recordings, source.capture);
      const isKept = kept && isSameSource(kept.source, source);
      this.fill(panel, source, lease, { filterBefore: isKept ? kept.filter : undefined });
    } catch (error) {
      new ViewPanel<LadderHost, LadderPage>(panel, 'ladder', this.deps).gone(String(error));
    }
  }

  private fill(
    panel: vscode.WebviewPanel,
    source: LadderSource,
    lease: Lease,
    { file, filterBefore }: Partial<Pick<ShownLadder, 'file' | 'filterBefore'>> = {},
  ): OpenLadder {
    this.bookmarks.restore(lease.recording.capture);
    const deps = { ...this.deps, ofFile: file !== undefined };
    const view: View = new ViewPanel(panel, 'ladder', deps, () => {
      subscriptions.dispose();
      ladder.following.dispose();
      this.ladders.splice(this.ladders.indexOf(ladder), 1);
      this.changed();
    });
    const selection = { row: undefined, from: 0, to: 0 };
    const session = this.sessionOf(lease, source, view, () => ladder);
    const { recording } = lease;
    const following = this.follow(recording, () => ladder);
    const page = view.channel;
    const ladder: ShownLadder = {
      view,
      source,
      file,
      filterBefore,
      recording,
      session,
      selection,
      page,
      following,
    };
    const subscriptions = new DisposableList();
    const refresh = (): void => ladder.session.refresh();
    subscriptions.add(this.deps.names.onChange(refresh));
    subscriptions.add(this.deps.stage.onDidChange(refresh));
    subscriptions.add(panel.onDidChangeViewState(() => this.changed()));
    view.hold(lease);
    this.serve(ladder);
    this.ladders.push(ladder);
    this.changed();
    return ladder;
  }

  /** Has a panel show other peers. */
  private replace(ladder: ShownLadder, source: LadderSource, lease: Lease): OpenLadder {
    const { hidden, msPerRow } = ladder.session.query;
    this.fillAgain(ladder, source, lease, { ...EVERYTHING, hidden, msPerRow });
    ladder.view.panel.reveal();
    this.changed();
    return ladder;
  }

  private fillAgain(
    ladder: ShownLadder,
    source: LadderSource,
    lease: Lease,
    query: LadderQuery,
  ): void {
    const { view } = ladder;
    const { generation } = ladder.session;
    const { visible } = view.panel;
    this.bookmarks.restore(lease.recording.capture);
    view.hold(lease);
    ladder.following.dispose();
    const { recording } = lease;
    ladder.source = source;
    ladder.filterBefore = undefined;
    ladder.recording = recording;
    ladder.selection = { row: undefined, from: 0, to: 0 };
    ladder.following = this.follow(recording, () => ladder);
    ladder.session = this.sessionOf(lease, source, view, () => ladder, generation);
    this.serve(ladder);
    ladder.session.ask(query);
    // A page that is hidden says so itself, once it is loaded again.
    if (visible) void ladder.session.handlers.notices.ready({ query });
  }

  private follow(recording: Recording, ladder: () => ShownLadder): Disposable {
    return recording.onDidEnd(() => {
      ladder().session.refresh();
      this.changed();
    });
  }

  /** Answers the page; a filter that is edited is one to keep. */
  private serve(ladder: ShownLadder): void {
    const { session, view } = ladder;
    const { requests, notices } = session.handlers;
    view.serve({
      handlers: {
        notices: {
          ...notices,
          ready: async ({ query }) => {
            const { filterBefore = query.filter } = ladder;
            ladder.filterBefore = undefined;
            // A page that was torn down has kept nothing, or what it showed a while before.
            await notices.ready({ query: { ...query, filter: filterBefore } });
            this.changed();
          },
        },
        requests: {
          ...requests,
          query: (params) => {
            const edited = params.query.filter !== session.query.filter;
            const answer = requests.query(params);
            if (edited) {
              this.keep(ladder);
              this.changed();
            }
            return answer;
          },
        },
      },
      hidden: () => session.hidden(),
      dispose: () => session.dispose(),
    });
  }

  /** Another ladder is there, in front, or over: what the tabs and the menus say of them. */
  private changed(): void {
    const titles = ladderTitles(this.ladders);
    // VS Code names the editor of a file itself, and brings it back itself.
    const panels = this.ladders.flatMap((ladder, i) =>
      ladder.file === undefined ? { ladder, title: titles[i]! } : [],
    );
    for (const { ladder, title } of panels)
      if (ladder.view.panel.title !== title) ladder.view.panel.title = title;
    const open = panels.map(({ ladder, title }): KeptLadder => {
      return { title, source: ladder.source, filter: filterOf(ladder) };
    });
    // Those behind others are revived only when they come to the front.
    const waiting = this.before.filter(
      ({ title, source }) =>
        tabsOf('ladder').some(({ label }) => label === title) &&
        !this.ladders.some((shown) => isSameSource(shown.source, source)),
    );
    void this.deps.window.update(OPEN_LADDERS, [...open, ...waiting]);
    const files = this.ladders.flatMap((ladder): KeptFile[] =>
      ladder.file === undefined ? [] : [{ path: ladder.file, filter: filterOf(ladder) }],
    );
    void this.deps.window.update(OPEN_FILES, [...files, ...this.filesBefore.values()]);
    const { active } = this;
    setContextKey(CONTEXT_KEYS.ladderPreview, active?.source.preview === true);
    // The panel of a file that cannot be read shows none.
    setContextKey(CONTEXT_KEYS.ladderShown, active !== undefined);
    if (active) this.deps.stage.focus(active.recording);
  }

  private sessionOf(
    { recording }: Lease,
    source: LadderSource,
    { panel, channel }: View,
    ladder: () => OpenLadder,
    generation = 0,
  ): LadderSession {
    const { filters } = this;
    const { inspector, dialogs } = this.deps;
    const capture = recording.capture.path;
    return new LadderSession({
      recording,
      source,
      timeFormat: readSettings().timeFormat,
      nameOf: recording.nameOf,
      notify: channel.notify,
      inspect: (row, width) => inspector.show({ capture, row }, { panel, width }),
      select: ({ row, from, to, follows }) => {
        ladder().selection = { row, from, to };
        return follows ? inspector.follow({ capture, row }) : undefined;
      },
      filters: {
        get lists() {
          return { ...filters.lists, ofCapture: recording.capture.annotations.filters };
        },
        use: (filter) => filters.use(filter),
      },
      savedFilters: () => chooseFilter(ladder(), filters, dialogs()),
      changeFilter: (change, filter) => changeFilter(change, filter, filters, dialogs()),
      chooseColumns: (shown) => chooseColumns(ladder(), shown, dialogs()),
      run: (command) => void vscode.commands.executeCommand(COMMANDS[command]),
      copyText: async (text) => vscode.env.clipboard.writeText(text),
      generation,
    });
  }
}

/** What a ladder is filtered by, or will be once its page is loaded. */
function filterOf({ filterBefore, session }: ShownLadder): string {
  return filterBefore ?? session.query.filter;
}
