import * as vscode from 'vscode';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { VIEWS } from '../host/ids';
import type { Stage } from '../captures/stage';
import { nodeTooltip } from './nodeTooltip';
import { PeersElements, type PeersArrangement, type PeersElement } from './peersElement';
import { peersItem } from './peersItem';
import { peerTooltip } from './peerTooltip';
import { treeMessage } from './treeMessage';
import { refreshPeriodMs, refreshScope, TOOLTIP_HOLD_MS } from './treeRefresh';

/** The Peers view: nodes, their peers, and the message types of each. */
export class PeersTree implements Disposable, vscode.TreeDataProvider<PeersElement> {
  private readonly disposables = new DisposableList();
  private readonly changed = this.disposables.add(
    new vscode.EventEmitter<PeersElement[] | undefined>(),
  );
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: vscode.TreeView<PeersElement>;

  private arrangement: PeersArrangement = { order: 'id', hideClosed: false };
  private elements: PeersElements | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** What lives as long as the recording on screen. */
  private following = new DisposableList();
  /** When a tooltip was last asked for. */
  private heldMs = -Infinity;
  /** The state of the model when VS Code was last told. */
  private shown = { revision: 0, structure: 0, waiting: '', wholeMs: 0 };

  constructor(private readonly stage: Stage) {
    this.view = this.disposables.add(
      vscode.window.createTreeView(VIEWS.peers, { treeDataProvider: this, canSelectMany: true }),
    );
    this.disposables.add(stage.onDidChange(() => this.follow()));
    this.disposables.add(this.view.onDidChangeVisibility(() => this.schedule()));
    this.disposables.add({ dispose: () => clearTimeout(this.timer) });
    this.disposables.add({ dispose: () => this.following.dispose() });
    this.follow();
  }

  arrange(change: Partial<PeersArrangement>): void {
    this.arrangement = { ...this.arrangement, ...change };
    this.describe();
    this.refreshAll();
  }

  getTreeItem(element: PeersElement): vscode.TreeItem {
    return peersItem(element, this.stage.recording!);
  }

  getChildren(element?: PeersElement): PeersElement[] {
    if (!element) return this.elements?.roots() ?? [];
    return this.elements?.children(element, this.arrangement) ?? [];
  }

  resolveTreeItem(item: vscode.TreeItem, element: PeersElement): vscode.TreeItem {
    const { recording } = this.stage;
    this.heldMs = performance.now();
    if (!recording) return item;
    if (element.kind === 'peer')
      item.tooltip = new vscode.MarkdownString(peerTooltip(element.peer, recording));
    if (element.kind === 'node')
      item.tooltip = new vscode.MarkdownString(nodeTooltip(element.node, recording));
    return item;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private follow(): void {
    const { recording } = this.stage;
    this.elements = recording && new PeersElements(recording);
    this.following.dispose();
    this.following = new DisposableList();
    if (recording) {
      this.following.add(recording.capture.onKeeping(() => this.describe()));
      this.following.add(recording.onDidFilter(() => this.describe()));
    }
    this.describe();
    this.refreshAll();
  }

  private describe(): void {
    const { order, hideClosed } = this.arrangement;
    const { recording } = this.stage;
    const parts = ['Peers', order === 'id' ? '' : `by ${order}`, hideClosed ? '(open only)' : ''];
    this.view.title = parts.filter(Boolean).join(' ');
    this.view.message = recording ? treeMessage(recording) : '';
  }

  private refreshAll(): void {
    const peers = this.stage.recording?.peers;
    this.shown = {
      revision: peers?.revision ?? 0,
      structure: peers?.structureRevision ?? 0,
      waiting: this.waiting,
      wholeMs: performance.now(),
    };
    this.changed.fire(undefined);
    this.schedule();
  }

  private get openPeers(): number {
    const { peers } = this.stage.recording!.peers;
    return peers.reduce((count, peer) => (peer.open ? count + 1 : count), 0);
  }

  private get waiting(): string {
    const { waiting, silence = '' } = this.stage.recording ?? {};
    return `${waiting?.text ?? ''}${silence}`;
  }

  private schedule(): void {
    clearTimeout(this.timer);
    const { recording } = this.stage;
    if (!recording?.live || !this.view.visible) return;
    const period = refreshPeriodMs(this.openPeers);
    this.timer = setTimeout(() => this.refresh(), period);
  }

  private refresh(): void {
    const { peers } = this.stage.recording!;
    const changed = this.elements!.changedSince(this.shown.revision);
    const scope = refreshScope({
      structureChanged:
        peers.structureRevision !== this.shown.structure || this.waiting !== this.shown.waiting,
      changedRows: changed.length,
      sortedByFigures: this.arrangement.order !== 'id',
      sinceWholeMs: performance.now() - this.shown.wholeMs,
      held: performance.now() - this.heldMs < TOOLTIP_HOLD_MS,
    });
    if (scope === 'all') {
      this.refreshAll();
      return;
    }
    if (scope === 'rows') {
      this.shown.revision = peers.revision;
      this.changed.fire(changed);
    }
    this.schedule();
  }
}
