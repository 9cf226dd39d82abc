import type { Capture } from '../../capture/capture';
import { OTHER_PROCESSES } from '../../capture/index/peerTable';
import type { Damage } from '../../capture/sources/sourceKind';
import type { PeersModel } from '../../capture/model/peersModel';
import type { NodeStates } from '../../fleet/reader/nodeStates';
import { Emitter } from '../../shared/emitter';
import type { Hello } from '../../shared/frames/hello';
import type { NodeFrame } from '../../shared/frames/node';
import type { UnattachedProbe } from '../../shared/frames/probeLists';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import type { NameOf } from '../host/peerNames';
import { nodeMark } from './nodeMark';
import { lossTotals } from '../../capture/model/lossTotals';
import { nodeTitle, shortTitle } from '../../capture/model/nodeTitle';

/** A capture, live or from a file, with what is known of its nodes and peers. */
export class Recording {
  /** What to show while nothing has arrived: what is traced, and what the trace waits for. */
  waiting: { title: string; text: string } | undefined;

  /** Why a capture is on screen that nobody opened: `trace of bitcoind · regtest, ended when …`; else empty. */
  about = '';

  /** By which it can be opened again: the path of its file, or what an import is of. */
  place: string;

  /** The name of what an import is of; else empty. */
  importOf = '';

  /** What an import left out, since it is no whole record. */
  damages: readonly Damage[] = [];
  /** What else an import could not give, in whole sentences. */
  notes: readonly string[] = [];

  /** The trace ended without the kernel's last word: how much was lost then is unknown. */
  endMissing = false;
  /** What the rows of nodes say when nothing is seen although there are connections; else empty. */
  silence = '';
  /** How the nodes of a fleet are, while it is read. */
  fleet: NodeStates | undefined;
  /** Tracepoints that could not be attached: their events are not in the capture. */
  unattached: readonly UnattachedProbe[];

  /** What the user calls the peer of an address. */
  nameOf: NameOf = () => undefined;

  private marks = { revision: 0, byPid: new Map<number, string>() };
  private what: TraceFilter = {};
  private readonly filtered = new Emitter<TraceFilter>();
  /** Fires when the filter has changed. */
  readonly onDidFilter = this.filtered.event;

  private readonly over = new Emitter<void>();
  /** Fires when nothing more will come. */
  readonly onDidEnd = this.over.event;

  constructor(
    readonly capture: Capture,
    readonly peers: PeersModel,
    /** Its trace goes on: more events may come. */
    public live: boolean,
    /** It was opened by its name, rather than traced in this window. */
    readonly opened = !live,
  ) {
    this.place = capture.path;
    this.unattached = capture.hello?.unattached ?? [];
  }

  /** What the kernel lets through now. */
  get filter(): TraceFilter {
    return this.what;
  }

  set filter(filter: TraceFilter) {
    this.what = filter;
    this.filtered.fire(filter);
  }

  /** A trace of this window goes on: who looks wants to see what is new. */
  get tracing(): boolean {
    return this.live && !this.opened;
  }

  /** Its file is being read: more events come, which happened long ago. */
  get reading(): boolean {
    return this.capture.reading;
  }

  /** Nothing more will come. @param complete See SourceEnd. */
  end(complete: boolean): void {
    this.endMissing = !complete;
    this.live = false;
    this.over.fire();
  }

  get clock(): Pick<Hello, 'wallNs' | 'monotonicNs'> {
    return this.capture.hello ?? { wallNs: 0n, monotonicNs: 0n };
  }

  /** @param row The process at that time; by default the latest. */
  nodeTitle(pid: number, row?: number): string {
    if (pid === OTHER_PROCESSES) return 'other processes';
    const { nodes, hello } = this.capture;
    const title = nodeTitle(nodes.of(pid, row), hello?.binary);
    const mark = this.nodeMarks().get(pid);
    return mark === undefined ? title : `${title} (${mark})`;
  }

  /** What is added to titles that several nodes have. */
  private nodeMarks(): ReadonlyMap<number, string> {
    const { nodes, hello } = this.capture;
    if (this.marks.revision === nodes.revision) return this.marks.byPid;
    const byTitle = new Map<string, NodeFrame[]>();
    for (const node of nodes.latest) {
      const title = nodeTitle(node, hello?.binary);
      const same = byTitle.get(title) ?? [];
      byTitle.set(title, same);
      same.push(node);
    }
    const byPid = new Map<number, string>();
    for (const same of byTitle.values())
      for (const node of same) {
        const mark = nodeMark(node, same);
        if (mark !== '') byPid.set(node.pid, shortTitle(mark));
      }
    this.marks = { revision: nodes.revision, byPid };
    return byPid;
  }

  /** Unix time of an event, whole microseconds. @param timeNs CLOCK_MONOTONIC, nanoseconds. */
  wallUs(timeNs: number): number {
    const { wallNs, monotonicNs } = this.clock;
    return Number((wallNs - monotonicNs + BigInt(timeNs)) / 1000n);
  }

  /** How many events never arrived, or arrived incomplete. */
  get lost(): number {
    return lossTotals(this).reduce((sum, { count }) => sum + count, 0);
  }
}
