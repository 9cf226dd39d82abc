import { isAbsolute, join, resolve } from 'node:path';

/** What a node's command line and bitcoin.conf say about where it is. */
export interface NodeOptions {
  /** As Core spells a chain: main, test, testnet4, signet, regtest. */
  network: string;
  /** As -datadir has it: without the network's subdirectory. Absolute where the node's cwd is known. */
  dataDirectory: string;
}

export interface NodeSurroundings {
  home: string;
  cwd: string | undefined;
  /** @returns undefined when there is no such file or it may not be read. */
  readText(path: string): string | undefined;
}

const CHAINS = new Map([
  ['testnet', 'test'],
  ['testnet4', 'testnet4'],
  ['signet', 'signet'],
  ['regtest', 'regtest'],
]);

type Settings = [name: string, value: string][];

/**
 * Follows ArgsManager of Core's common/args.cpp: the command line before the file, whose settings
 * before any [section] choose the chain.
 * @param args The command line without the program's name.
 */
export function readNodeOptions(args: string[], where: NodeSurroundings): NodeOptions {
  const line = parseArguments(args);
  const place = (path: string, base: string | undefined) =>
    isAbsolute(path) || base === undefined ? path : resolve(base, path);
  const given = last(line, 'datadir');
  const first = given ? place(given, where.cwd) : join(where.home, '.bitcoin');
  const file = where.readText(place(last(line, 'conf') ?? 'bitcoin.conf', first));
  const settings = file === undefined ? [] : parseFile(file);
  const moved = given ? undefined : settings.find(([name]) => name === 'datadir')?.[1];
  return {
    network: chainOf(line) ?? chainOf(settings) ?? 'main',
    dataDirectory: moved ? place(moved, where.cwd) : first,
  };
}

function parseArguments(args: string[]): Settings {
  const settings: Settings = [];
  for (const arg of args) {
    const match = /^--?([^=-][^=]*)(?:=(.*))?$/s.exec(arg);
    if (!match) continue;
    settings.push(negation(match[1]!, match[2] ?? ''));
  }
  return settings;
}

/** Lines before the first section only. */
function parseFile(text: string): Settings {
  const settings: Settings = [];
  for (const line of text.split('\n')) {
    const bare = line.replace(/#.*/, '').trim();
    if (bare.startsWith('[')) break;
    const equals = bare.indexOf('=');
    if (equals > 0)
      settings.push(negation(bare.slice(0, equals).trim(), bare.slice(equals + 1).trim()));
  }
  return settings;
}

/** -noregtest means -regtest=0. */
function negation(name: string, value: string): [string, string] {
  return name.startsWith('no') ? [name.slice(2), isTrue(value) ? '0' : '1'] : [name, value];
}

/** InterpretBool of Core's common/args.cpp. */
function isTrue(value: string): boolean {
  return value === '' || (Number.parseInt(value, 10) || 0) !== 0;
}

function last(settings: Settings, wanted: string): string | undefined {
  return settings.findLast(([name, value]) => name === wanted && value !== '')?.[1];
}

function chainOf(settings: Settings): string | undefined {
  const chain = last(settings, 'chain');
  if (chain) return chain;
  for (const [option, network] of CHAINS) {
    const value = settings.findLast(([name]) => name === option)?.[1];
    if (value !== undefined && isTrue(value)) return network;
  }
  return undefined;
}
