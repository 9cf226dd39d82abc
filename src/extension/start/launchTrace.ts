import type { Launcher } from '../../client/launchers/launcher';
import type { TraceStage } from '../../client/summon';
import { notAllAttached } from '../../shared/errors/traceErrors';
import { UserError } from '../../shared/errors/userError';
import { visible } from '../../shared/text/visible';
import type { Dialogs } from '../host/dialogs';
import { unattachedText } from '../captures/unattached';
import { fallsBack, type LauncherKind } from './chooseLauncher';
import { LiveTrace, type LiveTraceOptions } from './liveTrace';
import type { RunningTrace } from './runningTrace';
import { waitingText } from './subject';
import { watchSilence } from './watchSilence';

export interface LaunchOptions extends Omit<LiveTraceOptions, 'launcher' | 'onStage'> {
  /** How to become root, the best way first. */
  kinds: readonly LauncherKind[];
  launcher: (kind: LauncherKind) => Launcher;
  dialogs: Dialogs;
}

/**
 * Starts a trace under a notification that shows each stage and can cancel any. The notification
 * stays until the first event.
 * @returns Resolves when the probes are attached. @throws UserError
 */
export function launchTrace(options: LaunchOptions): Promise<LiveTrace> {
  return new Promise((resolve, reject) => {
    const work = async (report: (text: string) => void, cancelled: AbortSignal) => {
      try {
        const signal = AbortSignal.any([options.signal, cancelled]);
        const trace = await startOrFallBack({ ...options, signal }, report);
        resolve(trace);
        const { unattached } = options.recording;
        if (unattached.length > 0) options.onNotice(notAllAttached(unattachedText(unattached)));
        watchSilence(trace, options);
        report(`${waitingText(options.subject)}…`);
        await firstEvent(trace, options, cancelled);
        if (cancelled.aborted) await trace.stop();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const title = `Tracing ${options.subject.title}`;
    options.dialogs.progress(title, work).catch(reject);
  });
}

async function startOrFallBack(
  options: LaunchOptions,
  report: (text: string) => void,
): Promise<LiveTrace> {
  const {
    kinds: [kind, ...others],
    launcher,
  } = options;
  const start = (how: LauncherKind) =>
    LiveTrace.start({
      ...options,
      launcher: launcher(how),
      onStage: (stage) => report(stageText(stage, how, options.helperPath)),
    });
  try {
    return await start(kind!);
  } catch (error) {
    if (!(error instanceof UserError) || !fallsBack(kind!, error.code)) throw error;
    if (others.length === 0) throw error;
    return startOrFallBack({ ...options, kinds: others }, report);
  }
}

/** Says what the password is for, since polkit's dialog names only a shell. */
function stageText(stage: TraceStage, how: LauncherKind, helperPath: string): string {
  const asks = stage === 'asking for permission' && (how === 'pkexec' || how === 'terminal');
  return asks ? `${stage} to run ${visible(helperPath)} as root…` : `${stage}…`;
}

/** Resolves at the first event, at the end of the trace, or when cancelled. */
export function firstEvent(
  trace: Pick<RunningTrace, 'ended'>,
  { recording: { capture } }: Pick<LaunchOptions, 'recording'>,
  cancelled: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    if (capture.index.length > 0) resolve();
    const subscription = capture.onAppend(() => done());
    const done = () => {
      subscription.dispose();
      cancelled.removeEventListener('abort', done);
      resolve();
    };
    cancelled.addEventListener('abort', done);
    void trace.ended.then(done);
  });
}
