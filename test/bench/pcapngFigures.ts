import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bigBlock } from '../unit/bitcoin/bigBlock';
import { hello, message } from '../unit/support/frames';
import { quiet } from './quiet';
import { median, type Row } from './table';

/** Bytes of each capture, so that the start of the program is little of it. */
const SIZE = 400_000_000;

/** @returns Seconds that the command line takes to print a capture into a file: the median. */
async function exporting(capture: string, format: string, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await quiet();
    const output = openSync(`${capture}.out`, 'w');
    const start = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [resolve('dist/cli.js'), 'print', capture, '--format', format],
      { stdio: ['ignore', output, 'pipe'], encoding: 'utf8' },
    );
    times.push((performance.now() - start) / 1000);
    closeSync(output);
    if (status !== 0) throw new Error(stderr);
    if (statSync(`${capture}.out`).size < 1e6) throw new Error('next to nothing was exported');
  }
  rmSync(`${capture}.out`);
  return median(times);
}

/** A capture of frames that come again and again. */
function write(path: string, head: Buffer, frames: Buffer): void {
  const file = openSync(path, 'w');
  writeFileSync(file, head);
  for (let size = 0; size < SIZE; size += frames.length) writeFileSync(file, frames);
  closeSync(file);
}

/** How fast captures are exported as pcapng, by the bytes of the capture: the goal is for what most bytes are. */
export async function pcapngFigures(rounds: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-export-'));
  const busy = gunzipSync(readFileSync('native/demo-node/busy.p2ptrace.gz'));
  const head = busy.readUInt32LE(0);
  const ping = message({ type: 'ping', payload: Buffer.alloc(8, 1) });
  const block = message({ type: 'block', payload: bigBlock() });
  const transactions = Array.from({ length: 500 }, (_, i) => {
    const payload = Buffer.alloc(20_000, i);
    return message({ type: 'blocktxn', payload });
  });
  const captures: [string, Buffer, Buffer, number | undefined][] = [
    ['blocks of 4 MB', hello, block, 300],
    ['messages of 20 kB', hello, Buffer.concat(transactions), 300],
    ['the traffic of a busy node', busy.subarray(0, head), busy.subarray(head), undefined],
    ['messages of 8 B', hello, Buffer.concat(Array.from({ length: 5000 }, () => ping)), undefined],
  ];
  try {
    const rows: Row[] = [];
    for (const [what, first, frames, goal] of captures) {
      const capture = join(folder, 'capture');
      write(capture, first, frames);
      const speed = statSync(capture).size / 1e6 / (await exporting(capture, 'pcapng', rounds));
      rows.push({
        what: `print --format pcapng: ${what}`,
        goal: goal === undefined ? '' : `≥ ${goal} MB/s`,
        measured: `${Math.round(speed)} MB/s`,
        held: goal === undefined ? undefined : speed >= goal,
      });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
