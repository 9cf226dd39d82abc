import { DisposableList, type Disposable } from '../../shared/disposable';
import { Emitter } from '../../shared/emitter';
import type { Recording } from './recording';
import type { Lease, Recordings } from './recordings';

/** Those that something shows. */
type Opened = Pick<Recordings, 'all' | 'onDidChange'>;

/**
 * The recordings that the Peers view shows, each with a tree of its own: the trace of this window, also after
 * its end, the capture that a command opened last, and every other one that a view has open. One of them is in
 * front: the one of the view that the user was in last, which commands are about that name no other.
 */
export class Stage implements Disposable {
  private lease: Lease | undefined;
  private kept: Lease | undefined;
  private front: Recording | undefined;
  private readonly disposables = new DisposableList();
  private readonly ends = new Map<Recording, Disposable>();
  private readonly changed = this.disposables.add(new Emitter<void>());

  /** Fires when another recording is shown or in front, and when one has ended. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly opened?: Opened) {
    if (opened) this.disposables.add(opened.onDidChange(() => this.look()));
  }

  /** The one in front. */
  get recording(): Recording | undefined {
    return this.front;
  }

  /** What this window traces, or traced last. */
  get trace(): Recording | undefined {
    return this.lease?.recording;
  }

  /** The trace first, then the captures in the order in which they were opened. */
  get all(): Recording[] {
    const { trace } = this;
    // A trace that is being started is not shown yet.
    const opened = this.opened?.all.filter(({ tracing }) => !tracing) ?? [];
    const own = [trace, this.kept?.recording].flatMap((each) => each ?? []);
    return [...new Set([...own, ...opened])];
  }

  /** This window traces this recording, whose lease the stage then owns: it stays until the next one. */
  show(lease: Lease): void {
    const before = [this.lease, this.kept];
    this.lease = lease;
    this.kept = undefined;
    this.front = lease.recording;
    this.look();
    for (const each of before) each?.dispose();
  }

  /**
   * Shows a capture, whose lease the stage then owns: it stays, without a view too, until another one is
   * shown so or a trace begins.
   */
  keep(lease: Lease): void {
    const before = this.kept;
    this.kept = lease;
    this.front = lease.recording;
    this.look();
    before?.dispose();
  }

  /** A view of this recording is the one that the user is in. */
  focus(recording: Recording): void {
    if (recording === this.front || !this.all.includes(recording)) return;
    this.front = recording;
    this.changed.fire();
  }

  /** Lets go of a recording: it stays as long as a view shows it. */
  release(recording: Recording): void {
    const leases = [this.lease, this.kept].filter((each) => each?.recording === recording);
    if (leases.includes(this.lease)) this.lease = undefined;
    if (leases.includes(this.kept)) this.kept = undefined;
    for (const each of leases) each?.dispose();
    this.look();
  }

  dispose(): void {
    this.disposables.dispose();
    for (const end of this.ends.values()) end.dispose();
    for (const each of [this.lease, this.kept]) each?.dispose();
    this.lease = this.kept = this.front = undefined;
  }

  private look(): void {
    const { all } = this;
    for (const [recording, end] of this.ends)
      if (!all.includes(recording)) {
        end.dispose();
        this.ends.delete(recording);
      }
    for (const recording of all)
      // What it captured stays.
      if (!this.ends.has(recording))
        this.ends.set(
          recording,
          recording.onDidEnd(() => this.changed.fire()),
        );
    // Where the one in front is closed, the trace is what the user is left with.
    if (!this.front || !all.includes(this.front)) this.front = this.trace ?? all.at(-1);
    this.changed.fire();
  }
}
