import type { Disposable } from '../shared/disposable';
import { Emitter } from '../shared/emitter';
import { inodeOf, inspectProcess, type NodeProcess } from './nodeProcess';
import { readdirSync } from 'node:fs';
import { watchProcess } from './processEnd';
import type { Trace } from './trace';

/** Milliseconds between looks for another node's start; its first event is noticed at once. */
const INTERVAL = 1000;

export type FollowerNotice =
  { kind: 'ended'; pid: number } | { kind: 'restarted'; pid: number } | BinaryReplaced;

/** The file at the node's path is another one now: a node started from it has no probes of ours. */
export interface BinaryReplaced {
  kind: 'binary-replaced';
  binary: string;
}

type Identity = Pick<NodeProcess, 'binary' | 'network' | 'dataDirectory'>;

/**
 * Keeps a trace on one node across its restarts. The probes are attached to the binary, so a later
 * process of it fires them too: this one says which process is still "the same node", by binary,
 * network and data directory.
 */
export class NodeFollower implements Disposable {
  private readonly notices = new Emitter<FollowerNotice>();
  readonly onNotice = this.notices.event;

  private readonly identity: Identity;
  /** Of the binary that the probes are attached to. */
  private readonly inode: string | undefined;
  /** Processes that are, or were, the node: the last events of one arrive after its end. */
  private readonly own = new Set<number>();
  private readonly strangers = new Set<number>();
  private current: number | undefined;
  private replaced = false;
  private trace: Pick<Trace, 'onlyPid'> | undefined;
  private watch: Disposable | undefined;

  /** @param node The one to follow, as `findNodes` gave it. @param proc Where procfs is mounted. */
  constructor(
    node: Identity & { pid: number },
    private readonly proc = '/proc',
  ) {
    this.identity = node;
    this.inode = inspectProcess(node.pid, proc)?.inode;
    this.own.add(node.pid);
    this.current = node.pid;
  }

  /** Of the process that is traced; undefined while the node is down. */
  get pid(): number | undefined {
    return this.current;
  }

  /** Steers the filter of a trace that was started for this node. */
  follow(trace: Pick<Trace, 'onlyPid'>): void {
    this.trace = trace;
    if (this.current !== undefined) this.watchCurrent(this.current);
  }

  /**
   * Whether events of this process are the node's. Looks at a process when it first fires while the
   * node is down, so that nothing of a restart is missed between two looks.
   */
  keeps(pid: number): boolean {
    if (this.own.has(pid)) return true;
    return this.current === undefined && !this.strangers.has(pid) && this.adopt(pid);
  }

  dispose(): void {
    this.watch?.dispose();
    this.notices.dispose();
  }

  private watchCurrent(pid: number): void {
    this.current = pid;
    this.trace?.onlyPid(pid);
    this.watch?.dispose();
    this.watch = watchProcess(pid, () => this.wait(pid), this.proc);
  }

  private wait(ended: number): void {
    this.current = undefined;
    this.trace?.onlyPid(0);
    const timer = setInterval(() => this.look(), INTERVAL);
    this.watch = { dispose: () => clearInterval(timer) };
    this.notices.fire({ kind: 'ended', pid: ended });
    this.look();
  }

  private look(): void {
    this.strangers.clear();
    const inode = inodeOf(this.identity.binary);
    if (!this.replaced && this.inode && inode && inode !== this.inode) {
      this.replaced = true;
      this.notices.fire({ kind: 'binary-replaced', binary: this.identity.binary });
    }
    for (const entry of readdirSync(this.proc))
      if (/^[0-9]+$/.test(entry) && this.adopt(Number(entry))) return;
  }

  private adopt(pid: number): boolean {
    const found = inspectProcess(pid, this.proc);
    if (!found || !this.isSameNode(found)) {
      this.strangers.add(pid);
      return false;
    }
    this.own.add(pid);
    this.watchCurrent(pid);
    this.notices.fire({ kind: 'restarted', pid });
    return true;
  }

  private isSameNode(found: NodeProcess): boolean {
    const { binary, network, dataDirectory } = this.identity;
    return (
      found.binary === binary &&
      found.network === network &&
      found.dataDirectory === dataDirectory &&
      (found.inode === this.inode || found.inode === undefined)
    );
  }
}
