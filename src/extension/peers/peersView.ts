import * as vscode from 'vscode';
import { countOpen } from '../../capture/model/peerCounts';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { Channel, type Handlers, type Packet } from '../../shared/webview/channel';
import type {
  PeersAbout,
  PeersHost,
  PeersPage,
  PeersShown,
} from '../../shared/webview/peersProtocol';
import type { RecentCaptures } from '../captures/recentCaptures';
import type { Recording } from '../captures/recording';
import type { Stage } from '../captures/stage';
import type { Dialogs } from '../host/dialogs';
import { reportError } from '../host/errorReport';
import { COMMANDS, PREVIEW_COMMAND, VIEWS } from '../host/ids';
import type { PeerNames } from '../host/peerNames';
import { loadWebview } from '../views/webviewPage';
import { aboutNode } from './aboutNode';
import { aboutPeer } from './aboutPeer';
import { aboutRecording } from './aboutRecording';
import { ACTIONS } from './peersActions';
import type { PeersArrangement, PeersElement } from './peersElement';
import { fleetSignature } from './fleetNodes';
import { FindingsWatch } from './findingsWatch';
import { nowMs, PeersSections } from './peersSections';
import { treeMessage } from './treeMessage';
import { refreshPeriodMs, refreshScope } from './treeRefresh';

/** Another view that shows the same counts looks more often: in every second of its looks this one looks, too. */
const NEAR_MS = 800;
/** So long after a look of another view, another one is near. */
const LED_MS = 700;

export interface PeersViewDependencies {
  extensionUri: vscode.Uri;
  stage: Stage;
  names: PeerNames;
  recent: RecentCaptures;
  dialogs: () => Dialogs;
}

/** Rows of one recording. */
export interface PeersTargets {
  /** undefined where there are none. */
  recording: Recording | undefined;
  elements: PeersElement[];
}

