import { assertNever } from '../assertNever';
import type { Failure } from '../frames/failure';
import { plural } from '../text/quantity';
import { UserError } from './userError';

/*
 * Every error that a person may see: what happened and why, what to do next, and the buttons that
 * do it. Nothing else words an error.
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

/** @param choices One line a node. */
export function severalNodes(choices: string[]): UserError {
  return new UserError(
    'several-nodes',
    `Several nodes can be traced:\n${choices.map((line) => `  ${line}\n`).join('')}`.trimEnd(),
    '\nName one with --pid, or all of one binary with --binary.',
  );
}

export function noProbes(binary: string): UserError {
  return new UserError(
    'no-probes',
    `${binary} has no net:* tracepoints, so there is nothing to attach to.`,
    'Release binaries for Linux have them; a build of your own needs Debian’s systemtap-sdt-dev and `cmake -B build -DWITH_USDT=ON`.',
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
    `Process ${pid} is not running (any more).`,
    'Start the node and then the trace again, or trace its binary, which waits for it.',
    ['retry', 'browse'],
  );
}

/** @param detail Of the system: too many open files. */
export function lookFailed(detail: string): UserError {
  return new UserError(
    'look-failed',
    `The running processes could not be looked at: ${detail}.`,
    'Try again; where a limit is named, raise it first.',
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

/** @param detail What is missing: pkexec, an agent, or the right. */
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
    'The system did not authorise attaching as root.',
    'Try again with an administrator’s password, or let sudo ask in a terminal.',
    ['retry', 'use-terminal'],
  );
}

/** @param detail How sudo ended. */
export function sudoFailed(detail: string): UserError {
  return new UserError(
    'sudo-failed',
    `sudo did not start the tracing helper: ${detail}.`,
    'Run it where sudo can ask for a password, as a user who may use sudo, or as root.',
    ['retry', 'use-dialog', 'check-setup'],
  );
}

/** @param reasons A sentence for each way. */
export function noWay(reasons: string): UserError {
  return new UserError(
    'no-way',
    `There is no way here to get the rights that attaching takes. ${reasons}`,
    'Install sudo or, for a desktop, polkit (pkexec); or have an administrator install the helper (docs/security.md in the extension’s folder).',
    ['check-setup', 'open-docs'],
  );
}

/** As {@link noWay}, in a terminal. @param reasons A sentence for each way. */
export function noRights(reasons: string): UserError {
  return new UserError(
    'no-way',
    `There is no way here to get the rights that attaching takes. ${reasons}`,
    'Run this as root, install sudo, or have an administrator install the helper (docs/security.md); `check` says more.',
  );
}

/** Whoever types a password: nothing can attach from here. @param found What is in the way. */
export function nothingAttaches(found: string, next: string): UserError {
  return new UserError('nothing-attaches', `A trace cannot be started from here: ${found}.`, next, [
    'check-setup',
    'open-docs',
  ]);
}

/** A path that must not get near a shell. */
export function unsafePath(path: string): UserError {
  return new UserError(
    'unsafe-path',
    `The password dialog runs its command through a shell, and ${JSON.stringify(path)} has characters that a shell may act on.`,
    'Let sudo ask in a terminal, which needs no shell, or use a path of letters, digits and . _ - / only.',
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
    'In a container root needs CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN; an installed helper with capabilities of its own may lack one of them; with kernel lockdown or Secure Boot, allow BPF.',
    ['check-setup', 'open-docs'],
  );
}

/** Numbers of processes would not mean what the user means. */
export function foreignProc(): UserError {
  return new UserError(
    'foreign-proc',
    'Here /proc is of another pid namespace than this process, so it numbers processes otherwise.',
    'Mount this namespace’s own, `mount -t proc proc /proc` (with unshare: --mount-proc), and start again.',
    ['retry'],
  );
}

export function noProc(): UserError {
  return new UserError(
    'no-proc',
    'There is no procfs at /proc, without which nothing can be told of this machine’s processes.',
    'Mount it, `mount -t proc proc /proc`, and start again.',
    ['retry'],
  );
}

/** No process can be started, or no socket opened. */
export function tooFewFiles(): UserError {
  return new UserError(
    'too-few-files',
    'This process may not open as many files as tracing takes.',
    'Raise the limit, for example with `ulimit -n 128`, and start again.',
    ['retry'],
  );
}

function attachFailed(detail: string): UserError {
  return new UserError(
    'attach-failed',
    `The probes could not be attached: ${detail}.`,
    'If that is for the node’s binary, build it as its releases are built (-O2), or trace another. Else try again; if it stays so, please report it with this text and `uname -r`.',
    ['retry', 'show-log'],
  );
}

/** The helper never connected, or said something that it should not. */
export function helperBroken(detail: string): UserError {
  return new UserError('helper-broken', `The tracing helper failed: ${detail}.`, OUR_FAULT, [
    'retry',
    'show-log',
  ]);
}

