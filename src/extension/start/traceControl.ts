import type { Capture } from '../../capture/capture';
import { removeCapture } from '../../capture/store/segmentNames';
import { mark, unmark } from '../../capture/store/writerMarker';
import type { Launcher } from '../../client/launchers/launcher';
import type { TraceEnd } from '../../client/trace';
import { assertNever } from '../../shared/assertNever';
import type { Disposable } from '../../shared/disposable';
import { Emitter } from '../../shared/emitter';
import { notLinux, untrustedWorkspace } from '../../shared/errors/setupErrors';
import { cancelled } from '../../shared/errors/launchErrors';
import { alreadyTracing } from '../../shared/errors/traceErrors';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import type { UserError } from '../../shared/errors/userError';
import type { Dialogs } from '../host/dialogs';
import { keepingNotice } from '../captures/keepingNotice';
import type { Recording } from '../captures/recording';
import type { Lease, Recordings } from '../captures/recordings';
import type { Spool } from '../captures/spool';
import type { Stage } from '../captures/stage';
import type { TraceSettings } from '../host/traceSettings';
import { fleetTitle } from '../fleet/fleetAddress';
import type { LauncherKind } from './chooseLauncher';
import { launchFleet, type OpenFleet } from './launchFleet';
import { launchTrace, type LaunchOptions } from './launchTrace';
import type { LiveTrace } from './liveTrace';
import type { RunningTrace } from './runningTrace';
import { remember, type LocalChoice, type Startable } from './startChoices';
import { prepareSubject, waitingText } from './subject';
import { writeNote, type TraceNote } from './traceNote';
import { watchKeeping } from './watchKeeping';

export interface StartRequest {
  choice: Startable;
  /** Instead of the usual way here to become root. */
  launcher?: LauncherKind | undefined;
}

export interface TraceDependencies {
  stage: Stage;
  recordings: Recordings;
  spool: Spool;
  /** TraceNote.window */
  window: string;
  /** The dialogs in force. */
  dialogs: () => Dialogs;
  /** @throws UserError `bad-setting` */
  settings: () => TraceSettings;
  isTrusted: () => boolean;
  /** The usual ways here to become root. @throws UserError `no-way` */
  launcherKinds: () => readonly LauncherKind[];
  launcher: (kind: LauncherKind) => Launcher;
  openFleet: OpenFleet;
  /** Absolute paths. */
  helperPath: string;
  demoBinary: string;
}

/** What is about to be traced. */
interface Prepared extends Disposable {
  title: string;
  /** What it waits for while there is nothing. */
  waiting: string;
  /** Resolves when it is attached, or connected. @throws UserError */
  launch(recording: Recording): Promise<RunningTrace>;
}

type State =
  | { kind: 'idle' }
  | { kind: 'starting'; title: string; abort: AbortController }
  | { kind: 'tracing'; trace: RunningTrace; capture: Capture; note: TraceNote; stopping: boolean };

/** Starts and stops the one trace of this window. */
export class TraceControl implements Disposable {
  private state: State = { kind: 'idle' };
  /** Resolves when the last start has succeeded or failed. */
  private started = Promise.resolve();
  /** Resolves when everything that follows the end of the last trace is done. */
  private settled = Promise.resolve();
  private readonly changed = new Emitter<void>();
  private readonly failed = new Emitter<UserError>();

  readonly onDidChange = this.changed.event;
  /** Fires when something went wrong after the start. */
  readonly onDidFail = this.failed.event;

  constructor(private readonly deps: TraceDependencies) {}

  /** Whether a trace runs or is being started. */
  get tracing(): boolean {
    return this.state.kind !== 'idle';
  }

  /** Whether the demo node is what is traced. */
  get tracesDemo(): boolean {
    const { state } = this;
    return state.kind === 'tracing' && !state.stopping && state.note.choice.kind === 'demo';
  }

  /** @throws UserError when no trace can be started here, now or once the one that is being stopped has ended. */
  check(kind: 'local' | 'fleet'): void {
    // Reading a fleet attaches to nothing, and its address comes from the user, not from a workspace.
    if (kind === 'local' && process.platform !== 'linux') throw notLinux(process.platform);
    if (kind === 'local' && !this.deps.isTrusted()) throw untrustedWorkspace();
    if (this.stopping) return;
    if (this.state.kind === 'starting') throw alreadyTracing(this.state.title);
    if (this.state.kind === 'tracing') throw alreadyTracing(this.state.trace.title);
  }

  /** Resolves when the probes are attached. @throws UserError */
  async start(request: StartRequest): Promise<void> {
    const kind = request.choice.kind === 'fleet' ? 'fleet' : 'local';
    this.check(kind);
    if (this.stopping) await this.stopped();
    this.check(kind);
    const abort = new AbortController();
    this.setState({ kind: 'starting', title: 'a node', abort });
    const starting = this.startSubject(request, abort).catch((error: unknown) => {
      this.setState({ kind: 'idle' });
      throw error;
    });
    this.started = starting.catch(() => undefined);
    await starting;
  }

  /** Changes what the kernel passes on; does nothing when nothing is traced. */
  setFilter(filter: TraceFilter): void {
    if (this.state.kind === 'tracing') this.state.trace.setFilter(filter);
  }

