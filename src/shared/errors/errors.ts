import { assertNever } from '../assertNever';
import type { Failure } from '../frames/failure';
import { plural } from '../text/quantity';
import { UserError } from './userError';

/*
 * Every error that a person may see: what happened and why, what to do next, and the buttons that
 * do it. No other module words an error.
 */

const OUR_FAULT = 'This is a fault of Bitcoin P2P Trace: please report it with this text.';

export function notLinux(platform: string): UserError {
  return new UserError(
    'not-linux',
    `Tracing needs Linux (eBPF); this is ${platform}.`,
    'Open the machine that runs the node with Remote-SSH and start the trace there.',
    ['open-docs'],
  );
}

/** @param detail Names what the kernel lacks. */
function kernelLacks(detail: string): UserError {
  return new UserError(
    'kernel-lacks',
    `This kernel lacks what tracing needs: ${detail}.`,
    'Use a kernel of 5.15 or newer with CONFIG_DEBUG_INFO_BTF, CONFIG_BPF_SYSCALL and CONFIG_UPROBE_EVENTS, as Debian and Ubuntu ship it; containers need the host to allow bpf().',
    ['check-setup', 'open-docs'],
  );
}

export function noNodeFound(): UserError {
  return new UserError(
    'no-node',
    'No running Bitcoin Core node with tracepoints was found.',
    'Start bitcoind, name a binary to wait for (--binary on the command line), or look at the demo node.',
    ['retry', 'browse', 'use-demo'],
  );
}

/** @param choices One line for each node. */
export function severalNodes(choices: string[]): UserError {
  return new UserError(
    'several-nodes',
    `Several nodes can be traced:\n${choices.map((line) => `  ${line}\n`).join('')}`.trimEnd(),
    '\nChoose one with --pid, or all nodes of one binary with --binary.',
  );
}

export function noProbes(binary: string): UserError {
  return new UserError(
    'no-probes',
    `${binary} has no net:* tracepoints, so there is nothing to attach to.`,
    'Release binaries for Linux have them. To build a node with tracepoints, install Debian’s systemtap-sdt-dev and run `cmake -B build -DWITH_USDT=ON`.',
    ['browse', 'open-docs'],
  );
}

export function noTarget(binary: string, detail: string): UserError {
  return new UserError(
    'no-target',
    `${binary} cannot be traced: ${detail}.`,
    'Choose the node’s executable, an ELF file for this machine.',
    ['browse'],
  );
}

export function nodeVanished(pid: number): UserError {
  return new UserError(
    'node-vanished',
    `Process ${pid} is not running, or no longer running.`,
    'Start the node and then the trace again, or trace its binary: such a trace waits for the node to start.',
    ['retry', 'browse'],
  );
}

/** @param detail What the system reported: too many open files. */
export function lookFailed(detail: string): UserError {
  return new UserError(
    'look-failed',
    `The running processes could not be read: ${detail}.`,
    'Try again. If a limit is named, raise it first.',
    ['retry'],
  );
}

export function dialogDismissed(): UserError {
  return new UserError(
    'dialog-dismissed',
    'The password dialog was dismissed, so the probes were not attached.',
    'Start again, or type the password in a terminal.',
    ['retry', 'use-terminal'],
  );
}

/** @param detail What is missing: pkexec, or an authentication agent. */
export function dialogImpossible(detail: string): UserError {
  return new UserError(
    'dialog-impossible',
    `No password dialog can be shown here: ${detail}.`,
    'Let sudo ask in a terminal instead.',
    ['use-terminal'],
  );
}

export function notAuthorised(): UserError {
  return new UserError(
    'not-authorised',
    'The system did not authorise the helper to attach as root.',
    'Try again with an administrator’s password, or let sudo ask in a terminal.',
    ['retry', 'use-terminal'],
  );
}