export function helperEnded(): UserError {
  return new UserError(
    'helper-ended',
    'The tracing helper ended unexpectedly, so the trace ended too. The node runs on untouched.',
    'What was captured is kept. Start the trace again to go on.',
    ['retry'],
  );
}

/** The last statistics did not arrive, so nobody knows what is missing. */
export function endMissing(): UserError {
  return new UserError(
    'end-missing',
    'The end of the trace is missing: the tracing helper did not hand over what the kernel still held, so more may be lost than is counted. The node runs on untouched.',
    'What arrived before is kept. Start the trace again to go on.',
    ['retry'],
  );
}

/** @param detail What was wrong with the bytes. */
export function badStream(detail: string): UserError {
  return new UserError(
    'bad-stream',
    `The helper’s socket sent something that is no trace (${detail}); the connection was dropped.`,
    'What was captured before is kept. Start the trace again; if it stays so, please report it.',
    ['retry'],
  );
}

export function alreadyTracing(target: string): UserError {
  return new UserError(
    'already-tracing',
    `A trace of ${target} is running already.`,
    'Stop it first, then start another.',
    ['show-peers', 'stop-and-start'],
  );
}

/** A capture cannot be opened meanwhile. */
export function tracingStill(): UserError {
  return new UserError(
    'already-tracing',
    'A trace is running, and its recording stays on screen.',
    'Stop it first (Bitcoin: Stop P2P Trace), then open the capture.',
    ['show-peers'],
  );
}

export function untrustedWorkspace(): UserError {
  return new UserError(
    'untrusted-workspace',
    'Tracing starts a helper as root, which is not done in Restricted Mode.',
    'Trust this workspace, or start the trace in another window.',
    ['manage-trust'],
  );
}

/** The trace goes on. @param probes A line for each: `net:outbound_message: why`. */
export function notAllAttached(probes: string): UserError {
  return new UserError(
    'not-all-attached',
    `The trace sees only part of what its node does, since not all tracepoints are attached. ${probes}`,
    'The README says under “Troubleshooting” what to do.',
    ['open-docs', 'show-peers'],
  );
}

/** Of a capture from a file. @param probes As in {@link notAllAttached}. */
export function recordedInPart(probes: string): UserError {
  return new UserError(
    'recorded-in-part',
    `This capture has only part of what its node did, since not all tracepoints were attached. ${probes}`,
    'Nothing in it tells what is missing; the README says under “Troubleshooting” how to record everything.',
    ['open-docs', 'show-peers'],
  );
}

/** The trace goes on. @param reasons A sentence each; none where nothing tells. */
export function silentTrace(
  seconds: number,
  connections: number,
  reasons: readonly string[],
): UserError {
  const open = connections === 1 ? '1 open connection' : `${connections} open connections`;
  return new UserError(
    'silent-trace',
    `Nothing has been seen for ${seconds} seconds, although the node has ${open}, and Core pings a peer that answers every two minutes.${reasons.map((reason) => ` ${reason}`).join('')}`,
    reasons.length > 0
      ? 'Mend that, then start the trace anew if it stays silent.'
      : 'Stop it and start it anew; if it stays silent, check the set-up.',
    ['check-setup', 'stop-and-start'],
  );
}

/** @param binary The one that was traced. */
export function binaryReplaced(binary: string): UserError {
  return new UserError(
    'binary-replaced',
    `${binary} was replaced by another file, whose tracepoints are not attached.`,
    'Start the trace anew once the new node runs.',
    ['stop-and-start'],
  );
}

/** @param binary The one that was traced. */
function binaryChanging(binary: string): UserError {
  return new UserError(
    'binary-changing',
    `Somebody began to write to ${binary}, so the trace ended: a probe that stays in a file that changes would crash the node that is started from it.`,
    'What was captured is kept. Start the trace again when the new file is complete.',
    ['retry'],
  );
}

