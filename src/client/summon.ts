import { dirname } from 'node:path';
import { descriptorOf } from '../shared/helper/descriptorOf';
import { failureError } from '../shared/errors/failureError';
import { badStream, helperBroken } from '../shared/errors/helperErrors';
import { cancelled } from '../shared/errors/launchErrors';
import { addonMissing, foreignProc } from '../shared/errors/setupErrors';
import { nodeVanished } from '../shared/errors/targetErrors';
import type { Failure } from '../shared/frames/failure';
import type { Addon } from '../shared/helper/addon';
import { loadAddon } from '../shared/helper/loadAddon';
import type { UserError } from '../shared/errors/userError';
import {
  helperCommand,
  type BegunTarget,
  type HelperSettings,
  type TraceTarget,
} from './helperCommand';
import { isProcForeign } from './foreignProc';
import type { Launcher } from './launchers/launcher';
import { startTime } from './startTime';
import { Rendezvous, type Arrival } from './rendezvous';

export type TraceStage = 'asking for permission' | 'attaching' | 'waiting for the first event';

export interface SummonOptions extends HelperSettings {
  target: TraceTarget;
  launcher: Launcher;
  /** Absolute path of dist/helper.js. */
  helperPath: string;
  onProgress?: ((stage: TraceStage) => void) | undefined;
  /** Something went wrong that does not end the start: a connection that sent garbage. */
  onNotice?: ((notice: UserError) => void) | undefined;
  /** Cancels the start at any stage. */
  signal?: AbortSignal | undefined;
}

export type SummonedHelper = Extract<Arrival, { kind: 'hello' }> & { socketPath: string };

/** Milliseconds for what a helper said to arrive after its command has ended. */
const LAST_WORDS = 500;

/**
 * Launches a helper and waits until it traces. A start that fails leaves nothing behind.
 * @throws UserError
 */
export async function summonHelper(options: SummonOptions): Promise<SummonedHelper> {
  const { target, launcher, signal } = options;
  if (isProcForeign()) throw foreignProc();
  const addon = openAddon(options.helperPath);
  const rendezvous = await Rendezvous.open();
  const launch = new AbortController();
  let garbage: UserError | undefined;
  const accepted = rendezvous.accept((socket) => addon.peerCredentials(descriptorOf(socket)), {
    onConnected: () => options.onProgress?.('attaching'),
    onGarbage: (detail) => {
      garbage = badStream(detail);
      options.onNotice?.(garbage);
    },
  });
  try {
    if (signal?.aborted) throw cancelled();
    options.onProgress?.('asking for permission');
    const { socketPath } = rendezvous;
    const command = helperCommand(options.helperPath, socketPath, begun(target), options);
    const ended = launcher.launch(command, launch.signal).ended.then(async (error) => {
      await new Promise((resolve) => setTimeout(resolve, LAST_WORDS));
      throw error ?? garbage ?? helperBroken('it ended without connecting');
    });
    const greeting = await Promise.race([accepted, ended, aborted(signal)]);
    if (greeting.kind === 'failure') throw explain(greeting.failure, target);
    return { ...greeting, socketPath };
  } catch (error) {
    launch.abort();
    void accepted.then((late) => late.kind === 'hello' && late.socket.destroy());
    throw error;
  } finally {
    rendezvous.dispose();
  }
}

/** @throws UserError when the process has ended already. */
function begun(target: TraceTarget): BegunTarget {
  if (target.kind === 'binary') return target;
  const started = startTime(target.pid);
  if (started === undefined) throw nodeVanished(target.pid);
  return { ...target, started };
}

function openAddon(helperPath: string): Addon {
  try {
    return loadAddon(dirname(helperPath));
  } catch (error) {
    throw addonMissing((error as Error).message.split('\n', 1)[0]!);
  }
}

function explain(failure: Failure, target: TraceTarget): UserError {
  if (failure.code === 'no-target' && target.kind === 'node' && startTime(target.pid) === undefined)
    return nodeVanished(target.pid);
  return failureError(failure, target.binary);
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(cancelled()), { once: true });
  });
}
