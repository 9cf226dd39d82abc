import { readlinkSync, statSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { readNodeOptions, type NodeOptions } from './nodeOptions';
import { isReadable, readText } from './readable';
import { userOf } from './users';

/** One process that may be a node, as /proc shows it to us. */
export interface NodeProcess extends NodeOptions {
  pid: number;
  /** Of the executable: bitcoind. */
  name: string;
  /** Absolute path, or what its command line calls it where that cannot be told. */
  binary: string;
  /** What to open to read exactly this executable; undefined when neither it nor its path may be read. */
  readable: string | undefined;
  /** Device and inode of the executable, which is what probes attach to; undefined when unreadable. */
  inode: string | undefined;
  user: string;
}

/** The thread names that Core gives (util/threadnames.cpp) begin with b-. */
const CANDIDATE = /^(b-|bitcoin|demo-node)/;
const TOOL = /^bitcoin-(cli|tx|util|wallet|chainstate|p2p-trace)/;

/**
 * @param proc Where procfs is mounted.
 * @returns undefined for what is no node, has ended, or shows nothing of itself.
 */
export function inspectProcess(pid: number, proc = '/proc'): NodeProcess | undefined {
  const directory = `${proc}/${pid}`;
  const args = readText(`${directory}/cmdline`)?.split('\0') ?? [];
  const command = args[0] ?? '';
  const link = readLink(`${directory}/exe`);
  const names = [command, link ?? ''].map((path) => basename(path));
  const comm = readText(`${directory}/comm`)?.trim() ?? '';
  if (command === '' || ![comm, ...names].some((name) => CANDIDATE.test(name))) return undefined;

  const cwd = readLink(`${directory}/cwd`);
  const binary = link?.replace(/ \(deleted\)$/, '') ?? findCommand(command, cwd);
  const name = basename(binary ?? command);
  if (TOOL.test(name)) return undefined;
  const readable = [`${directory}/exe`, binary].find((path) => path && isReadable(path));
  const user = userOf(readText(`${directory}/status`));
  const home = homeOf(readText(`${directory}/environ`)) ?? user.home;
  const options = name.startsWith('demo-node')
    ? { network: 'demo', dataDirectory: '' }
    : readNodeOptions(args.slice(1, -1), { home, cwd, readText });
  return {
    pid,
    name,
    binary: binary ?? command,
    readable,
    inode: inodeOf(link === undefined ? binary : `${directory}/exe`),
    user: user.name,
    ...options,
  };
}

/** Device and inode of a file as one text; undefined when it is not there or hidden. */
export function inodeOf(path: string | undefined): string | undefined {
  try {
    const { dev, ino } = statSync(path ?? '');
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/** Another user's process hides its executable: the command line still names it. */
function findCommand(command: string, cwd: string | undefined): string | undefined {
  if (isAbsolute(command)) return command;
  if (command.includes('/')) return cwd === undefined ? undefined : join(cwd, command);
  const path = process.env.PATH?.split(':') ?? [];
  const places = ['/usr/local/bin', '/usr/bin', '/bin', ...path];
  return places.map((place) => join(place, command)).find(isReadable);
}

function homeOf(environ: string | undefined): string | undefined {
  return environ
    ?.split('\0')
    .find((entry) => entry.startsWith('HOME=/'))
    ?.slice('HOME='.length);
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