/** @param detail How sudo ended. */
export function sudoFailed(detail: string): UserError {
  return new UserError(
    'sudo-failed',
    `sudo did not start the tracing helper: ${detail}.`,
    'Start the trace where sudo can ask for a password, as a user who may use sudo, or as root.',
    ['retry', 'use-dialog', 'check-setup'],
  );
}

/** @param reasons A sentence for each way. */
export function noWay(reasons: string): UserError {
  return new UserError(
    'no-way',
    `This machine offers no way to obtain the privileges to attach. ${reasons}`,
    'Install sudo or, on a desktop, polkit (pkexec); or have an administrator install the helper (see docs/security.md in the extension’s folder).',
    ['check-setup', 'open-docs'],
  );
}

/** Like {@link noWay}, in a terminal. @param reasons A sentence for each way. */
export function noRights(reasons: string): UserError {
  return new UserError(
    'no-way',
    `This machine offers no way to obtain the privileges to attach. ${reasons}`,
    'Run this as root, install sudo, or have an administrator install the helper (see docs/security.md). The `check` command shows details.',
  );
}

/** Nothing can attach from here, whoever types a password. @param found What prevents it. */
export function nothingAttaches(found: string, next: string): UserError {
  return new UserError('nothing-attaches', `A trace cannot be started from here: ${found}.`, next, [
    'check-setup',
    'open-docs',
  ]);
}

/** A path that must not reach a shell. */
export function unsafePath(path: string): UserError {
  return new UserError(
    'unsafe-path',
    `The password dialog runs its command through a shell, and ${JSON.stringify(path)} contains characters that a shell may interpret.`,
    'Let sudo ask in a terminal, which needs no shell, or use a path that consists only of letters, digits and . _ - /',
    ['use-terminal'],
  );
}

export function addonMissing(detail: string): UserError {
  return new UserError(
    'addon-missing',
    `The native part that attaches to the kernel cannot be loaded: ${detail}.`,
    'Install the package for this platform (linux-x64), or build it with `npm run build`.',
    ['open-docs'],
  );
}

function notPermitted(detail: string): UserError {
  return new UserError(
    'not-permitted',
    `The kernel refused to attach the probes: ${detail}.`,
    'In a container, root needs CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN. An installed helper with its own capabilities may lack one of them. Under kernel lockdown or Secure Boot, allow BPF.',
    ['check-setup', 'open-docs'],
  );
}

/** Process numbers would not mean what the user means. */
export function foreignProc(): UserError {
  return new UserError(
    'foreign-proc',
    '/proc belongs to another pid namespace than this process, so the process numbers in it are different.',
    'Mount this namespace’s own /proc with `mount -t proc proc /proc` (with unshare: --mount-proc), and start again.',
    ['retry'],
  );
}

export function noProc(): UserError {
  return new UserError(
    'no-proc',
    'There is no procfs at /proc, so this machine’s processes cannot be read.',
    'Mount it with `mount -t proc proc /proc`, and start again.',
    ['retry'],
  );
}

/** No process can be started, or no socket can be opened. */
export function tooFewFiles(): UserError {
  return new UserError(
    'too-few-files',
    'This process may not open as many files as tracing needs.',
    'Raise the limit, for example with `ulimit -n 128`, and start again.',
    ['retry'],
  );
}

function attachFailed(detail: string): UserError {
  return new UserError(
    'attach-failed',
    `The probes could not be attached: ${detail}.`,
    'If the node’s binary is the cause, build it with -O2, as its releases are built, or trace another node. Otherwise try again. If it still fails, please report it with this text and the output of `uname -r`.',
    ['retry', 'show-log'],
  );
}

/** The helper never connected, or sent something that it should not send. */
export function helperBroken(detail: string): UserError {
  return new UserError('helper-broken', `The tracing helper failed: ${detail}.`, OUR_FAULT, [
    'retry',
    'show-log',
  ]);
}

export function helperEnded(): UserError {
  return new UserError(
    'helper-ended',
    'The tracing helper ended unexpectedly, so the trace ended too. The node keeps running, unaffected.',
    'What was captured is kept. Start the trace again to continue.',
    ['retry'],
  );
}

