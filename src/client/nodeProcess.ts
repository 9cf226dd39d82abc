import { statSync, type BigIntStats } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { bytesText } from '../shared/text/bytesText';
import { textBytes } from '../shared/text/textBytes';
import { readProbes } from './elfProbes';
import { errnoText, isExhaustion } from '../shared/text/errnoText';
import { readNodeOptions, UNKNOWN, type FileText, type NodeOptions } from './nodeOptions';
import { readBounded, readStart } from './processReader/boundedFile';
import { FileRefused } from './processReader/fileRefused';
import { isCoreName, isTool } from './processReader/glance';
import { lockedDirectory, optionsByLock } from './processReader/openLock';
import { processRoot, readLink, type ProcessRoot } from './processReader/processRoot';
import type { FileIdentity, ProcessFacts, ProcessGlance } from './processReader/protocol';
import { userOf } from './users';

/** Bytes; PATH_MAX of linux/limits.h. */
const MAX_PATH = 4096;
/** Bytes of a command line, or of an environment: one argument may have as many. */
const MAX_ARGUMENTS = 128 * 1024;
/** Bytes; the example that Core brings has some ten thousand. */
const MAX_CONFIGURATION = 1024 * 1024;

/** Shown even without probes, or with hidden ones: the user learns why they cannot be traced. */
const NODES = new Set(['bitcoind', 'bitcoin-qt', 'bitcoin-node', 'bitcoin-gui', 'demo-node']);

type Executable = Pick<ProcessFacts, 'probes' | 'probesKnown' | 'unusual' | 'refused'>;

/**
 * Reads what a process shows of itself, its executable and its configuration. All of it is whatever
 * its user wants it to be, and any of it may block for ever: this runs in a process that can be killed.
 */
export class NodeProcesses {
  /** Executables by {@link FileIdentity}: each one on the machine is opened once. */
  private readonly executables = new Map<string, Executable>();

  constructor(private readonly proc: string) {}

  /**
   * @param any Also report what is not a node.
   * @returns undefined for what is not a node. @throws the system's error when we are at our limits.
   */
  inspect(glance: ProcessGlance, any = false): ProcessFacts | undefined {
    const { pid, started, likely } = glance;
    const directory = `${this.proc}/${pid}`;
    const link = readLink(`${directory}/exe`);
    const root = processRoot(directory);
    const running = link === undefined ? undefined : statOf(`${directory}/exe`);
    const known = running && this.executable(`${directory}/exe`, running);
    if (!any && !likely && !known?.probes.length) return undefined;
    const args = readArguments(`${directory}/cmdline`);
    const cwd = readLink(`${directory}/cwd`);
    const where = link === undefined ? claim(args?.[0] ?? '', cwd) : named(link, running, root);
    const name = link === undefined && where.binary === '' ? glance.name : basename(where.binary);
    const executable = known ?? this.hidden(where.binary, link === undefined && !glance.nested);
    // What shows neither is a thread of the kernel, or has ended.
    const isProcess = link !== undefined || Boolean(args?.length);
    const isNode = executable.probes.length > 0 || NODES.has(name) || glance.threads;
    if (!any && !(isNode && isProcess && !isTool(name))) return undefined;
    const user = userOf(glance.uid);
    const options = this.options(glance, { args, cwd, root, name, home: user.home });
    const directoryId = directoryIdOf(options.dataDirectory, root);
    return {
      pid,
      started,
      name,
      user: user.name,
      ...where,
      ...options,
      ...executable,
      ...(running && { file: identityOf(running) }),
      ...(directoryId !== undefined && { directoryId }),
    };
  }

  private executable(path: string, file: BigIntStats): Executable {
    const key = JSON.stringify(identityOf(file));
    const known = this.executables.get(key) ?? readExecutable(path);
    this.executables.set(key, known);
    return known;
  }

  /** Another user's process hides its executable: what it claims to run may be readable. */
  private hidden(binary: string, mayBeHere: boolean): Executable {
    const file = mayBeHere && binary.startsWith('/') ? statOf(binary) : undefined;
    if (file) return this.executable(binary, file);
    return { probes: [], probesKnown: false, unusual: [] };
  }

