import { join, resolve } from 'node:path';
import { chainSetting, parseArguments, parseFile, pathSetting, sectionOf } from './nodeSettings';
import type { Settings } from './nodeSettings';

/** What a node's command line and bitcoin.conf say about where it is. */
export interface NodeOptions {
  /** As Core spells a chain: main, test, testnet4, signet, regtest; {@link UNKNOWN} where it cannot be told. */
  network: string;
  /** As -datadir has it: without the network's subdirectory. Absolute where the node's cwd is known. */
  dataDirectory: string;
}

/** Instead of a chain: what would tell it cannot be read. */
export const UNKNOWN = 'unknown';

/** Content of a file; null where it is there and cannot be read, or may be there. */
export type FileText = string | null | undefined;

export interface NodeSurroundings {
  home: string;
  cwd: string | undefined;
  /** @returns undefined when there is no such file. */
  readText(path: string): FileText;
}

/** Names of chains are Core’s and those of its offspring; other text is not shown as one. */
const CHAIN = /^[A-Za-z0-9_-]{1,32}$/;
const NOTHING: Settings = new Map();
/** Core has no limit; nobody has that many. */
const MAX_INCLUDES = 16;

/**
 * Follows ArgsManager of Core's common/args.cpp and config.cpp: the command line before the file, in
 * which sections and the part before them count by chain, and files that it includes.
 * @param args The command line without the program's name; undefined where it is not known.
 */
export function readNodeOptions(
  args: readonly string[] | undefined,
  where: NodeSurroundings,
): NodeOptions {
  if (!args) return { network: UNKNOWN, dataDirectory: '' };
  const line = parseArguments(args);
  const given = pathSetting([sectionOf(line, '').get('datadir')], 'last');
  const first = given ? place(given, where.cwd) : join(where.home, '.bitcoin');
  const file = readFiles(line, first, where);
  const network = chainOf(line, file ?? NOTHING);
  if (!file) return { network: network ?? UNKNOWN, dataDirectory: first };
  const sections = [sectionOf(file, network ?? 'main'), sectionOf(file, '')];
  const moved = given
    ? undefined
    : pathSetting(
        sections.map((section) => section.get('datadir')),
        'first',
      );
  return {
    network: network ?? 'main',
    dataDirectory: moved ? place(moved, where.cwd) : first,
  };
}

/** Absolute and without a slash at its end, where that can be told. */
function place(path: string, base: string | undefined): string {
  if (path.startsWith('/')) return resolve(path);
  return base === undefined ? path : resolve(base, path);
}

/** @returns undefined where a file that counts cannot be read. */
function readFiles(
  line: Settings,
  directory: string,
  where: NodeSurroundings,
): Settings | undefined {
  const onLine = sectionOf(line, '');
  const conf = pathSetting([onLine.get('conf')], 'last');
  const settings: Settings = new Map();
  if (conf === null) return settings;
  if (!addFile(settings, where.readText(place(conf ?? 'bitcoin.conf', directory))))
    return undefined;
  // On the command line it can be negated only.
  if (onLine.has('includeconf')) return settings;
  const chain = chainOf(line, settings) ?? 'main';
  const includes = [chain, ''].flatMap((name) => included(sectionOf(settings, name)));
  if (includes.length > MAX_INCLUDES) return undefined;
  for (const path of includes) {
    const text = where.readText(place(path, directory));
    // A node does not start without a file that it shall include.
    if (text === undefined || !addFile(settings, text)) return undefined;
  }
  return settings;
}

function addFile(settings: Settings, text: FileText): boolean {
  if (text === undefined) return true;
  return text !== null && parseFile(text, settings);
}

function included(section: ReadonlyMap<string, readonly (string | boolean)[]>): string[] {
  const values = section.get('includeconf') ?? [];
  const after = values.slice(values.lastIndexOf(false) + 1);
  return after.filter((value) => typeof value === 'string' && value !== '') as string[];
}

/** @returns undefined where nothing names a chain. */
function chainOf(line: Settings, file: Settings): string | undefined {
  const named = chainSetting(sectionOf(line, ''), sectionOf(file, ''));
  return named === undefined || CHAIN.test(named) ? named : UNKNOWN;
}
