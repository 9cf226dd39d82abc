import type { Launcher } from '../../client/launchers/launcher';
import { runsOfEarlier, watchBinary } from '../../client/binaryWatch';
import { frameKeeper } from '../../client/frameKeeper';
import { NodeFollower, type FollowerNotice } from '../../client/nodeFollower';
import type { TraceStage } from '../../client/summon';
import { Trace, type TraceEnd } from '../../client/trace';
import { assertNever } from '../../shared/assertNever';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { binaryOverwritten, binaryReplaced, earlierBinaryRuns } from '../../shared/errors/errors';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import type { UserError } from '../../shared/errors/userError';
import type { Recording } from '../captures/recording';
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
  /** What the kernel lets through at first. */
  filter: TraceFilter;
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

  private constructor(
    private readonly trace: Trace,
    private readonly options: LiveTraceOptions,
    private readonly follower: NodeFollower | undefined,
    /** Lets the events in. Whoever shows the recording subscribes before that. */
    readonly begin: () => void,
  ) {
    const { recording } = options;
    if (follower) {
      this.disposables.add(follower);
      this.disposables.add(follower.onNotice((notice) => this.noticed(notice)));
      follower.follow(trace);
    } else {
      this.disposables.add(watchProcesses(recording));
      void this.watchFile(options.subject.target.binary);
    }
    this.ended = trace.ended.finally(() => this.disposables.dispose());
  }

  /** Resolves when the probes are attached; events wait for `begin`. @throws UserError */
  static async start(options: LiveTraceOptions): Promise<LiveTrace> {
    const { subject, recording } = options;
    const follower = subject.node && new NodeFollower(subject.node);
    let begin!: () => void;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const keep = frameKeeper((pid) => follower?.keeps(pid) ?? true);
    const sink = async (run: Buffer) => {
      await begun;
      await follower?.meet(run);
      const frames = keep(run);
      if (frames.length > 0) await recording.capture.append(frames);
    };
    try {
      const trace = await Trace.start({
        target: subject.target,
        launcher: options.launcher,
        helperPath: options.helperPath,
        ringSize: options.ringSize,
        snapLength: options.snapLength,
        signal: options.signal,
        filter: options.filter,
        sink,
        onProgress: options.onStage,
        onNotice: options.onNotice,
      });
      recording.filter = options.filter;
      recording.unattached = trace.hello.unattached;
      if (subject.node) recording.nodeNames.set(subject.node.pid, subject.title);
      return new LiveTrace(trace, options, follower, begin);
    } catch (error) {
      follower?.dispose();
      throw error;
    }
  }

  get title(): string {
    return this.options.subject.title;
  }

  /** The process; undefined while the node is down, and for a trace of every process of a binary. */
  get nodePid(): number | undefined {
    return this.follower?.pid;
  }

  /** From now on the kernel lets through what this says. */
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
        recording.nodeNames.set(notice.pid, subject.title);
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