  /** Resolves when everything that was captured is in the file; also when nothing is traced. */
  async stop(): Promise<void> {
    const { state } = this;
    switch (state.kind) {
      case 'idle':
        return;
      case 'starting':
        state.abort.abort();
        return;
      case 'tracing':
        state.stopping = true;
        await state.trace.stop();
        await this.settled;
        return;
      default:
        assertNever(state);
    }
  }

  private get stopping(): boolean {
    const { state } = this;
    if (state.kind === 'starting') return state.abort.signal.aborted;
    return state.kind === 'tracing' && state.stopping;
  }

  /** Waits for the end of what is being stopped: the kernel takes seconds to let go of its probes. */
  private async stopped(): Promise<void> {
    const title = 'Waiting for the end of the last trace';
    await this.deps.dialogs().progress(title, async (_report, signal) => {
      await this.started;
      await this.settled;
      if (signal.aborted) throw cancelled();
    });
  }

  /**
   * The window closes or is reloaded: stops, and leaves word with the capture, so that the window shows
   * it when it comes back.
   */
  async leave(): Promise<void> {
    const { state } = this;
    await this.stop();
    if (state.kind !== 'tracing') return;
    const { capture, note } = state;
    await capture.close().catch(() => undefined);
    await mark(capture.path, writeNote({ ...note, left: true }));
  }

  dispose(): void {
    if (this.state.kind === 'starting') this.state.abort.abort();
    if (this.state.kind === 'tracing') this.state.trace.dispose();
    this.changed.dispose();
    this.failed.dispose();
  }

  private async startSubject(request: StartRequest, abort: AbortController): Promise<void> {
    const { recordings, spool, stage } = this.deps;
    const settings = this.deps.settings();
    const prepared = await this.prepare(request, settings, abort.signal);
    this.setState({ kind: 'starting', title: prepared.title, abort });
    const note = this.noteOf(request, prepared);
    let lease: Lease | undefined;
    try {
      lease = await recordings.create(await spool.newPath(), {
        limitBytes: settings.captureLimit,
        whenFull: settings.whenCaptureFull,
        whenDiskFull: 'go-on',
        recoverable: true,
        note: writeNote(note),
      });
      const { recording } = lease;
      recording.waiting = { title: prepared.title, text: prepared.waiting };
      const trace = await prepared.launch(recording);
      this.setState({ kind: 'tracing', trace, capture: recording.capture, note, stopping: false });
      stage.show(lease);
      watchKeeping(recording.capture, trace, (notice) => this.failed.fire(notice));
      this.settled = trace.ended.then((end) => this.ended(end, prepared, recording));
      trace.begin();
      // The next trace tries again to remove old captures that cannot be removed now.
      void spool.prune(recordings.paths).catch(() => undefined);
    } catch (error) {
      prepared.dispose();
      if (lease) await discard(lease);
      throw error;
    }
  }

  private async prepare(
    { choice, launcher }: StartRequest,
    settings: TraceSettings,
    signal: AbortSignal,
  ): Promise<Prepared> {
    const onNotice = (notice: UserError) => this.failed.fire(notice);
    if (choice.kind !== 'fleet') {
      const kinds = launcher ? [launcher] : this.deps.launcherKinds();
      return this.prepareLocal(choice, { ...settings, kinds, signal, onNotice });
    }
    const title = fleetTitle(choice.address);
    const waiting = 'waiting for its first message';
    const launch = (recording: Recording) =>
      launchFleet({
        choice,
        title,
        recording,
        filter: settings.filter,
        dialogs: this.deps.dialogs(),
        open: this.deps.openFleet,
        signal,
        onNotice,
      });
    return { title, waiting, launch, dispose: () => undefined };
  }

  private async prepareLocal(
    choice: LocalChoice,
    options: Omit<LaunchOptions, 'subject' | 'recording' | 'helperPath' | 'launcher' | 'dialogs'>,
  ): Promise<Prepared> {
    const { demoBinary, helperPath, launcher, dialogs } = this.deps;
    const subject = await prepareSubject(choice, demoBinary);
    const launch = (recording: Recording): Promise<LiveTrace> =>
      launchTrace({ ...options, subject, recording, helperPath, launcher, dialogs: dialogs() });
    const { title } = subject;
    return { title, waiting: waitingText(subject), launch, dispose: () => subject.dispose() };
  }

  private noteOf({ choice }: StartRequest, { title }: Prepared): TraceNote {
    return { title, choice: remember(choice), window: this.deps.window, left: false };
  }

  private async ended(end: TraceEnd, prepared: Prepared, recording: Recording): Promise<void> {
    prepared.dispose();
    const { capture } = recording;
    // A failure of the file has been reported as the reason why the trace ended.
    await capture.flush().catch(() => undefined);
    // From now on nothing is lost if this window is killed.
    await unmark(capture.path);
    recording.end(end.complete);
    this.setState({ kind: 'idle' });
    if (end.error) this.failed.fire(end.error);
    if (capture.keeping.kind === 'full') this.failed.fire(keepingNotice(capture.keeping)!);
  }

  private setState(state: State): void {
    this.state = state;
    this.changed.fire();
  }
}

/** Removes the capture of a start that failed. */
async function discard(lease: Lease): Promise<void> {
  const { capture } = lease.recording;
  await capture.close().catch(() => undefined);
  lease.dispose();
  await removeCapture(capture.path);
}
