import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Messages as native/demo-node/burst.h describes them. */
export interface Burst {
  count: number;
  /** Payload bytes. */
  size: number;
  threads?: number;
  bothDirections?: boolean;
  /** Messages a second; as fast as possible when absent. */
  rate?: number;
}

/** Nanoseconds from the first message to the last, and of the threads' processor time. */
export interface BurstTimes {
  elapsed: number;
  cpu: number;
}

/** A running demo node. */
export interface Generator {
  readonly pid: number;
  /** Of one that fires a burst. */
  readonly fired: Promise<BurstTimes>;
  /** All that it printed, at its end. */
  readonly ended: Promise<string>;
  kill(): Promise<void>;
}

const directory = mkdtempSync(join(tmpdir(), 'p2p-trace-bench-'));
process.on('exit', () => rmSync(directory, { recursive: true }));

/** A copy of the demo node: somebody else may be tracing the original. */
export const binary = join(directory, 'demo-node');
copyFileSync(resolve('dist/native/demo-node'), binary);
copyFileSync(
  resolve('dist/native/busy-session.p2ptrace.gz'),
  join(directory, 'busy-session.p2ptrace.gz'),
);

/** @param program A copy of the demo node. @param args Of it. Resolves when it may be traced. */
export async function startNode(program: string, ...args: string[]): Promise<Generator> {
  const child = spawn(program, ['--with-parent', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let said = '';
  child.stdout.on('data', (text) => (said += String(text)));
  while (!said.includes('ready')) await once(child.stdout, 'data');
  const kill = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  const fired = ended.then(() => ({
    elapsed: Number(/^elapsed (\d+)$/m.exec(said)?.[1]),
    cpu: Number(/^cpu (\d+)$/m.exec(said)?.[1]),
  }));
  return { pid: child.pid!, fired, ended: ended.then(() => said), kill };
}

export function burstArguments(burst: Burst): string[] {
  const { count, size, threads = 1, bothDirections = false, rate = 0 } = burst;
  const numbers = { burst: count, size, threads, rate };
  const args = Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  return bothDirections ? [...args, '--both-directions'] : args;
}

/** Fires at once. */
export async function fire(burst: Burst): Promise<BurstTimes> {
  return (await startNode(binary, ...burstArguments(burst))).fired;
}
