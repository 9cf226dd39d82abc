import { join, resolve } from 'node:path';
import { chainSetting, parseArguments, parseFile, pathSetting, sectionOf } from './nodeSettings';
import type { Settings } from './nodeSettings';

/** The chain and data directory of a node, as its command line and bitcoin.conf give them. */
export interface NodeOptions {
  /** As Core spells a chain: main, test, testnet4, signet, regtest; {@link UNKNOWN} where it cannot be told. */
  chain: string;
  /** As -datadir gives it, without the chain's subdirectory. Absolute where the node's cwd is known. */
  dataDirectory: string;
}

/** The chain of a node whose settings cannot be read. */
export const UNKNOWN = 'unknown';

/** Content of a file; null where it exists, or may exist, and cannot be read. */
export type FileText = string | null | undefined;

export interface NodeOptionsDependencies {
  home: string;
  cwd: string | undefined;
  /** @returns undefined when there is no such file. */
  readText(path: string): FileText;
}

/** Names of chains in Core and in its forks; other text is not shown as a chain. */
const CHAIN = /^[A-Za-z0-9_-]{1,32}$/;
const NOTHING: Settings = new Map();
/** Core has no limit; no real configuration includes as many. */
const MAX_INCLUDES = 16;

/**
 * Follows ArgsManager of Core's common/args.cpp and config.cpp: the command line before the file, in
 * which sections and the part before them count by chain, and files that it includes.
 * @param args The command line without the program's name; undefined where it is not known.
 */
export function readNodeOptions(
  args: readonly string[] | undefined,
  deps: NodeOptionsDependencies,
): NodeOptions {
  if (!args) return { chain: UNKNOWN, dataDirectory: '' };
  const line = parseArguments(args);
  const given = pathSetting([sectionOf(line, '').get('datadir')], 'last');
  const first = given ? place(given, deps.cwd) : join(deps.home, '.bitcoin');
  const file = readFiles(line, first, deps);
  const chain = chainOf(line, file ?? NOTHING);
  if (!file) return { chain: chain ?? UNKNOWN, dataDirectory: first };
  const sections = [sectionOf(file, chain ?? 'main'), sectionOf(file, '')];
  const moved = given
    ? undefined
    : pathSetting(
        sections.map((section) => section.get('datadir')),
        'first',
      );
  return {
    chain: chain ?? 'main',
    dataDirectory: moved ? place(moved, deps.cwd) : first,
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
  deps: NodeOptionsDependencies,
): Settings | undefined {
  const onLine = sectionOf(line, '');
  const conf = pathSetting([onLine.get('conf')], 'last');
  const settings: Settings = new Map();
  if (conf === null) return settings;
  if (!addFile(settings, deps.readText(place(conf ?? 'bitcoin.conf', directory)))) return undefined;
  // On the command line it can only be negated.
  if (onLine.has('includeconf')) return settings;
  const chain = chainOf(line, settings) ?? 'main';
  const includes = [chain, ''].flatMap((name) => included(sectionOf(settings, name)));
  if (includes.length > MAX_INCLUDES) return undefined;
  for (const path of includes) {
    const text = deps.readText(place(path, directory));
    // A node does not start when a file that it includes is missing.
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
