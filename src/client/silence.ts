import type { Disposable } from '../shared/disposable';
import { eventKind } from '../shared/events/eventKinds';
import { HEADER } from '../shared/frames/layout';
import type { TraceTarget } from './helperCommand';
import { findNodes } from './nodes';
import { isSameFile } from './nodeIdentity';
import { readConnections, readIdentity } from './readProcesses';

/**
 * Milliseconds. Core pings each of its peers every two minutes (PING_INTERVAL of its net_processing.cpp),
 * which is the least that a connection carries; a quiet node with one peer is silent as long.
 */
const PATIENCE = 150_000;
/** Milliseconds between two looks at the connections: one that is just opening is not silent. */
const INTERVAL = 10_000;

export interface SilenceOptions {
  /** The pids of the processes that are traced now. */
  pids: () => number[] | Promise<number[]>;
  /** Called once, when nothing has been seen although there are connections. */
  onSilent: (silence: Silence) => void | Promise<void>;
  /** Where procfs is mounted. */
  proc?: string;
  patience?: number;
  interval?: number;
}

/** What is known about a trace that sees nothing. */
export interface Silence {
  /** The processes that have open connections. */
  pids: number[];
  connections: number;
  /** Whether one of them is stopped by a signal or a debugger. */
  stopped: boolean;
  /** How long nothing has been seen. */
  seconds: number;
}

/** Notices that a trace sees nothing although its node has open connections. */
export class SilenceWatch implements Disposable {
  private heardMs = performance.now();
  /** Whether the previous look in this silence found connections. */
  private connected = false;
  private told = false;
  private busy = false;
  private looking = false;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly options: SilenceOptions) {
    const { interval = INTERVAL } = options;
    this.timer = setInterval(() => void this.lookOnce(), interval);
    this.timer.unref();
  }

  /** An event has arrived. */
  heard(): void {
    this.heardMs = performance.now();
    this.connected = false;
  }

  /** A run of whole frames has arrived, and is handed on … */
  takes(run: Buffer): void {
    this.busy = true;
    if (hasEvents(run)) this.heard();
  }

  /** … until now. While a run is not taken, no further one arrives. */
  took(): void {
    this.busy = false;
  }

  dispose(): void {
    clearInterval(this.timer);
  }

  /** A look that fails is tried again at the next interval. */
  private async lookOnce(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    await this.look().catch(() => undefined);
    this.looking = false;
  }

  private async look(): Promise<void> {
    const { pids, proc = '/proc', onSilent } = this.options;
    if (!this.mayTell()) return;
    const connected = (await readConnections(proc, await pids())).filter(({ open }) => open > 0);
    const since = this.connected;
    this.connected = connected.length > 0;
    // While we waited, an event may have arrived, or another look may have reported the silence.
    if (!since || !this.connected || !this.mayTell()) return;
    this.told = true;
    this.dispose();
    await onSilent({
      pids: connected.map(({ pid }) => pid),
      connections: connected.reduce((sum, { open }) => sum + open, 0),
      stopped: connected.some(({ stopped }) => stopped),
      seconds: Math.round(this.silentMs / 1000),
    });
  }

  private get silentMs(): number {
    return performance.now() - this.heardMs;
  }

  private mayTell(): boolean {
    const { patience = PATIENCE } = this.options;
    return !this.told && !this.busy && this.silentMs >= patience;
  }
}

/** The processes that a trace of this target may see now. */
export async function processesOf(target: TraceTarget, proc = '/proc'): Promise<number[]> {
  if (target.kind === 'node') return [target.pid];
  // It may be named by a link, or by a path that leads into a container.
  const attached = await readIdentity(target.binary);
  const nodes = await findNodes(proc);
  return nodes.flatMap(({ pid, binary, file }) =>
    binary === target.binary || (attached && file && isSameFile(file, attached)) ? pid : [],
  );
}

/** Whether a run of whole frames has an event of a probe. */
export function hasEvents(run: Buffer): boolean {
  for (let at = 0; at < run.length; at += run.readUInt32LE(at + HEADER.length)) {
    if (eventKind(run.readUInt16LE(at + HEADER.kind))) return true;
  }
  return false;
}
