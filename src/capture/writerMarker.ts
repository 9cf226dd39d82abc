import { readFileSync, readlinkSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { startTimeOf } from '../shared/startTime';

/*
 * While a capture is written, a small file beside it tells by whom. Its writer removes it: one that is
 * left behind belongs to a capture whose writer was killed.
 */

/** A writer that cannot be looked at is taken for dead when nothing was written for this long, ms. */
const SILENT = 60_000;

/** A process, told apart from a later one with the same number. */
interface Writer {
  pid: number;
  /** When it started, clock ticks since the machine did. */
  started: string;
  /** Of the machine's running since its last start. */
  boot: string;
  /** In which `pid` is a number. */
  namespace: string;
}

export function markerPath(path: string): string {
  return `${path}.open`;
}

/** This process writes the capture. @throws What the file system says. */
export async function mark(path: string): Promise<void> {
  const { pid } = process;
  const writer: Writer = { pid, started: startOf(pid), ...surroundings() };
  await writeFile(markerPath(path), JSON.stringify(writer), { mode: 0o600 });
}

/** Nobody has to look after the capture any more. */
export async function unmark(path: string): Promise<void> {
  await rm(markerPath(path), { force: true });
}

/** @returns Whether the writer of a capture with a marker is gone without having closed it. */
export async function isAbandoned(path: string, now = Date.now()): Promise<boolean> {
  const writer = await readWriter(path);
  const here = surroundings();
  if (writer?.boot !== here.boot) return true;
  if (writer.namespace === here.namespace) return startOf(writer.pid) !== writer.started;
  const { mtimeMs } = await stat(path);
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

function surroundings(): Pick<Writer, 'boot' | 'namespace'> {
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
