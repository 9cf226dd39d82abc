import { textBytes } from '../shared/text/textBytes';
import { encodeFilter, type TraceFilter } from '../shared/helper/traceFilter';
import { DEFAULT_RING_SIZE, DEFAULT_SNAP_LENGTH } from '../shared/helper/traceLimits';

/** What is traced, its path as bytesText has it: exactly the binary that a process runs, or a binary by its path. */
export type TraceTarget =
  | {
      kind: 'node';
      pid: number;
      binary: string;
      /** What a person reads instead of `binary`: `claims to be /usr/bin/bitcoind`. */
      described?: string;
    }
  /** Every process of it, running now or started later. */
  | { kind: 'binary'; binary: string };

/** The same, with what tells its process from a later one of that number (startTime.ts). */
export type BegunTarget =
  | (Extract<TraceTarget, { kind: 'node' }> & { started: string })
  | Extract<TraceTarget, { kind: 'binary' }>;

/** The command that has to run as root; no part of it has passed a shell. */
export interface HelperCommand {
  /** Absolute path of Node, or of Electron when `electron`. */
  file: string;
  args: string[];
  /** Needs ELECTRON_RUN_AS_NODE=1 in its environment. */
  electron: boolean;
  /** What runs, for a person who is asked for a password: absolute path of helper.js or the like. */
  runs: string;
  /** What it will trace, likewise: `process 12, /usr/bin/bitcoind`. */
  traces: string;
}

export interface HelperSettings {
  /** Bytes, a power of two. */
  ringSize?: number | undefined;
  /** Payload bytes kept of a message at most. */
  snapLength?: number | undefined;
  /** What is traced from the first event on; everything when absent. */
  filter?: TraceFilter | undefined;
  /** What becomes of unspent coins, too. */
  coins?: boolean | undefined;
}

/** Its arguments are what src/helper/helperOptions.ts accepts, in that order. */
export function helperCommand(
  helperPath: string,
  socketPath: string,
  target: BegunTarget,
  settings: HelperSettings,
): HelperCommand {
  const { ringSize = DEFAULT_RING_SIZE, snapLength = DEFAULT_SNAP_LENGTH } = settings;
  const { filter = {}, coins = false } = settings;
  const what =
    target.kind === 'node'
      ? ['--pid', `${target.pid}`, '--started', target.started]
      : ['--binary', argument(target.binary)];
  return {
    file: process.execPath,
    args: [
      helperPath,
      ...['--socket', socketPath],
      ...what,
      ...['--ring-size', `${ringSize}`],
      ...['--snap-length', `${snapLength}`],
      ...['--filter', hex(encodeFilter(filter, onlyPid(target)))],
      ...(coins ? ['--coins'] : []),
    ],
    electron: process.versions.electron !== undefined,
    runs: helperPath,
    traces:
      target.kind === 'node'
        ? `process ${target.pid}, ${target.described ?? target.binary}`
        : target.binary,
  };
}

/** Arguments of a program are UTF-8 to Node: other bytes go in hexadecimal. */
function argument(path: string): string {
  const bytes = textBytes(path);
  return typeof bytes === 'string' ? bytes : bytes.toString('hex');
}

/** @returns the process that a trace begins with, or 0: every process of the binary. */
export function onlyPid(target: TraceTarget): number {
  return target.kind === 'node' ? target.pid : 0;
}

/** Without the zeroes at its end: of most filters not much is left, of none one digit. */
function hex(filter: Buffer): string {
  return filter.toString('hex').replace(/0+$/, '') || '0';
}

/** The same as one argument list, for sudo and its kin, which clear the environment. */
export function commandWords(command: HelperCommand): string[] {
  const env = command.electron ? ['/usr/bin/env', 'ELECTRON_RUN_AS_NODE=1'] : [];
  return [...env, command.file, ...command.args];
}
