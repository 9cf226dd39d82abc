import type { Disposable } from '../shared/disposable';
import { Emitter } from '../shared/emitter';
import { processesOf } from './frameKeeper';
import { isSameFile, judge, type NodeIdentity } from './nodeIdentity';
import { binaryText } from './nodeText';
import { watchProcess } from './watchProcess';
import type { ProcessFacts } from './processReader/protocol';
import { readIdentity, readProcesses } from './readProcesses';
import type { Trace } from './trace';

/** Milliseconds between looks for another node's start; its first event is noticed at once. */
const INTERVAL = 1000;
/** How many processes of one run of events are looked at. */
const MOST_MET = 64;

export type FollowerNotice =
  { kind: 'ended'; pid: number } | { kind: 'restarted'; pid: number } | BinaryReplaced;

/** The node's executable is another file now, or has other content: as `BinaryChange` says. */
export interface BinaryReplaced {
  kind: 'binary-replaced' | 'binary-overwritten';
  binary: string;
}

/**
 * Keeps a trace on one node across its restarts. The probes are attached to the binary, so a later
 * process of it fires them too: this one says which process is still "the same node", by binary,
 * chain and data directory.
 */
export class NodeFollower implements Disposable {
  private readonly notices = new Emitter<FollowerNotice>();
  readonly onNotice = this.notices.event;

  private identity: NodeIdentity;
  /** Resolves when everything that can be known of the process is known. */
  private readonly known: Promise<void>;
  /** Processes that are or were the node: the last events of a process arrive after its end. */
  private readonly own = new Set<number>();
  private readonly strangers = new Set<number>();
  private current: number | undefined;
  /** When the node was last seen to run, in ticks since boot. */
  private seen = 0;
  private rounds = 0;
  private replaced = false;
  private disposed = false;
  private trace: Pick<Trace, 'onlyPid'> | undefined;
  private watch: Disposable | undefined;

  /** @param node The one to follow, as `findNodes` gave it. @param proc Where procfs is mounted. */
  constructor(
    node: NodeIdentity & { pid: number },
    private readonly proc = '/proc',
  ) {
    this.identity = node;
    this.own.add(node.pid);
    this.current = node.pid;
    this.known = node.file ? Promise.resolve() : this.learn(node.pid);
  }

  /** The pid of the traced process; undefined while the node is down. */
  get pid(): number | undefined {
    return this.current;
  }

  /** Steers the filter of a trace that was started for this node. */
  follow(trace: Pick<Trace, 'onlyPid'>): void {
    this.trace = trace;
    if (this.current !== undefined) this.watchCurrent(this.current);
  }

  /**
   * Looks at processes that fire while the node is down, so that nothing of a restart is missed
   * between two looks. @param run Whole frames, before `keeps` is asked about their processes.
   */
  async meet(run: Buffer): Promise<void> {
    if (this.current !== undefined) return;
    const fresh = [...processesOf(run)].filter((pid) => !this.own.has(pid));
    const pids = fresh.filter((pid) => !this.strangers.has(pid)).slice(0, MOST_MET);
    if (pids.length === 0) return;
    const nodes = await this.read(pids);
    for (const found of nodes) this.take(found, true);
    for (const pid of pids) if (!this.own.has(pid)) this.strangers.add(pid);
  }

  /** Whether events of this process are the node's. */
  keeps(pid: number): boolean {
    return this.own.has(pid);
  }

  dispose(): void {
    this.disposed = true;
    this.watch?.dispose();
    this.notices.dispose();
  }

  private async learn(pid: number): Promise<void> {
    const found = (await this.read([pid])).find((each) => each.pid === pid);
    const { file, directoryId, elsewhere } = found ?? {};
    this.identity = {
      ...this.identity,
      ...(file && { file }),
      ...(directoryId !== undefined && { directoryId }),
      ...(elsewhere && { elsewhere }),
    };
  }

  /** @returns none where they cannot be read now: there will be another look. */
  private async read(pids?: number[]): Promise<ProcessFacts[]> {
    try {
      return (await readProcesses(this.proc, pids ? { pids, any: true } : {})).nodes;
    } catch {
      return [];
    }
  }

  private watchCurrent(pid: number): void {
    this.current = pid;
    this.trace?.onlyPid(pid);
    this.watch?.dispose();
    this.watch = watchProcess(pid, (seen) => this.wait(pid, seen), this.proc);
  }

  private wait(ended: number, seen: number): void {
    this.current = undefined;
    this.seen = seen;
    this.trace?.onlyPid(0);
    this.notices.fire({ kind: 'ended', pid: ended });
    void this.lookOn();
  }

  private async lookOn(): Promise<void> {
    const round = ++this.rounds;
    const over = () => this.current !== undefined || this.disposed || round !== this.rounds;
    await this.known;
    while (!over()) {
      this.strangers.clear();
      await this.lookAtFile();
      for (const found of await this.read()) this.take(found, false);
      if (over()) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, INTERVAL);
        this.watch = {
          dispose: () => {
            clearTimeout(timer);
            resolve();
          },
        };
      });
    }
  }

  /** Looks at the file that is at the binary's path now, if that path is in our own mounts. */
  private async lookAtFile(): Promise<void> {
    const { file, binary, elsewhere } = this.identity;
    if (!file || elsewhere || this.replaced) return;
    const now = await readIdentity(binary).catch(() => undefined);
    if (!now || isSameFile(file, now)) return;
    const isOther = file.device !== now.device || file.inode !== now.inode;
    this.tellReplaced(isOther ? 'binary-replaced' : 'binary-overwritten');
  }

  private take(found: ProcessFacts, fires: boolean): void {
    if (this.current !== undefined || this.disposed) return;
    const judgement = judge(this.identity, found, this.seen, fires);
    if (judgement === 'replaced') this.tellReplaced('binary-replaced');
    if (judgement !== 'node') return;
    this.own.add(found.pid);
    this.watchCurrent(found.pid);
    this.notices.fire({ kind: 'restarted', pid: found.pid });
  }

  private tellReplaced(kind: BinaryReplaced['kind']): void {
    if (this.replaced || this.disposed) return;
    this.replaced = true;
    this.notices.fire({ kind, binary: binaryText(this.identity) });
  }
}
