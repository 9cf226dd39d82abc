import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { encodeHello } from '../../src/shared/frames/hello';
import { FORMAT_VERSION } from '../../src/shared/frames/layout';
import { HELLO, message } from '../unit/support/frames';
import { talkFrames } from './talkFrames';
import { median, type Row } from './table';

const MESSAGES = 1_000_000;
/** Written at once. */
const RUN = 4096;

/** Makes a process say at its end how much time of the processor it took, microseconds. */
const TELL_TIME = `data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();console.error("processor "+(user+system))})`;

/** How fast `print --findings` reads a capture of small messages, and with how much memory. */
export function findingsFigures(rounds: number): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-bench-'));
  try {
    const path = join(folder, 'talk.p2ptrace');
    writeTalk(path);
    const found = Array.from({ length: rounds }, () => printing(path, '--findings'));
    // What it takes to open the file and go through its events.
    const none = Array.from({ length: rounds }, () =>
      printing(path, '--format', 'raw', '--peer', '9999'),
    );
    const rate = (seconds: number) => Math.round(MESSAGES / seconds);
    const all = rate(median(found));
    const rest = rate(Math.max(0.001, median(found) - median(none)));
    const row = (what: string, value: number, goal?: number): Row => ({
      what: `findings of ${MESSAGES.toLocaleString('en')} messages of at most 40 bytes: ${what}`,
      goal: goal === undefined ? '' : `≥ ${goal.toLocaleString('en')} /s`,
      measured: `${value.toLocaleString('en')} /s`,
      held: goal === undefined ? undefined : value >= goal,
    });
    return [
      row('print --findings, by seconds of the processor', all, 500_000),
      row('the same without what a print of nothing takes', rest),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns Seconds of the processor, so that what else the machine does is not counted. */
function printing(path: string, ...flags: string[]): number {
  const args = ['--import', TELL_TIME, resolve('dist/cli.js'), 'print', path, ...flags];
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const [, microseconds] = /^processor (\d+)$/m.exec(stderr) ?? [];
  if (status !== 0 || microseconds === undefined) throw new Error(stderr);
  return Number(microseconds) / 1e6;
}

function writeTalk(path: string): void {
  const file = openSync(path, 'w');
  writeSync(file, encodeHello({ ...HELLO, version: FORMAT_VERSION }));
  let run: Buffer[] = [];
  let sequence = 0;
  for (const fields of talkFrames(MESSAGES)) {
    run.push(message({ ...fields, sequence: ++sequence, timeNs: 1e12 + sequence * 2000 }));
    if (run.length < RUN) continue;
    writeSync(file, Buffer.concat(run));
    run = [];
  }
  writeSync(file, Buffer.concat(run));
  closeSync(file);
}
