import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A user to run as, and the directory with cli.js that this user may read. */
export interface RunAs {
  uid: number;
  gid: number;
  home: string;
  dist: string;
}

/** Output of the command line that has ended. */
export interface Finished {
  /** Exit status; null when a signal ended it. */
  status: number | null;
  stdout: string;
  /** Lines. */
  stderr: string[];
}

/** The command line as a process of its own. */
export class CliRun {
  readonly finished: Promise<Finished>;
  private out: Buffer[] = [];
  private err = '';

  constructor(
    args: string[],
    private readonly as?: RunAs,
    env: NodeJS.ProcessEnv = {},
  ) {
    const cli = join(as?.dist ?? resolve('dist'), 'cli.js');
    this.child = spawn(process.execPath, [cli, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      ...(as && {
        uid: as.uid,
        gid: as.gid,
        cwd: as.home,
        env: { PATH: process.env.PATH, HOME: as.home, ...env },
      }),
    });
    this.child.stdout!.on('data', (data: Buffer) => this.out.push(data));
    this.child.stderr!.on('data', (data: Buffer) => (this.err += data.toString()));
    this.finished = once(this.child, 'close').then(([status]) => ({
      status: status as number | null,
      stdout: Buffer.concat(this.out).toString(),
      stderr: this.err.trimEnd().split('\n'),
    }));
  }

  readonly child: ChildProcess;

  static run(...args: string[]): Promise<Finished> {
    return new CliRun(args).finished;
  }

  /** One whose reader sleeps: `child.stdout.resume()` wakes it. */
  static unread(...args: string[]): CliRun {
    const cli = new CliRun(args);
    cli.child.stdout!.pause();
    return cli;
  }

  /** Resolves when it has said this on standard error. */
  async says(text: string): Promise<void> {
    while (!this.err.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`it ended: ${this.err}`);
      await wait(10);
    }
  }

  /** Resolves when the probes are attached. */
  async tracing(): Promise<void> {
    await this.says('Ctrl-C stops');
  }

  /** Resolves when this much has been printed. */
  async printed(bytes: number): Promise<void> {
    while (this.out.reduce((sum, { length }) => sum + length, 0) < bytes) await wait(10);
  }

  /** The privileged process of this run. @throws when there is not exactly one. */
  helperPid(): number {
    const pids = this.helperPids();
    if (pids.length !== 1) throw new Error(`helpers: ${pids.join(', ')}`);
    return Number(pids[0]);
  }

  /** Leaves nothing, whatever it is about. */
  async kill(): Promise<void> {
    const helpers = this.helperPids();
    this.child.kill('SIGKILL');
    for (const pid of helpers) await gone(Number(pid));
  }

  private helperPids(): string[] {
    const helper = join(this.as?.dist ?? resolve('dist'), 'helper.js');
    const target = this.child.spawnargs.at(-1)!;
    return readdirSync('/proc').filter((pid) => {
      const [file, script, ...args] = commandLine(pid);
      return file === process.execPath && script === helper && args.includes(target);
    });
  }
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** Resolves when no such process is there. @returns milliseconds that it took. */
export async function gone(pid: number): Promise<number> {
  const start = performance.now();
  while (isAlive(pid)) await wait(10);
  return performance.now() - start;
}

/** Whether one of its threads has memory and files still: it loses its command line before them. */
function isAlive(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).some((thread) => runs(`${pid}/task/${thread}`));
  } catch {
    return false;
  }
}

function runs(thread: string): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${thread}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