/** The last statistics did not arrive, so it is not known how much is missing. */
export function endMissing(): UserError {
  return new UserError(
    'end-missing',
    'The end of the trace is missing: the tracing helper did not deliver what the kernel still held, so more may be lost than was counted. The node keeps running, unaffected.',
    'What arrived before that is kept. Start the trace again to continue.',
    ['retry'],
  );
}

/** @param detail What was wrong with the bytes. */
export function badStream(detail: string): UserError {
  return new UserError(
    'bad-stream',
    `The helper sent data that is not a trace (${detail}), so the connection was closed.`,
    'What was captured before that is kept. Start the trace again. If it happens again, please report it.',
    ['retry'],
  );
}

export function alreadyTracing(target: string): UserError {
  return new UserError(
    'already-tracing',
    `A trace of ${target} is already running.`,
    'Stop it first, then start another.',
    ['show-peers', 'stop-and-start'],
  );
}

/** A capture cannot be opened while a trace is running. */
export function tracingStill(): UserError {
  return new UserError(
    'already-tracing',
    'A capture cannot be opened while a trace is running and on screen.',
    'Stop it first (Bitcoin: Stop P2P Trace), then open the capture.',
    ['show-peers'],
  );
}

export function untrustedWorkspace(): UserError {
  return new UserError(
    'untrusted-workspace',
    'Tracing starts a helper as root, which is not allowed in Restricted Mode.',
    'Trust this workspace, or start the trace in another window.',
    ['manage-trust'],
  );
}

/** The trace goes on. @param probes A line for each: `net:outbound_message: why`. */
export function notAllAttached(probes: string): UserError {
  return new UserError(
    'not-all-attached',
    `The trace sees only some of the node’s activity, because not all tracepoints are attached. ${probes}`,
    'See “Troubleshooting” in the README for what to do.',
    ['open-docs', 'show-peers'],
  );
}

/** For a capture that was opened from a file. @param probes As in {@link notAllAttached}. */
export function recordedInPart(probes: string): UserError {
  return new UserError(
    'recorded-in-part',
    `This capture contains only some of the node’s activity, because not all tracepoints were attached. ${probes}`,
    'The capture cannot tell what is missing. See “Troubleshooting” in the README for how to record everything.',
    ['open-docs', 'show-peers'],
  );
}

/** The trace goes on. @param reasons One sentence for each possible reason that was found. */
export function silentTrace(
  seconds: number,
  connections: number,
  reasons: readonly string[],
): UserError {
  const open = connections === 1 ? '1 open connection' : `${connections} open connections`;
  return new UserError(
    'silent-trace',
    `Nothing has been seen for ${seconds} seconds, although the node has ${open} and Core pings every responsive peer every two minutes.${reasons.map((reason) => ` ${reason}`).join('')}`,
    reasons.length > 0
      ? 'Correct that, and restart the trace if it stays silent.'
      : 'Restart the trace. If it stays silent, check the set-up.',
    ['check-setup', 'stop-and-start'],
  );
}

/** @param binary The one that was traced. */
export function binaryReplaced(binary: string): UserError {
  return new UserError(
    'binary-replaced',
    `${binary} was replaced by another file, whose tracepoints are not attached.`,
    'Restart the trace when the new node is running.',
    ['stop-and-start'],
  );
}

/** @param binary The one that was traced. */
function binaryChanging(binary: string): UserError {
  return new UserError(
    'binary-changing',
    `A program began to write to ${binary}, so the trace ended: a probe that stays in a changing file would crash any node started from it.`,
    'What was captured is kept. Start the trace again when the new file is complete.',
    ['retry'],
  );
}

/** @param detail What the system reported: no space left, permission denied. */
export function saveFailed(path: string, detail: string): UserError {
  return new UserError(
    'save-failed',
    `${path} could not be written: ${detail}.`,
    'Choose another location, or free some disk space.',
  );
}

