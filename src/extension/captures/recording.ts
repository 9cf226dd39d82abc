import type { Capture } from '../../capture/capture';
import { OTHER_PROCESSES } from '../../capture/index/peerTable';
import type { PeersModel } from '../../capture/model/peersModel';
import { Emitter } from '../../shared/emitter';
import type { Hello } from '../../shared/frames/hello';
import type { UnattachedProbe } from '../../shared/frames/probeLists';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import { lossTotals } from './lossTotals';
import { nodeTitle } from './nodeTitle';

/** A capture with what is known of its nodes and peers: live, or as it was recorded. */
export class Recording {
  /** Shown while nothing has arrived: what is traced, and what it is waited for. */
  waiting: { title: string; text: string } | undefined;

  /** The trace ended without the kernel's last word: how much was lost then is unknown. */
  endMissing = false;
  /** Said by the rows of nodes: nothing is seen, although there are connections. Empty otherwise. */
  silence = '';
  /** Tracepoints whose events are not in it. */
  unattached: readonly UnattachedProbe[];

  private what: TraceFilter = {};
  private readonly filtered = new Emitter<TraceFilter>();
  /** The kernel lets another part of the events through. */
  readonly onDidFilter = this.filtered.event;

  /** From a file; else it was traced in this window. */
  readonly opened: boolean;

  constructor(
    readonly capture: Capture,
    readonly peers: PeersModel,
    /** More may come. */
    public live: boolean,
  ) {
    this.opened = !live;
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

  get clock(): Pick<Hello, 'wallNs' | 'monotonicNs'> {
    return this.capture.hello ?? { wallNs: 0n, monotonicNs: 0n };
  }

  /** @param row The process at that time; by default the latest. */
  nodeTitle(pid: number, row?: number): string {
    if (pid === OTHER_PROCESSES) return 'other processes';
    return nodeTitle(this.capture.nodes.of(pid, row), this.capture.hello?.binary);
  }

  /** Unix time of an event, whole microseconds. @param timeNs CLOCK_MONOTONIC, nanoseconds. */
  wallUs(timeNs: number): number {
    const { wallNs, monotonicNs } = this.clock;
    return Number((wallNs - monotonicNs + BigInt(timeNs)) / 1000n);
  }

  /** Events that never arrived or arrived in part. */
  get lost(): number {
    return lossTotals(this).reduce((sum, { count }) => sum + count, 0);
  }
}
