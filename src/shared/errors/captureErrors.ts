import { writeErrnoText } from '../text/errnoText';
import { formatBytes, plural } from '../text/quantity';
import { UserError } from './userError';

/** @param detail What the system or the reader reported: not a capture. */
export function unreadableCapture(path: string, detail: string): UserError {
  return new UserError(
    'unreadable-capture',
    `${path} cannot be read as a capture: ${detail}.`,
    'Choose a capture of `record` or of the extension, Core’s -capturemessages directory or a .dat file of it (by its name, not from a pipe), a pcap or pcapng file, or an archive of peer-observer.',
  );
}

/** What was read before is delivered. @param detail Where and why it goes no further. */
export function unreadableFurther(name: string, detail: string): UserError {
  return new UserError(
    'unreadable-capture',
    `${name} cannot be read as a capture: ${detail}.`,
    'Everything before that was delivered, and nothing from there on.',
  );
}

/**
 * A capture that was opened, whose end is missing.
 * @param name Of the file. @param offset Where the first bytes that are not whole begin in the file. @param bytes How many they are, in words.
 * @param events What is whole, in words.
 */
export function captureDamaged(
  name: string,
  offset: number,
  bytes: string,
  events: string,
): UserError {
  return new UserError(
    'capture-damaged',
    `${name} is damaged at offset ${offset}: the ${bytes} from there on are no whole event and are left out. Before that, ${events} can be read, which are shown.`,
    'Copy the file again if it came from elsewhere; what a trace that was killed did not write is lost.',
  );
}

/** A capture that another program is recording. @param events What was there, in words. */
export function captureGrows(name: string, events: string): UserError {
  return new UserError(
    'capture-grows',
    `${name} is still being recorded by another program. What it held when it was opened is shown: ${events}.`,
    '“Bitcoin: Reload Capture” reads it again.',
  );
}

/**
 * A directory without any file of Core's `-capturemessages`.
 * @param below Directories in it that have some: `node-1`.
 */
export function nothingCaptured(path: string, below: readonly string[] = []): UserError {
  return new UserError(
    'nothing-captured',
    `${path} has no messages that a node captured: no msgs_recv.dat or msgs_sent.dat.`,
    below.length > 0
      ? `Choose one of its directories that ${below.length === 1 ? 'has' : 'have'} some: ${namesOf(below)}.`
      : 'Choose the directory message_capture of a node that ran with -capturemessages, or that of a peer in it.',
  );
}

/** `node-1, node-2 …` */
function namesOf(directories: readonly string[]): string {
  const most = 5;
  return `${directories.slice(0, most).join(', ')}${directories.length > most ? ' …' : ''}`;
}

/** Captured packets, none of them of Bitcoin as far as can be told. @param notes What they are instead. */
export function noBitcoinPackets(path: string, notes: readonly string[]): UserError {
  return new UserError(
    'no-bitcoin-packets',
    [`${path} has no message of Bitcoin’s v1 transport among its packets.`, ...notes].join(' '),
    'Capture whole packets (tcpdump -s 0) of the node’s port, of a node that runs with -v2transport=0.',
  );
}