/** The picture of a ladder. */
export function exportFailed(format: string, reason: string): UserError {
  return new UserError(
    'export-failed',
    `The ladder could not be drawn as ${format}: ${withStop(reason)}`,
    'Select fewer rows, or export as SVG or text.',
  );
}

/** A ladder's filter, or its search for matches. */
export function filterFailed(reason: string): UserError {
  return new UserError(
    'filter-failed',
    `The filter stopped, as the capture could not be read: ${withStop(reason)}`,
    'What is shown is incomplete. Change the filter to search again, or open the capture again.',
  );
}

/** @param most How many characters are put on the clipboard at most. */
export function tooLongToCopy(most: string): UserError {
  return new UserError(
    'too-long-to-copy',
    `The JSON of all fields of this message exceeds ${most}, which is too much for the clipboard.`,
    'Save the capture and print it to a file: bitcoin-p2p-trace print FILE --format json --decode.',
  );
}

/** A view of a capture whose file no longer exists. */
export function captureGone(path: string): UserError {
  return new UserError(
    'capture-gone',
    `The capture ${path} no longer exists: only the latest few are kept.`,
    'Save a capture under a name of your choice to keep it.',
  );
}

/** A view of peers whose events have all been deleted. */
export function peersRotated(): UserError {
  return new UserError(
    'peers-rotated',
    'Nothing is left to show: the connection is closed, and the capture reached its limit and deleted its events.',
    'Raise the limit to keep more.',
  );
}

export function cancelled(): UserError {
  return new UserError(
    'cancelled',
    'Starting the trace was cancelled.',
    'You can start it again at any time.',
  );
}

/** @param detail What the system reported: no space left on device. */
export function outputFailed(detail: string): UserError {
  return new UserError(
    'output-failed',
    `The output could not be written: ${detail}.`,
    'Free some space at the destination, or choose another one, and start again.',
  );
}

/** @param detail What the system reported: no space left, permission denied. */
export function captureFailed(detail: string): UserError {
  return new UserError(
    'capture-failed',
    `The capture could not be written: ${detail}.`,
    'Free some disk space or choose another location, then start again.',
    ['retry'],
  );
}

/** The trace goes on. @param detail What the system reported: no space left. */
export function payloadsNotKept(detail: string): UserError {
  return new UserError(
    'payloads-not-kept',
    `The capture cannot be written (${detail}), so the trace continues without payloads.`,
    'Free some disk space: payloads are kept again as soon as the capture can be written.',
  );
}

/** For an event that is counted and listed. @param detail As in {@link payloadsNotKept}. */
export function eventNotKept(detail: string): UserError {
  return new UserError(
    'event-not-kept',
    `This event’s bytes were not kept, because the capture could not be written (${detail}) when it arrived.`,
    'Select an event that arrived earlier or later.',
  );
}

/** The capture accepts no more events. @param limit `1.0 GB` */
export function captureFull(limit: string): UserError {
  return new UserError(
    'capture-full',
    `The capture has reached its limit of ${limit} and accepts no more events.`,
    'Start another trace with a higher limit, or with one that deletes the oldest events.',
    ['retry', 'open-settings'],
  );
}

/** An event that a capture with a limit has deleted. */
export function captureRotated(): UserError {
  return new UserError(
    'capture-rotated',
    'This event was deleted: the capture reached its limit and deleted its oldest events.',
    'Raise the limit to keep more.',
  );
}

/** @param wanted What the setting may be: `a power of two from 1 to 1024 (MiB)`. */
export function badSetting(name: string, value: unknown, wanted: string): UserError {
  return new UserError(
    'bad-setting',
    `The setting ${name} is ${JSON.stringify(value)}, which cannot be used.`,
    `Set it to ${wanted}.`,
    ['open-settings', 'retry'],
  );
}

