import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FakeProcess {
  args: string[];
  /** Target of /proc/PID/exe; hidden when absent. */
  exe?: string;
  cwd?: string;
  comm?: string;
  uid?: number;
  env?: string[];
  startTime?: number;
  /** Names of its other threads. */
  threads?: string[];
  /** Targets of /proc/PID/fd/*. */
  open?: string[];
  state?: string;
}

/** Writes what /proc shows of a process. @param proc The directory that stands for /proc. */
export function addProcess(proc: string, pid: number, process: FakeProcess): void {
  const directory = join(proc, `${pid}`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const { args, comm = 'x', uid = 0, state = 'S', startTime = pid } = process;
  const file = (name: string, text: string) => writeFileSync(join(directory, name), text);
  file('cmdline', args.map((arg) => `${arg}\0`).join(''));
  file('comm', `${comm}\n`);
  file('status', `Name:\t${comm}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`);
  file('stat', `${pid} (${comm}) ${state} ${'0 '.repeat(18)}${startTime} 0 0\n`);
  for (const [i, name] of (process.threads ?? []).entries()) {
    mkdirSync(join(directory, 'task', `${pid + 1 + i}`), { recursive: true });
    file(`task/${pid + 1 + i}/comm`, `${name}\n`);
  }
  if (process.open) mkdirSync(join(directory, 'fd'));
  process.open?.forEach((target, i) => symlinkSync(target, join(directory, 'fd', `${i}`)));
  if (process.env) file('environ', process.env.map((entry) => `${entry}\0`).join(''));
  if (process.exe) symlinkSync(process.exe, join(directory, 'exe'));
  if (process.cwd) symlinkSync(process.cwd, join(directory, 'cwd'));
}

export function endProcess(proc: string, pid: number): void {
  rmSync(join(proc, `${pid}`), { recursive: true });
}
