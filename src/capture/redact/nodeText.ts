import { basename } from 'node:path';
import { CHAINS } from '../../bitcoin/read/payload';
import type { UnattachedProbe } from '../../shared/frames/probeLists';
import type { Tools } from './tools';

/** What executables are called that many people run; the demo node's is among them. */
const PROGRAMS = new Set([
  'bitcoind',
  'bitcoin-qt',
  'bitcoin-node',
  'bitcoin-gui',
  'bitcoin',
  'demo-node',
]);
const CHAIN_NAMES = new Set<string>([...CHAINS, 'demo']);
const ATTACH_MODES = new Set([
  'fleet',
  'uprobe_multi',
  'perf events',
  'Core’s -capturemessages',
  'demo',
]);
/** Providers of Core's tracepoints; those of `net` come without it. */
const TRACEPOINT = /^(?:(?:net|mempool|validation|utxocache|coin_selection|wallet):)?[a-z_]{1,64}$/;

/** Where the paths of a redacted capture are. */
const PLACE = '/redacted';

/** An executable's name, where many have it. */
export function programName(name: string): string {
  return name === '' || PROGRAMS.has(name) ? name : 'node';
}

/** An executable's path, of which its name stays where many have that. */
export function binaryPath(path: string): string {
  return path === '' ? '' : `${PLACE}/${programName(basename(path))}`;
}

/** A data directory: two of them stay two. */
export function dataDirectory(path: string, tools: Tools): string {
  return path === '' ? '' : `${PLACE}/${tools.name('data directory', path)}`;
}

export function chainName(chain: string): string {
  return CHAIN_NAMES.has(chain) ? chain : '';
}

export function attachMode(mode: string): string {
  return ATTACH_MODES.has(mode) ? mode : '';
}

export function tracepoints(names: readonly string[]): string[] {
  return names.filter((name) => TRACEPOINT.test(name));
}

/** Reasons are the system's words, and may name files. */
export function unattachedProbes(probes: readonly UnattachedProbe[]): UnattachedProbe[] {
  return probes
    .filter(({ name }) => TRACEPOINT.test(name))
    .map(({ name }) => ({ name, reason: 'redacted' }));
}
