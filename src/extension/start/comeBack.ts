import { setTimeout as wait } from 'node:timers/promises';
import type { MarkedCapture } from '../../capture/store/recovery';
import { unmark } from '../../capture/store/writerMarker';
import { plural } from '../../shared/text/quantity';
import type { Dialogs } from '../host/dialogs';
import type { Recording } from '../captures/recording';
import type { Recordings } from '../captures/recordings';
import type { Spool } from '../captures/spool';
import type { Stage } from '../captures/stage';
import type { Remembered } from './startChoices';
import { readTraceNote, type TraceNote } from './traceNote';

const START_AGAIN = 'Start Again';
const CONNECT_AGAIN = 'Connect Again';
const SAVE = 'Save Capture…';
/** A window that is away for longer, milliseconds, was closed rather than reloaded. */
const AWAY_MS = 5 * 60_000;
/** How long the window before may take to end its trace, milliseconds, and how often it is looked at. */
const LEAVING_MS = 20_000;
const POLL_MS = 250;

export interface ComeBackDependencies {
  spool: Pick<Spool, 'marked'>;
  recordings: Pick<Recordings, 'open'>;
  stage: Stage;
  dialogs: () => Pick<Dialogs, 'inform'>;
  /** TraceNote.window */
  window: string;
  /** Whether a trace runs, or is being started: its recording stays on screen. */
  tracing(): boolean;
  startAgain(choice: Remembered): Promise<void>;
  save(recording: Recording): Promise<void>;
  /** Milliseconds, for tests. */
  leavingMs?: number;
}

/**
 * Shows again what this window captured until it was reloaded: its trace ended with it, since a helper
 * never outlives its client.
 * @returns Whether there was something. What the user answers is still awaited in `answered`.
 */
export async function comeBack(
  deps: ComeBackDependencies,
): Promise<{ answered: Promise<void> } | undefined> {
  const found = await findOwn(deps);
  if (!found || deps.tracing()) return undefined;
  const { capture, note } = found;
  const lease = await deps.recordings.open(capture.path);
  const why = note.left
    ? 'ended when its window was reloaded or closed'
    : 'ended when the extension was ended unexpectedly';
  const { recording } = lease;
  recording.about = `trace of ${note.title}, ${why}`;
  deps.stage.show(lease);
  await unmark(capture.path);
  const shown = plural(recording.peers.traffic.messages, 'message');
  const text = `The trace of ${note.title} ${why}. What it captured until then is shown: ${shown}.`;
  return { answered: ask(text, note, recording, deps) };
}

/** Whether another window will show this capture when it comes back. */
export function belongsElsewhere({ note, ...capture }: MarkedCapture, window: string): boolean {
  const left = readTraceNote(note);
  return left !== undefined && left.window !== window && isRecent(capture);
}

async function ask(
  text: string,
  note: TraceNote,
  recording: Recording,
  deps: ComeBackDependencies,
): Promise<void> {
  const again = note.choice.kind === 'fleet' ? CONNECT_AGAIN : START_AGAIN;
  const chosen = await deps.dialogs().inform(text, [again, SAVE]);
  if (chosen === again) await deps.startAgain(note.choice);
  if (chosen === SAVE) await deps.save(recording);
}

/** The latest capture that was left here; the window before may be about to leave it. */
async function findOwn(
  deps: ComeBackDependencies,
): Promise<{ capture: MarkedCapture; note: TraceNote } | undefined> {
  const end = Date.now() + (deps.leavingMs ?? LEAVING_MS);
  for (;;) {
    const own = (await deps.spool.marked()).flatMap((capture) => {
      const note = readTraceNote(capture.note);
      return note?.window === deps.window && isRecent(capture) ? { capture, note } : [];
    });
    const left = own.find(({ capture }) => capture.abandoned);
    if (left || own.length === 0 || deps.tracing() || Date.now() > end) return left;
    await wait(POLL_MS);
  }
}

function isRecent({ lastWrittenMs, markedMs }: Pick<MarkedCapture, 'lastWrittenMs' | 'markedMs'>) {
  return Date.now() - Math.max(lastWrittenMs, markedMs) < AWAY_MS;
}
