import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The command line as it ships. */
export const CLI = join(__dirname, '../../../dist/cli.js');

export interface Ran {
  stdout: Buffer;
  stderr: string;
  status: number | null;
  signal: NodeJS.Signals | null;
}

/** Runs the command line to its end. @param input Of standard input. */
export function runCli(
  args: readonly string[],
  { input, env = {} }: { input?: Buffer | undefined; env?: NodeJS.ProcessEnv } = {},
): Ran {
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, [CLI, ...args], {
    input: input ?? '',
    maxBuffer: 2 ** 28,
    env: { ...process.env, ...env },
  });
  return { stdout, stderr: stderr.toString(), status, signal };
}

/** What it prints, line by line. */
export function linesOf({ stdout }: Pick<Ran, 'stdout'>): string[] {
  return stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

/** The command line while it runs. */
export class RunningCli {
  stdout = '';
  stderr = '';
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<[status: number | null, signal: NodeJS.Signals | null]>;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, ...env } });
    this.child.stdout.on('data', (data: Buffer) => (this.stdout += data.toString()));
    this.child.stderr.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.ended = once(this.child, 'close') as RunningCli['ended'];
  }

  /** Resolves when standard output has so many lines. */
  async prints(lines: number): Promise<void> {
    while (this.stdout.split('\n').length <= lines) await once(this.child.stdout, 'data');
  }
}
