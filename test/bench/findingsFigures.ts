import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { encodeHello } from '../../src/shared/frames/hello';
import { FORMAT_VERSION } from '../../src/shared/frames/layout';
import { HELLO, message } from '../unit/support/frames';
import { busyFrames } from './busyFrames';
import type { Scan, Scanned } from './findingsBench';
import { talkFrames } from './talkFrames';
import { median, type Row } from './table';

const EVENTS = 1_000_000;
/** Frames that are written at once. */
const RUN = 4096;
/** Events a second, and bytes of memory for each. */
const FAST = 500_000;
const SMALL = 40;

/** Captures to look at, by what they are of. */
const CAPTURES = {
  'small messages': smallFrames,
  'a busy node, with what it did': () => busyFrames(EVENTS),
} as const satisfies Record<string, () => Iterable<Buffer>>;

const SCANS: readonly (readonly [Scanned, string])[] = [
  ['findings', 'findings'],
  ['effects', 'effects'],
  ['both', 'findings and effects'],
];

/** Makes a process say at its end how much time of the processor it took, microseconds. */
const TELL_TIME = `data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();console.error("processor "+(user+system))})`;

/**
 * How fast findings and effects of a capture are found, by seconds of the processor, so that what else the machine does
 * is not counted, and with how much memory.
 */
export function findingsFigures(rounds: number): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-bench-'));
  try {
    return Object.entries(CAPTURES).flatMap(([what, frames]) => {
      const path = join(folder, 'findings.p2ptrace');
      write(path, frames());
      return [
        ...SCANS.flatMap(([scan, name]) => scanRows(`${what}: ${name}`, path, scan, rounds)),
        printRow(`${what}: print --findings`, path, rounds),
      ];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const perSecond = (rate: number): string => `${Math.round(rate).toLocaleString('en')} /s`;

/** As a window does it with a capture that it has opened. */
function scanRows(what: string, path: string, scan: Scanned, rounds: number): Row[] {
  const script = resolve('build/bench/findingsBench.js');
  const scans = Array.from({ length: rounds }, () => {
    const args = ['--expose-gc', script, path, scan];
    const text = execFileSync(process.execPath, args, { encoding: 'utf8' });
    return JSON.parse(text) as Scan;
  });
  const rate = median(scans.map(({ events, seconds }) => events / seconds));
  const bytes = median(scans.map((each) => each.bytes / each.events));
  return [
    { what, goal: `≥ ${perSecond(FAST)}`, measured: perSecond(rate), held: rate >= FAST },
    {
      what: 'the same: memory',
      goal: `≤ ${SMALL} B an event`,
      measured: `${bytes.toFixed(1)} B`,
      held: bytes <= SMALL,
    },
  ];
}

/** With all that it takes to start, and to open and index the capture. */
function printRow(what: string, path: string, rounds: number): Row {
  const seconds = Array.from({ length: rounds }, () => printing(path));
  const rate = EVENTS / median(seconds);
  return { what, goal: `≥ ${perSecond(FAST)}`, measured: perSecond(rate), held: rate >= FAST };
}

/** @returns Seconds of the processor. */
function printing(path: string): number {
  const args = ['--import', TELL_TIME, resolve('dist/cli.js'), 'print', path, '--findings'];
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const [, microseconds] = /^processor (\d+)$/m.exec(stderr) ?? [];
  if (status !== 0 || microseconds === undefined) throw new Error(stderr);
  return Number(microseconds) / 1e6;
}

function* smallFrames(): Generator<Buffer> {
  let sequence = 0;
  for (const fields of talkFrames(EVENTS)) {
    sequence++;
    yield message({ ...fields, sequence, timeNs: 1e12 + sequence * 2000 });
  }
}

function write(path: string, frames: Iterable<Buffer>): void {
  const tracepoints = [...HELLO.tracepoints, 'mempool:added', 'validation:block_connected'];
  const file = openSync(path, 'w');
  writeSync(file, encodeHello({ ...HELLO, version: FORMAT_VERSION, tracepoints }));
  let run: Buffer[] = [];
  for (const frame of frames) {
    run.push(frame);
    if (run.length < RUN) continue;
    writeSync(file, Buffer.concat(run));
    run = [];
  }
  writeSync(file, Buffer.concat(run));
  closeSync(file);
}
