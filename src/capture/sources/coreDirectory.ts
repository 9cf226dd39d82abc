import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Direction } from '../../shared/events/eventKind';

/** A file that Core writes for each peer and direction. */
export interface CoreFileName {
  path: string;
  direction: Direction;
  /** Of the peer, as its directory is called. */
  address: string;
}

const DIRECTIONS: Partial<Record<string, Direction>> = {
  'msgs_recv.dat': 'inbound',
  'msgs_sent.dat': 'outbound',
};

/** By the directory that Core keeps a chain's data in (chainparamsbase.cpp). */
const CHAINS: Partial<Record<string, string>> = {
  regtest: 'regtest',
  signet: 'signet',
  testnet3: 'test',
  testnet4: 'testnet4',
};

export function isCoreFile(path: string): boolean {
  return DIRECTIONS[basename(path)] !== undefined;
}

/** Several directories in one, as a shell has them: `message_capture/{127.0.0.1_18444,127.0.0.1_18445}`. */
const SEVERAL = /^(.*)\/\{([^{}/]+)\}$/s;

/** The directories that a place names; undefined where it is one by itself. */
export function severalAt(place: string): { within: string; names: string[] } | undefined {
  const [, within, names] = SEVERAL.exec(resolve(place)) ?? [];
  return within === undefined ? undefined : { within, names: names!.split(',') };
}

/**
 * Core's capture files at a place: in the directory of a chain's data, in its `message_capture`, in the directory
 * of a peer, in those of several, or the one file that the place is. In the order of their names.
 * @throws The error of the system.
 */
export async function coreFilesAt(place: string): Promise<CoreFileName[]> {
  const path = resolve(place);
  const several = severalAt(path);
  if (several) {
    const found = several.names.map((name) => filesIn(join(several.within, name)));
    return (await Promise.all(found)).flat();
  }
  if (!(await stat(path)).isDirectory()) return isCoreFile(path) ? [fileName(path)] : [];
  const own = await filesIn(path);
  if (own.length > 0) return own;
  const peers = await directoriesIn(path);
  if (basename(path) !== CAPTURE && peers.includes(CAPTURE))
    return coreFilesAt(join(path, CAPTURE));
  const found = await Promise.allSettled(peers.map((name) => filesIn(join(path, name))));
  const files = found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  const failed = found.find((each) => each.status === 'rejected');
  // Whatever else is in a directory without captures need not be readable.
  if (failed && files.length > 0) throw failed.reason;
  return files;
}

const CAPTURE = 'message_capture';

/** Directories that are looked into for captures; any place may be named. */
const MOST_LOOKED_INTO = 100;

/** The directories of a place that have capture files, as those of the nodes in an export have. Never rejects. */
export async function captureDirectoriesIn(place: string): Promise<string[]> {
  const names = await directoriesIn(resolve(place)).catch(() => []);
  const found: string[] = [];
  for (const name of names.slice(0, MOST_LOOKED_INTO)) {
    const files = await coreFilesAt(join(place, name)).catch(() => []);
    if (files.length > 0) found.push(name);
  }
  return found;
}

/** What the path tells of the node: '' where it tells nothing. */
export function coreNodeAt({ path }: CoreFileName): { chain: string; dataDirectory: string } {
  const capture = dirname(dirname(path));
  if (basename(capture) !== CAPTURE) return { chain: '', dataDirectory: '' };
  const data = dirname(capture);
  // A signet of one's own has its challenge in the name.
  const chain = CHAINS[basename(data).replace(/^signet_.*/, 'signet')];
  return chain === undefined
    ? { chain: '', dataDirectory: data }
    : { chain, dataDirectory: dirname(data) };
}

async function filesIn(directory: string): Promise<CoreFileName[]> {
  const names = await namesIn(directory, isCoreFile, (stats) => stats.isFile());
  return names.map((name) => fileName(join(directory, name)));
}

function directoriesIn(directory: string): Promise<string[]> {
  return namesIn(
    directory,
    () => true,
    (stats) => stats.isDirectory(),
  );
}

/** Links count as what they lead to. */
async function namesIn(
  directory: string,
  isWanted: (name: string) => boolean,
  isKind: (stats: Dirent | Stats) => boolean,
): Promise<string[]> {
  const entries = (await readdir(directory, { withFileTypes: true })).filter(({ name }) =>
    isWanted(name),
  );
  const names: string[] = [];
  for (const entry of entries) {
    const path = join(directory, entry.name);
    // One that leads nowhere is none.
    const kind = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
    if (kind && isKind(kind)) names.push(entry.name);
  }
  return names.sort();
}

function fileName(path: string): CoreFileName {
  const direction = DIRECTIONS[basename(path)]!;
  return { path, direction, address: addressOf(basename(dirname(path))) };
}

/** Core writes `_` in place of each `:` of an address with its port. */
function addressOf(name: string): string {
  const ipv6 = /^\[[0-9a-f_.]+\]/.exec(name)?.[0] ?? '';
  const rest = name.slice(ipv6.length);
  return ipv6.replaceAll('_', ':') + rest.replace(/_(\d{1,5})$/, ':$1');
}
