import { spawn } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { quiet } from './quiet';
import { median } from './table';

/** How fast a capture was converted, megabytes of it a second, and the most memory that it took, megabytes. */
export interface Conversion {
  speed: number;
  memory: number;
}

/** The command line as it ships converts a capture into a file beside it: the median of the times. */
export async function convert(
  capture: string,
  format: string,
  rounds: number,
): Promise<Conversion> {
  const seconds: number[] = [];
  let memory = 0;
  for (let round = 0; round < rounds; round++) {
    await quiet();
    const run = await convertOnce(capture, format);
    seconds.push(run.seconds);
    memory = Math.max(memory, run.memory);
  }
  return { speed: statSync(capture).size / 1e6 / median(seconds), memory };
}

async function convertOnce(
  capture: string,
  format: string,
): Promise<{ seconds: number; memory: number }> {
  const out = `${capture}.out`;
  const start = performance.now();
  const command = [resolve('dist/cli.js'), 'convert', capture, out, '--to', format];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'pipe'] });
  let memory = 0;
  const look = setInterval(() => (memory = Math.max(memory, peakOf(child.pid!))), 20);
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const status = await new Promise((done, fail) => child.on('error', fail).on('close', done));
  const seconds = (performance.now() - start) / 1000;
  clearInterval(look);
  if (status !== 0) throw new Error(said);
  if (statSync(out).size < 1e6) throw new Error('next to nothing was written');
  rmSync(out);
  return { seconds, memory };
}

/** Megabytes that a process had in memory at most; 0 when it has ended. */
function peakOf(pid: number): number {
  try {
    const [, kB] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
    return (Number(kB) * 1024) / 1e6;
  } catch {
    return 0;
  }
}
