import { constants, existsSync, readFileSync, readlinkSync } from 'node:fs';
import { copyFile, link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { startTimeOf } from '../../shared/helper/startTime';

/*
 * While a capture is written, a small file beside it names its writer. The writer removes it: one that is
 * left behind belongs to a capture whose writer was killed.
 */

/** A writer that cannot be looked at is taken for dead when nothing was written for this long, ms. */
const SILENT = 60_000;
const POLL_MS = 100;

/** A process, told apart from a later one with the same number. */
interface Writer {
  pid: number;
  /** When it started, clock ticks since the machine did. */
  started: string;
  /** Identifies the machine's current boot. */
  boot: string;
  /** The pid namespace that `pid` belongs to. */
  namespace: string;
  /** What the writer leaves to whoever finds the capture; '' or absent for nothing. */
  note?: string;
}

export function markerPath(path: string): string {
  return `${path}.open`;
}

/**
 * This process writes the capture.
 * @param note For whoever finds the capture when this process is gone. @throws What the file system says.
 */
export async function mark(path: string, note = ''): Promise<void> {
  await writeFile(markerPath(path), ownMarker(note), { mode: 0o600 });
}

/** What the writer of a capture with a marker left in it; '' for nothing. */
export async function readNote(path: string): Promise<string> {
  const note: unknown = (await readWriter(path))?.note;
  return typeof note === 'string' ? note : '';
}

/**
 * As {@link mark}, unless somebody else who lives writes the capture.
 * @returns Whether this process may. @throws What the file system says.
 */
export async function claim(path: string): Promise<boolean> {
  const marker = markerPath(path);
  const own = `${marker}-${process.pid}`;
  try {
    await writeFile(own, ownMarker(), { mode: 0o600 });
    while (!(await appears(own, marker))) {
      const there = await readFile(marker, 'utf8').catch(() => '');
      if (!(await isAbandoned(path))) return false;
      // Of several processes that find it abandoned, one takes it away; one that took another's puts it back.
      await rename(marker, `${own}-old`).catch(unlessCode('ENOENT'));
      if ((await readFile(`${own}-old`, 'utf8').catch(() => there)) === there) continue;
      await appears(`${own}-old`, marker);
      return false;
    }
    return true;
  } finally {
    for (const file of [own, `${own}-old`]) await rm(file, { force: true });
  }
}

/** Gives a whole file a second name. @returns false where that name is taken. */
async function appears(file: string, name: string): Promise<boolean> {
  try {
    // Not every file system has links.
    await link(file, name).catch((error: unknown) => {
      unlessCode('EPERM')(error);
      return copyFile(file, name, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    unlessCode('EEXIST')(error);
    return false;
  }
}

/** @throws What it is given, unless it is a system's error with this code. */
function unlessCode(expected: string): (error: unknown) => void {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code !== expected) throw error;
  };
}

function ownMarker(note = ''): string {
  const { pid } = process;
  const who = { pid, started: startOf(pid), ...bootAndNamespace() };
  const writer: Writer = note === '' ? who : { ...who, note };
  return JSON.stringify(writer);
}

/** Nobody has to look after the capture any more. */
export async function unmark(path: string): Promise<void> {
  await rm(markerPath(path), { force: true });
}

/** Resolves when nobody writes the capture any more, and at the latest after `limitMs`. */
export async function writerGone(path: string, limitMs: number): Promise<void> {
  const end = Date.now() + limitMs;
  while (Date.now() < end && (await isWritten(path))) await wait(POLL_MS);
}

/** Whether a running process has the capture marked as its own. */
export async function isWritten(path: string): Promise<boolean> {
  // It may come or go meanwhile.
  return existsSync(markerPath(path)) && !(await isAbandoned(path).catch(() => true));
}

/** @returns Whether the writer of a capture with a marker is gone without having closed it. */
export async function isAbandoned(path: string, now = Date.now()): Promise<boolean> {
  const writer = await readWriter(path);
  const here = bootAndNamespace();
  if (writer?.boot !== here.boot) return true;
  if (writer.namespace === here.namespace) return startOf(writer.pid) !== writer.started;
  // A capture that is claimed comes to be with its first frames.
  const { mtimeMs } = await stat(path).catch(() => stat(markerPath(path)));
  return now - mtimeMs > SILENT;
}

/** undefined when the marker was cut by a crash. */
async function readWriter(path: string): Promise<Writer | undefined> {
  try {
    return JSON.parse(await readFile(markerPath(path), 'utf8')) as Writer;
  } catch {
    return undefined;
  }
}

function bootAndNamespace(): Pick<Writer, 'boot' | 'namespace'> {
  return {
    boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    namespace: readlinkSync('/proc/self/ns/pid'),
  };
}

/** @returns '' when there is no such process. */
function startOf(pid: number): string {
  try {
    return startTimeOf(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? '';
  } catch {
    return '';
  }
}