/** @param detail Of the system: no space left, permission denied. */
export function saveFailed(path: string, detail: string): UserError {
  return new UserError(
    'save-failed',
    `${path} could not be written: ${detail}.`,
    'Choose another place, or make room.',
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

/** @param most Characters that a clipboard is given. */
export function tooLongToCopy(most: string): UserError {
  return new UserError(
    'too-long-to-copy',
    `All fields of this message as JSON are more than the ${most} that a clipboard is good for.`,
    'Save the capture and print it into a file: bitcoin-p2p-trace print FILE --format json --decode.',
  );
}

/** A view of a capture whose file is no more. */
export function captureGone(path: string): UserError {
  return new UserError(
    'capture-gone',
    `The capture ${path} does not exist any more: only the latest few are kept.`,
    'Save a capture under a name of your own to keep it.',
  );
}

/** A view of peers of which no event is left. */
export function peersRotated(): UserError {
  return new UserError(
    'peers-rotated',
    'Nothing of this is left: the connection is over, and the capture has deleted its events at its limit.',
    'Raise the limit to keep more.',
  );
}

export function cancelled(): UserError {
  return new UserError(
    'cancelled',
    'Starting the trace was cancelled.',
    'Start it again any time.',
  );
}

/** @param detail Of the system: no space left, permission denied. */
/** @param detail Of the system: no space left on device. */
export function outputFailed(detail: string): UserError {
  return new UserError(
    'output-failed',
    `The output could not be written: ${detail}.`,
    'Make room where it goes to, or send it elsewhere, and start again.',
  );
}

export function captureFailed(detail: string): UserError {
  return new UserError(
    'capture-failed',
    `What was traced could not be kept: ${detail}.`,
    'Make room or choose another place, then start again.',
    ['retry'],
  );
}

/** The trace goes on. @param detail Of the system: no space left. */
export function payloadsNotKept(detail: string): UserError {
  return new UserError(
    'payloads-not-kept',
    `The capture cannot be written (${detail}), so the trace goes on without payloads.`,
    'Make room: payloads are kept again as soon as it can be written.',
  );
}

/** Of an event that is counted and listed. @param detail As in {@link payloadsNotKept}. */
export function eventNotKept(detail: string): UserError {
  return new UserError(
    'event-not-kept',
    `This event’s bytes were not kept, since the capture could not be written (${detail}) when it arrived.`,
    'Look at one that arrived before or after.',
  );
}

/** The capture takes no more. @param limit `1.0 GB` */
export function captureFull(limit: string): UserError {
  return new UserError(
    'capture-full',
    `The capture has reached its limit of ${limit} and takes no more.`,
    'Start another trace with a higher limit, or with one that deletes the oldest events.',
    ['retry', 'open-settings'],
  );
}

/** An event that a capture with a limit had before. */
export function captureRotated(): UserError {
  return new UserError(
    'capture-rotated',
    'This event is gone: the capture reached its limit, and its oldest part was deleted.',
    'Raise the limit to keep more.',
  );
}

/** @param wanted What it may be: `a power of two from 1 to 1024 (MiB)`. */
export function badSetting(name: string, value: unknown, wanted: string): UserError {
  return new UserError(
    'bad-setting',
    `The setting ${name} is ${JSON.stringify(value)}, which cannot be used.`,
    `Set it to ${wanted}.`,
    ['open-settings', 'retry'],
  );
}

/** @param most That the kernel can tell apart. @param what `peers` */
export function filterTooLarge(most: number, what: string): UserError {
  return new UserError(
    'filter-too-large',
    `The kernel can filter by ${most} ${what} at most, so the filter was left as it is.`,
    'Pick fewer, or none to trace all, and filter in the ladder.',
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
    `No directory was found for the helper’s socket: ${detail}.`,
    'Set TMPDIR to a directory with a short path that you may write to.',
  );
}

export function fileExists(path: string): UserError {
  return new UserError(
    'file-exists',
    `${path} exists already and is not overwritten.`,
    'Choose another name, or give --force.',
  );
}

/** Somebody who lives records into this file. */
export function captureBusy(path: string): UserError {
  return new UserError(
    'capture-busy',
    `${path} is being written by another trace, and two in one file would spoil it.`,
    'Choose another name, or stop the other trace first.',
  );
}

/** @param count At most: what its reader had begun to take is among it. */
export function notDelivered(count: number): UserError {
  return new UserError(
    'not-delivered',
    `The trace was ended before ${plural(count, 'message')} of it had been taken.`,
    'A faster reader, or recording into a file to print it later, keeps up.',
  );
}

/** @param pids Of processes. */
export function binaryOverwritten(binary: string): UserError {
  return new UserError(
    'binary-overwritten',
    `${binary} was written to in place. The probes would stand in the middle of its new content and crash the node, so they were removed and the trace ended.`,
    'Start the trace anew now that the file has changed; to keep a trace running, move the new file to the old one’s place (`mv`, `install`).',
    ['stop-and-start'],
  );
}

export function earlierBinaryRuns(binary: string, pids: readonly number[]): UserError {
  const [who, runs] = pids.length === 1 ? ['Process', 'runs'] : ['Processes', 'run'];
  return new UserError(
    'earlier-binary-runs',
    `${who} ${pids.join(', ')} still ${runs} the file that ${binary} was before it was replaced: what happens there is not seen.`,
    'Restart the node, or trace its process instead of the binary.',
  );
}

/** @param detail Of the system, or of the reader: not a capture. */
export function unreadableCapture(path: string, detail: string): UserError {
  return new UserError(
    'unreadable-capture',
    `${path} cannot be read as a capture: ${detail}.`,
    'Name a file that `record` or the extension wrote.',
  );
}

/** @param summary How many checks say what to do: the list itself is out already. */
export function setupAmiss(summary: string): UserError {
  return new UserError('setup-amiss', summary, 'Each line marked “To do” says what.');
}

/** What the helper said, in words for a person. @param target The binary, as the user knows it. */
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