/** @param most How many the kernel can tell apart. @param what `peers` */
export function filterTooLarge(most: number, what: string): UserError {
  return new UserError(
    'filter-too-large',
    `The kernel can filter by at most ${most} ${what}, so the filter was not changed.`,
    'Choose fewer, or choose none to trace all, and filter in the ladder.',
  );
}

export function demoFailed(detail: string): UserError {
  return new UserError(
    'demo-failed',
    `The demo node did not start: ${detail}.`,
    'Install the package for this platform (linux-x64), or build it with `npm run build`.',
    ['open-docs'],
  );
}

export function noSocketPlace(detail: string): UserError {
  return new UserError(
    'no-socket-place',
    `No suitable directory was found for the helper’s socket: ${detail}.`,
    'Set TMPDIR to a directory that has a short path and that you may write to.',
  );
}

/** @param option Of the command line, by which it is replaced all the same: `--force`. */
export function fileExists(path: string, option?: string): UserError {
  return new UserError(
    'file-exists',
    `${path} already exists and was not overwritten.`,
    option === undefined ? 'Choose another name.' : `Choose another name, or give ${option}.`,
  );
}

/** A running process is recording into this file. */
export function captureBusy(path: string): UserError {
  return new UserError(
    'capture-busy',
    `${path} is being written by another trace, and two traces would corrupt it.`,
    'Choose another name, or stop the other trace first.',
  );
}

/** @param count At most this many: it includes what the reader had begun to take. */
export function notDelivered(count: number): UserError {
  return new UserError(
    'not-delivered',
    `The trace was ended before its reader had taken ${plural(count, 'message')}.`,
    'Use a faster reader, or record into a file and print it later.',
  );
}

export function binaryOverwritten(binary: string): UserError {
  return new UserError(
    'binary-overwritten',
    `${binary} was written to in place. The probes would be in the middle of its new content and crash the node, so they were removed and the trace ended.`,
    'Restart the trace now that the file has changed. To keep a trace running next time, replace the file (`mv`, `install`) instead of writing to it.',
    ['stop-and-start'],
  );
}

/** @param pids The processes that run the earlier file. */
export function earlierBinaryRuns(binary: string, pids: readonly number[]): UserError {
  const [who, runs] = pids.length === 1 ? ['Process', 'runs'] : ['Processes', 'run'];
  return new UserError(
    'earlier-binary-runs',
    `${who} ${pids.join(', ')} still ${runs} the file that was at ${binary} before it was replaced, so the trace does not see what happens there.`,
    'Restart the node, or trace its process instead of the binary.',
  );
}

/** @param detail What the system or the reader reported: not a capture. */
export function unreadableCapture(path: string, detail: string): UserError {
  return new UserError(
    'unreadable-capture',
    `${path} cannot be read as a capture: ${detail}.`,
    'Choose a file that `record` or the extension wrote.',
  );
}

/** @param summary How many checks need attention: the list itself has been printed already. */
export function setupAmiss(summary: string): UserError {
  return new UserError('setup-amiss', summary, 'Each line marked “To do” says what to do.');
}

/** A failure that the helper reported, as a person reads it. @param target The binary, as the user knows it. */
export function failureError(failure: Failure, target: string): UserError {
  switch (failure.code) {
    case 'no-target':
      return noTarget(target, failure.detail);
    case 'no-probes':
      return noProbes(target);
    case 'kernel-lacks':
      return kernelLacks(failure.detail);
    case 'not-permitted':
      return notPermitted(failure.detail);
    case 'attach-failed':
      return failure.detail.startsWith('too few files')
        ? tooFewFiles()
        : attachFailed(failure.detail);
    case 'interrupted':
      return failure.detail === 'SIGIO' ? binaryChanging(target) : helperEnded();
    case 'bad-arguments':
    case 'not-dropped':
    case 'unknown':
      return helperBroken(failure.detail);
    default:
      return assertNever(failure.code);
  }
}

/** A reason from elsewhere as the end of a sentence. */
function withStop(reason: string): string {
  return reason.endsWith('.') ? reason : `${reason}.`;
}