/** The Peers view: the recordings where there are several, nodes, their peers, and the message types of each; a welcome while there are none. */
export class PeersView implements Disposable, vscode.WebviewViewProvider {
  private readonly disposables = new DisposableList();
  private readonly channel: Channel<PeersHost, PeersPage>;
  private view: vscode.WebviewView | undefined;
  private arrangement: PeersArrangement = { order: 'id', hideClosed: false };
  private readonly sections = new PeersSections();
  private chosen: readonly string[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** When this view brought its rows up to date last, and another one did. */
  private readonly looks = { own: -Infinity, other: -Infinity };
  /** The page was last told that the editor area is empty. */
  private hinted = false;
  /** What lives as long as the recordings on screen. */
  private following = new DisposableList();
  /** What has findings looked for while rows are in view. */
  private readonly watches = new Map<Recording, FindingsWatch>();
  /** The recording that was in front, and what was waited for, when the page was last told. */
  private front: Recording | undefined;
  private shown = { waiting: '', wholeMs: 0 };

  constructor(private readonly deps: PeersViewDependencies) {
    const { stage, names, recent, dialogs } = deps;
    this.channel = this.disposables.add(
      new Channel<PeersHost, PeersPage>(
        (packet) => void this.view?.webview.postMessage(packet),
        (error) => void reportError(error, dialogs()),
      ),
    );
    this.channel.serve(this.handlers);
    this.disposables.add(vscode.window.registerWebviewViewProvider(VIEWS.peers, this));
    this.disposables.add(stage.onDidChange(() => this.follow()));
    this.disposables.add(names.onChange(() => this.showAll()));
    this.disposables.add(recent.onChange(() => this.showAll()));
    this.disposables.add(vscode.window.tabGroups.onDidChangeTabs(() => this.tabsChanged()));
    this.disposables.add({ dispose: () => clearTimeout(this.timer) });
    this.disposables.add({ dispose: () => this.following.dispose() });
    this.disposables.add({ dispose: () => this.watchFindings([]) });
    this.follow();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    const { webview } = view;
    webview.onDidReceiveMessage((packet: Packet) => this.channel.receive(packet));
    view.onDidChangeVisibility(() => this.visibilityChanged());
    view.onDidDispose(() => {
      if (this.view === view) this.view = undefined;
    });
    loadWebview(webview, this.deps.extensionUri, 'peers', 'Peers');
  }

  arrange(change: Partial<PeersArrangement>): void {
    this.arrangement = { ...this.arrangement, ...change };
    // Who asks for another order wants to see it, wherever the mouse is.
    this.sections.held = false;
    this.showAll();
  }

  /**
   * What a command is about: rows of one recording, that of the first of them.
   * @param about What VS Code hands over of the row whose menu was used, or the ids of `rows`; the rows
   * that are selected where it is neither.
   */
  targets(about: unknown): PeersTargets {
    const { row, rows } = (about ?? {}) as { row?: string; rows?: readonly string[] };
    const { chosen, sections } = this;
    const ids = rows ?? (row === undefined || chosen.includes(row) ? chosen : [row]);
    const placed = ids.flatMap((id) => sections.element(id) ?? []);
    const recording = placed[0]?.recording;
    const own = placed.filter((each) => each.recording === recording);
    return { recording, elements: own.map(({ element }) => element) };
  }

  /** What the page shows of the recording. */
  get shownNow(): PeersShown {
    const { recording } = this.deps.stage;
    return {
      rows: this.sections.rows(this.arrangement, recording),
      message: recording ? treeMessage(recording) : '',
      hint: recording !== undefined && isEditorAreaEmpty(),
      nowMs: this.nowMs,
      live: this.live?.tracing ?? recording?.live ?? false,
      welcome: undefined,
    };
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private readonly handlers: Handlers<PeersHost> = {
    requests: { about: ({ id }) => this.about(id) },
    notices: {
      ready: () => {
        this.watchFindings(this.sections.recordings);
        this.showAll(true);
      },
      toggle: ({ id, open }) => {
        this.sections.toggle(id, open);
        this.showAll();
      },
      openLadder: async ({ ids }) => {
        await vscode.commands.executeCommand(PREVIEW_COMMAND, { rows: ids });
      },
      openFindings: async ({ id }) => {
        await vscode.commands.executeCommand(PREVIEW_COMMAND, { rows: [id], findings: true });
      },
      select: ({ ids }) => {
        this.chosen = ids;
      },
      hold: ({ held }) => {
        this.sections.held = held;
        if (!held) this.showAll();
      },
      act: async ({ action }) => {
        await vscode.commands.executeCommand(ACTIONS[action]);
      },
      openRecent: async ({ path }) => {
        await vscode.commands.executeCommand(COMMANDS.openRecent, path);
      },
    },
  };

  private about(id: string): PeersAbout | undefined {
    const placed = this.sections.element(id);
    if (!placed) return undefined;
    const { element, recording } = placed;
    if (element.kind === 'recording') return aboutRecording(recording);
    if (element.kind === 'peer') return aboutPeer(element.peer, recording);
    return element.kind === 'node' ? aboutNode(element.node, recording) : undefined;
  }

  private follow(): void {
    const { stage } = this.deps;
    const { all, recording } = stage;
    this.sections.follow(all);
    if (recording && recording !== this.front) this.sections.reveal(recording);
    this.front = recording;
    this.following.dispose();
    this.following = new DisposableList();
    for (const each of all) {
      this.following.add(each.capture.onKeeping(() => this.showAll()));
      this.following.add(each.onDidFilter(() => this.showAll()));
    }
    this.watchFindings(all);
    this.showAll();
  }

  /** @param asked By the page, which is there, whatever VS Code has said of its being visible by now. */
  private showAll(asked = false): void {
    this.shown = { waiting: this.waiting, wholeMs: performance.now() };
    if (asked || this.view?.visible) void this.tellAll();
    this.schedule();
  }

  private async tellAll(): Promise<void> {
    const { recording } = this.deps.stage;
    const welcome = recording ? undefined : { recent: await this.deps.recent.list() };
    if (recording !== this.deps.stage.recording) return;
    const shown = this.shownNow;
    this.hinted = shown.hint;
    this.channel.notify('show', { ...shown, welcome });
  }

  /** The recording that grows, if any: the trace before a capture that is being read. */
  private get live(): Recording | undefined {
    const { trace, all } = this.deps.stage;
    return trace?.live ? trace : all.find(({ live }) => live);
  }

  /** The time that ages are counted from. */
  private get nowMs(): number {
    const { stage } = this.deps;
    const recording = this.live?.tracing ? this.live : stage.recording;
    return recording ? nowMs(recording) : 0;
  }

  /** Tabs change several times while one opens: only the hint is about them. */
  private tabsChanged(): void {
    if (this.deps.stage.recording && isEditorAreaEmpty() !== this.hinted) this.showAll();
  }

  private visibilityChanged(): void {
    this.sections.held = false;
    this.watchFindings(this.sections.recordings);
    // The page is loaded anew when it is shown, and says so.
    if (this.view?.visible) this.schedule();
    else this.channel.abandon();
  }

  private get openPeers(): number {
    return this.live ? countOpen(this.live.peers.peers) : 0;
  }

  private get waiting(): string {
    const { waiting, silence = '' } = this.live ?? {};
    return `${waiting?.text ?? ''}${silence}${this.live ? fleetSignature(this.live) : ''}`;
  }

  /** While the view is hidden nobody asks what was found. */
  private watchFindings(recordings: readonly Recording[]): void {
    const watched = new Set(this.view?.visible ? recordings : []);
    for (const [recording, watch] of this.watches) {
      if (watched.has(recording)) continue;
      watch.dispose();
      this.watches.delete(recording);
    }
    for (const recording of watched)
      if (!this.watches.has(recording)) this.watches.set(recording, new FindingsWatch(recording));
  }

  /** More may be found of what is there. */
  private get isFinding(): boolean {
    return [...this.watches.values()].some(({ isBehind }) => isBehind);
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (!this.view?.visible || (!this.live && !this.isFinding)) return;
    const isLed = performance.now() - this.looks.other < LED_MS;
    const ms = refreshPeriodMs(this.openPeers) + (isLed ? LED_MS : 0);
    this.timer = setTimeout(() => this.refresh(), ms);
  }

  /** Another view shows counts of the same peers as they are now: once it is time, those here are of the same moment. */
  lookNow(): void {
    const now = performance.now();
    this.looks.other = now;
    const due = this.looks.own + refreshPeriodMs(this.openPeers) - (1000 - NEAR_MS);
    if (this.live && this.view?.visible && now >= due) this.refresh();
  }

  private refresh(): void {
    this.looks.own = performance.now();
    for (const watch of this.watches.values()) watch.look();
    const { restructured } = this.sections;
    const rows = this.sections.changed();
    const scope = refreshScope({
      structureChanged: restructured || this.waiting !== this.shown.waiting,
      changedRows: rows.length,
      sortedByFigures: this.arrangement.order !== 'id',
      sinceWholeMs: performance.now() - this.shown.wholeMs,
    });
    if (scope === 'all') {
      this.showAll();
      return;
    }
    if (scope === 'rows') {
      this.channel.notify('figures', { rows, nowMs: this.nowMs });
    }
    this.schedule();
  }
}

function isEditorAreaEmpty(): boolean {
  return vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0);
}
