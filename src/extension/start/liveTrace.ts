import type { Launcher } from '../../client/launchers/launcher';
import { runsOfEarlier, watchBinary } from '../../client/binaryWatch';
import { frameKeeper } from '../../client/frameKeeper';
import { NodeFollower, type FollowerNotice } from '../../client/nodeFollower';
import { processesOf } from '../../client/silence';
import type { TraceStage } from '../../client/summon';
import { Trace, type TraceEnd } from '../../client/trace';
import { assertNever } from '../../shared/assertNever';
import { DisposableList, type Disposable } from '../../shared/disposable';
import {
  binaryOverwritten,
  binaryReplaced,
  earlierBinaryRuns,
} from '../../shared/errors/targetErrors';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import type { UserError } from '../../shared/errors/userError';
import { NodeFrames } from '../../capture/sources/nodeFrames';
import type { Sink } from '../../shared/source';
import type { Recording } from '../captures/recording';
import { identify } from '../../client/nodeFacts';
import { watchProcesses } from './processWatch';
import type { Subject } from './subject';

export interface LiveTraceOptions {
  subject: Subject;
  recording: Recording;
  launcher: Launcher;
  /** Absolute path of dist/helper.js. */
  helperPath: string;
  /** Bytes. */
  ringSize: number;
  /** Bytes. */
  snapLength: number;
  /** What the kernel passes on at first. */
  filter: TraceFilter;
  /** What becomes of unspent coins, too. */
  coins: boolean;
  signal: AbortSignal;
  onStage: (stage: TraceStage) => void;
  /** Something that the user should know and that does not end the trace. */
  onNotice: (notice: UserError) => void;
}

/** A trace that fills a recording and stays with its node over restarts. */
export class LiveTrace implements Disposable {
  /** Never rejects. */
  readonly ended: Promise<TraceEnd>;
  private readonly disposables = new DisposableList();
  private readonly nodes: NodeFrames;
  private begun = false;

  private constructor(
    private readonly trace: Trace,
    private readonly options: LiveTraceOptions,
    private readonly follower: NodeFollower | undefined,
  ) {
    const { recording, subject } = options;
    this.nodes = new NodeFrames(trace.hello, identify);
    if (follower) {
      this.disposables.add(follower);
      this.disposables.add(follower.onNotice((notice) => this.noticed(notice)));
      follower.follow(trace);
      this.nodes.know(subject.node!.pid, subject.facts!);
    } else {
      this.disposables.add(watchProcesses(recording, (pid) => this.nodes.forget(pid)));
      void this.meetRunning();
      void this.watchFile(subject.target.binary);
    }
    this.ended = trace.ended.then(async (end) => {
      this.disposables.dispose();
      await this.append(await this.nodes.rest()).catch(() => undefined);
      return end;
    });
  }

  /** Resolves when the probes are attached; events wait for `begin`. @throws UserError */
  static async start(options: LiveTraceOptions): Promise<LiveTrace> {
    const { subject, recording, launcher, helperPath, ringSize, snapLength, filter, coins } =
      options;
    const follower = subject.node && new NodeFollower(subject.node);
    try {
      const trace = await Trace.start({
        target: subject.target,
        launcher,
        helperPath,
        ringSize,
        snapLength,
        filter,
        coins,
        signal: options.signal,
        onProgress: options.onStage,
        onNotice: options.onNotice,
      });
      recording.filter = filter;
      recording.unattached = trace.hello.unattached;
      return new LiveTrace(trace, options, follower);
    } catch (error) {
      follower?.dispose();
      throw error;
    }
  }

  /** Lets the events in. Whoever shows the recording subscribes first. */
  begin(): void {
    if (this.begun) return;
    this.begun = true;
    const { follower } = this;
    const keep = frameKeeper((pid) => follower?.keeps(pid) ?? true);
    const sink: Sink = async (run) => {
      await follower?.meet(run);
      const frames = keep(run);
      if (frames.length > 0) await this.append(this.nodes.take(frames));
    };
    this.trace.flow(sink);
  }

  get title(): string {
    return this.options.subject.title;
  }

  /** The process; undefined while the node is down, and for a trace of every process of a binary. */
  get nodePid(): number | undefined {
    return this.follower?.pid;
  }

  /** From now on, the kernel passes only what the filter allows. */
  setFilter(filter: TraceFilter): void {
    this.trace.setFilter(filter);
    this.options.recording.filter = filter;
  }

  stop(): Promise<TraceEnd> {
    this.begin();
    return this.trace.stop();
  }

  dispose(): void {
    this.disposables.dispose();
    this.trace.dispose();
  }

  /** Those that run already may say nothing before they end. */
  private async meetRunning(): Promise<void> {
    const pids = await processesOf(this.options.subject.target).catch(() => []);
    for (const pid of pids) this.nodes.meet(pid);
  }

  private async append(frames: Buffer): Promise<void> {
    if (frames.length > 0) await this.options.recording.capture.append(frames);
  }

  /** Says when the binary is replaced: probes stay with the file that they were attached to. */
  private async watchFile(binary: string): Promise<void> {
    const { onNotice } = this.options;
    this.disposables.add(
      watchBinary(binary, (change) => {
        if (change === 'overwritten') this.overwritten(binary);
        else onNotice(binaryReplaced(binary));
      }),
    );
    const pids = await runsOfEarlier(binary).catch(() => []);
    if (pids.length > 0) onNotice(earlierBinaryRuns(binary, pids));
  }

  private noticed(notice: FollowerNotice): void {
    const { recording, subject, onNotice } = this.options;
    switch (notice.kind) {
      case 'ended':
        recording.peers.nodeEnded(notice.pid);
        recording.waiting = { title: subject.title, text: 'not running; waiting for its restart' };
        // After its restart the node gives the same numbers to other peers.
        if (recording.filter.peers?.length) this.setFilter({ ...recording.filter, peers: [] });
        return;
      case 'restarted':
        this.nodes.know(notice.pid, subject.facts!);
        recording.waiting = { title: subject.title, text: 'waiting for its first message' };
        return;
      case 'binary-replaced':
        onNotice(binaryReplaced(notice.binary));
        return;
      case 'binary-overwritten':
        this.overwritten(notice.binary);
        return;
      default:
        assertNever(notice);
    }
  }

  /** Stops before the node starts again, since the probes stand at the wrong addresses now. */
  private overwritten(binary: string): void {
    void this.stop();
    this.options.onNotice(binaryOverwritten(binary));
  }
}