/** @param detail What it has instead of peer-observer's events. */
export function notAnArchive(path: string, detail: string): UserError {
  return new UserError(
    'not-an-archive',
    `${path} cannot be read as an archive of peer-observer: ${detail}.`,
    'Choose a file that its archiver wrote, .bin or .bin.zst.',
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

/** Something of what was read is left out. @param places One line each: `FILE: 9 bytes at offset 32 …` */
export function leftOut(places: readonly string[]): UserError {
  return new UserError(
    'left-out',
    `${places.join('\n')}\nThese bytes were left out.`,
    'Everything else was delivered.',
  );
}

/** @param taken Bytes of the file before the place. @param detail incorrect data check. */
export function brokenCompression(name: string, taken: number, detail: string): UserError {
  return new UserError(
    'broken-compression',
    `${name} cannot be decompressed beyond byte ${taken}: ${detail}.`,
    'What comes before was delivered. If it is still being written, read it again later.',
  );
}

/** @param does What it does: `decodes`. @param detail What Node reported, or that it ended. */
export function threadFailed(does: string, detail: string): UserError {
  return new UserError(
    'thread-failed',
    `A thread that ${does} failed: ${detail}.`,
    'Try again. If it fails again, memory may be short: take fewer events at a time, or install this program anew.',
  );
}

/** `-` is given as what is to be read. */
export function stdinIsTerminal(): UserError {
  return new UserError(
    'stdin-is-terminal',
    'Standard input is a terminal, and nothing can be read from it.',
    'Name a file in place of -, or send something in with < FILE or PROGRAM |.',
  );
}

/** @param directory Of temporary files. @param detail What the system reported. */
export function spoolFailed(name: string, directory: string, detail: string): UserError {
  return new UserError(
    'spool-failed',
    `${name} has to be kept in ${directory} to be read, which failed: ${detail}.`,
    'Name a directory with more room with TMPDIR=DIRECTORY.',
  );
}

/** @param limit Bytes. */
export function spoolFull(name: string, directory: string, limit: number): UserError {
  return new UserError(
    'spool-full',
    `${name} has to be kept in ${directory} to be read, and takes more than half of the space that is free there (${formatBytes(limit)}).`,
    'Name a directory with more room with TMPDIR=DIRECTORY, or decompress it yourself into a file.',
  );
}

/** @param directory Of the captures of a window. @param limit Bytes. */
export function recordingFull(name: string, directory: string, limit: number): UserError {
  return new UserError(
    'recording-full',
    `${name} is kept in ${directory} while it is shown, and takes more than half of the space that is free there (${formatBytes(limit)}).`,
    'What came before is shown. Make room there, or decompress it yourself and open that file.',
  );
}

/** An output that is the input, or a part of it. */
export function importsItself(path: string): UserError {
  return new UserError(
    'imports-itself',
    `${path} is what would be read: writing into it would destroy it.`,
    'Choose another name.',
  );
}

/** A directory that would be written is in use. */
export function directoryNotEmpty(path: string): UserError {
  return new UserError(
    'directory-not-empty',
    `${path} has files in it, which are left alone.`,
    'Choose another name, or empty it yourself.',
  );
}

/**
 * What a file is to be written as is not clear from its name.
 * @param extension Without the dot, '' for none. @param ids Of the formats that it may be.
 */
export function noSuchFormat(out: string, extension: string, ids: readonly string[]): UserError {
  const named = extension === '' ? 'its name has no extension' : `.${extension} does not tell it`;
  return new UserError(
    'no-such-format',
    `It is not clear in which format ${out} is to be written: ${named}.`,
    `Say which with --to: ${ids.join(', ')}.`,
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

/** @param error What the system reported: no space left, permission denied. */
export function captureFailed(error: unknown): UserError {
  const hint = writeHint(error) ?? 'Free some disk space or choose another location.';
  return new UserError(
    'capture-failed',
    `The capture could not be written: ${writeErrnoText(error)}.`,
    `${hint} Then start again.`,
    ['retry'],
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

/** The trace goes on. @param detail What the system reported: no space left. */
export function payloadsNotKept(detail: string): UserError {
  return new UserError(
    'payloads-not-kept',
    `The capture cannot be written (${detail}), so the trace continues without payloads.`,
    'Payloads are kept again as soon as the capture can be written, such as once the disk has space.',
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

/** A note on an event. @param detail What the system reported, or why the file is left alone. */
export function bookmarkNotKept(path: string, detail: string): UserError {
  return new UserError(
    'bookmark-not-kept',
    `The bookmark is not in the capture ${path}: ${detail}.`,
    'This machine remembers it for this capture. A capture that is saved under another name has it.',
  );
}

/** Something that takes bytes one after the other is no place for a file. */
export function notAFile(path: string): UserError {
  return new UserError(
    'save-failed',
    `${path} could not be written: it is not a regular file.`,
    'Name a file. For a pipe or a device give - in its place, and the format with --to, and send standard output there.',
  );
}

/** @param detail Why, in words. @param hint What to do about that. */
export function saveFailed(
  path: string,
  detail: string,
  hint = 'Choose another location, or free some disk space.',
): UserError {
  return new UserError('save-failed', `${path} could not be written: ${detail}.`, hint);
}

/** @param error What the system reported: no space left, permission denied. */
export function unwritable(path: string, error: unknown): UserError {
  return saveFailed(path, writeErrnoText(error), writeHint(error));
}

/** undefined where more space may help. */
function writeHint(error: unknown): string | undefined {
  return WRITE_HINTS[(error as NodeJS.ErrnoException).code ?? ''];
}

/** What to do where more space is no help. */
const WRITE_HINTS: Readonly<Record<string, string>> = {
  EACCES: 'Choose another location.',
  EFBIG: 'Choose another location.',
  EIO: 'Choose another location.',
  EISDIR: 'Choose another name.',
  ELOOP: 'Choose another location, or remove one of those links.',
  EMFILE: 'Try again later.',
  ENAMETOOLONG: 'Choose a shorter name.',
  ENFILE: 'Try again later.',
  ENOENT: 'Make that folder first, or choose another location.',
  ENOMEM: 'Try again later.',
  ENOTDIR: 'Choose another location.',
  EPERM: 'Choose another location.',
  EROFS: 'Choose another location.',
};

/** A name that is a symbolic link to what does not exist. */
export function linkToNowhere(path: string): UserError {
  return saveFailed(
    path,
    'it is a symbolic link that leads nowhere',
    'Choose another name, or remove the link.',
  );
}

/** @param format As the command line names it. */
export function binaryToTerminal(format: string): UserError {
  return new UserError(
    'binary-to-terminal',
    `The format ${format} consists of bytes that a terminal cannot show.`,
    'Send the output into a file with > FILE, or into another program with | PROGRAM.',
  );
}

/** @param format As the command line names it. */
export function directoryToOutput(format: string): UserError {
  return new UserError(
    'directory-to-output',
    `The format ${format} is a directory, which standard output cannot be.`,
    'Name a directory in place of -.',
  );
}

/** Standard input or output is a file or a pipe. */
export function monitorNeedsTerminal(): UserError {
  return new UserError(
    'monitor-needs-terminal',
    'The monitor draws on a terminal and takes keys from it, but standard input or output is not one.',
    'Use log for lines of text or json for other programs, or start the monitor in a terminal.',
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

/** One of the captures that were opened last. */
export function captureMoved(path: string): UserError {
  return new UserError(
    'capture-moved',
    `${path} no longer exists: it was moved, renamed or deleted.`,
    'If you know where it is, use “Open Capture…”.',
  );
}

/** A file that holds the key of stand-ins. @param detail Why not. */
export function keyUnusable(path: string, detail: string): UserError {
  return new UserError(
    'key-unusable',
    `The key in ${path} cannot be used: ${detail}.`,
    'Name a file that does not exist, in which a key is made, or leave out --redact-key for a key that nobody keeps.',
  );
}

/** @param least `error`, `warning` or `note`: as the user has named it. */
export function findingsReached(count: number, least: string): UserError {
  return new UserError(
    'findings-reached',
    `${plural(count, 'finding')} ${count === 1 ? 'is' : 'are'} as grave as --fail-on ${least} asks for.`,
    'Standard output lists them; docs/findings.md says what each rule means.',
  );
}