  private options(
    { pid, nested }: ProcessGlance,
    about: {
      args: string[] | undefined;
      cwd: string | undefined;
      root: ProcessRoot | undefined;
      name: string;
      home: string;
    },
  ): NodeOptions {
    if (about.name.startsWith('demo-node')) return { chain: 'demo', dataDirectory: '' };
    const directory = `${this.proc}/${pid}`;
    const { root, cwd, name } = about;
    // Where a hidden root is not ours, our files say nothing about the process.
    const ours = nested ? undefined : (path: string) => path;
    const outside = root ? root.outside : ours;
    let files = 0;
    const said = readNodeOptions(about.args?.slice(1), {
      home: homeOf(`${directory}/environ`) ?? about.home,
      cwd,
      readText: (path) => {
        const text = outside ? readConfiguration(path, outside) : null;
        if (text !== undefined) files++;
        return text;
      },
    });
    const isCore = isCoreName(name);
    // The default of a program that is not called as Core's are may be another chain.
    const guessed = !isCore && files === 0 && said.chain === 'main';
    return optionsByLock(
      lockedDirectory(directory),
      guessed ? { ...said, chain: UNKNOWN } : said,
      isCore,
    );
  }
}

function readExecutable(path: string): Executable {
  try {
    const { names, unusual } = readProbes(path);
    return { probes: names, probesKnown: true, unusual };
  } catch (error) {
    if (isExhaustion(error)) throw error;
    const none = { probes: [], unusual: [] };
    if (error instanceof FileRefused) return { ...none, probesKnown: true, refused: error.message };
    const { code } = error as NodeJS.ErrnoException;
    const hidden = code === 'EACCES' || code === 'EPERM';
    return { ...none, probesKnown: false, ...(!hidden && { refused: errnoText(error) }) };
  }
}

/** Another user's process hides its executable; the command line names one, truly or not. */
function claim(command: string, cwd: string | undefined): Pick<ProcessFacts, 'binary' | 'claimed'> {
  const path = (): string | undefined => {
    if (command.startsWith('/')) return command;
    if (command.includes('/')) return cwd === undefined ? command : resolve(cwd, command);
    const places = ['/usr/local/bin', '/usr/bin', '/bin', ...(process.env.PATH?.split(':') ?? [])];
    return places
      .map((place) => join(place, command))
      .find((candidate) => statOf(candidate)?.isFile());
  };
  const found = command.length > MAX_PATH ? '' : (path() ?? command);
  return { binary: found, claimed: true };
}

/** What the kernel says it runs. */
function named(
  link: string,
  running: BigIntStats | undefined,
  root: ProcessRoot | undefined,
): Pick<ProcessFacts, 'binary' | 'deleted' | 'elsewhere'> {
  const binary = link.replace(/ \(deleted\)$/, '');
  // A file may be named so.
  const deleted = binary !== link && !(running && isSame(statOf(link), running));
  if (deleted) return { binary, deleted };
  const elsewhere = root?.other && running && !isSame(statOf(link), running);
  return { binary: link, ...(elsewhere && { elsewhere }) };
}

/** @returns undefined where it is hidden, or longer than what is read of it. */
function readArguments(path: string): string[] | undefined {
  const bytes = readOrNothing(path, MAX_ARGUMENTS + 1);
  if (!bytes || bytes.length > MAX_ARGUMENTS) return undefined;
  return bytesText(bytes).split('\0').slice(0, -1);
}

function homeOf(path: string): string | undefined {
  const environment = readOrNothing(path, MAX_ARGUMENTS);
  return bytesText(environment ?? Buffer.alloc(0))
    .split('\0')
    .find((entry) => entry.startsWith('HOME=/') && entry.length < MAX_PATH)
    ?.slice('HOME='.length);
}

function readOrNothing(path: string, most: number): Buffer | undefined {
  try {
    return readStart(path, most);
  } catch (error) {
    if (isExhaustion(error)) throw error;
    return undefined;
  }
}

function readConfiguration(path: string, outside: (path: string) => string): FileText {
  // Relative to a directory that is not known.
  if (!path.startsWith('/')) return null;
  try {
    return bytesText(readBounded(outside(path), MAX_CONFIGURATION));
  } catch (error) {
    if (isExhaustion(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : null;
  }
}

function directoryIdOf(dataDirectory: string, root: ProcessRoot | undefined): string | undefined {
  if (!root || !dataDirectory.startsWith('/')) return undefined;
  try {
    const file = statOf(root.outside(dataDirectory));
    return file && `${file.dev}:${file.ino}`;
  } catch {
    return undefined;
  }
}

/** @returns undefined when it is not there or hidden. @throws the system's error at our limits. */
export function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(textBytes(path), { bigint: true });
  } catch (error) {
    if (isExhaustion(error)) throw error;
    return undefined;
  }
}

export function identityOf({ dev, ino, size, mtimeNs }: BigIntStats): FileIdentity {
  return { device: `${dev}`, inode: `${ino}`, size: `${size}`, written: `${mtimeNs}` };
}

function isSame(one: BigIntStats | undefined, other: BigIntStats): boolean {
  return one?.dev === other.dev && one.ino === other.ino;
}
