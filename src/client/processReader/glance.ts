import { opendirSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { startTimeOf } from '../../shared/helper/startTime';
import { isExhaustion } from '../../shared/text/errnoText';
import { readStart } from './boundedFile';
import { readLink } from './processRoot';
import type { ProcessGlance } from './protocol';

/** Names of nodes and of programs derived from them, but not of their tools. */
const LIKELY = /^(bitcoin|demo-node|elementsd?$)/;
const TOOL = /^bitcoin-(cli|tx|util|wallet|chainstate|p2p-trace)/;
/** The thread that handles messages, as Core names it (util/threadnames.cpp, net.cpp). */
const THREAD = 'b-msghand';
/** Core has some fifty. */
const MOST_THREADS = 512;
/** Processes that are looked at: a machine of thousands of containers has fewer. */
const MOST_PROCESSES = 20_000;

/** Every process. Likely nodes come first, and among equals our own processes, then root's. */
export function glanceAll(proc: string): { processes: ProcessGlance[]; partial: boolean } {
  const pids = readdirSync(proc).filter((name) => /^[0-9]+$/.test(name));
  const processes = pids.slice(0, MOST_PROCESSES).flatMap((pid) => glance(Number(pid), proc) ?? []);
  const own = process.getuid!();
  const users = [own, 0];
  const userRank = (uid: number) => (users.includes(uid) ? users.indexOf(uid) : users.length);
  const rank = ({ likely, uid }: ProcessGlance) => (likely ? 0 : 4) + userRank(uid);
  processes.sort((a, b) => rank(a) - rank(b) || a.pid - b.pid);
  return { processes, partial: pids.length > MOST_PROCESSES };
}

/** @returns undefined when it has ended. @throws the system's error when we are at our limits. */
export function glance(pid: number, proc: string): ProcessGlance | undefined {
  const directory = `${proc}/${pid}`;
  const stat = text(`${directory}/stat`);
  const status = text(`${directory}/status`);
  const started = stat && startTimeOf(stat);
  if (status === undefined || started === undefined) return undefined;
  const comm = (text(`${directory}/comm`) ?? '').trimEnd();
  const link = readLink(`${directory}/exe`)?.replace(/ \(deleted\)$/, '');
  const name = link === undefined ? comm : basename(link);
  const threads = hasThread(directory);
  return {
    pid,
    started,
    uid: Number(/^Uid:\s*(\d+)/m.exec(status)?.[1] ?? -1),
    name,
    threads,
    likely: !isTool(name) && (threads || isLikely(name) || isLikely(comm)),
    // The number in each pid namespace, from the one of this procfs on.
    nested: /^NSpid:\s*\d+\s+\d/m.test(status),
  };
}

/** The number of the process that a thread is of. */
export function threadGroup(pid: number, proc: string): number {
  const tgid = /^Tgid:\s*(\d+)/m.exec(text(`${proc}/${pid}/status`) ?? '')?.[1];
  return Number(tgid ?? pid);
}

/** Whether the name is that of one of Core's programs, where no path can be read. */
export function isCoreName(name: string): boolean {
  return name.startsWith('bitcoin');
}

export function isTool(name: string): boolean {
  return TOOL.test(name);
}

function isLikely(name: string): boolean {
  return LIKELY.test(name) && !isTool(name);
}

function hasThread(directory: string): boolean {
  try {
    const threads = opendirSync(`${directory}/task`);
    try {
      for (let i = 0; i < MOST_THREADS; i++) {
        const entry = threads.readSync();
        if (!entry) return false;
        if (text(`${directory}/task/${entry.name}/comm`)?.trimEnd() === THREAD) return true;
      }
    } finally {
      threads.closeSync();
    }
  } catch (error) {
    if (isExhaustion(error)) throw error;
  }
  return false;
}

/** The kernel's own words of a process. @returns undefined when it has ended. */
function text(path: string): string | undefined {
  try {
    return readStart(path, 16 * 1024).toString('latin1');
  } catch (error) {
    if (isExhaustion(error)) throw error;
    return undefined;
  }
}
