import { spawn } from 'node:child_process';
import {
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bigBlock } from '../unit/bitcoin/bigBlock';
import { hello, message } from '../unit/support/frames';
import { quiet } from './quiet';
import { median, type Row } from './table';
import { writeMany } from './writeMany';

const MB = 1e6;
/** Of a frame of writeMany. */
const BYTES_OF_SMALL = 214;

/** How long an export took, and the most memory that it had. */
interface Run {
  seconds: number;
  megabytes: number;
}

/** The command line prints a capture; its output is thrown away. */
function print(path: string, format: string): Promise<Run> {
  const start = performance.now();
  const command = [resolve('dist/cli.js'), 'print', path, '--format', format];
  const child = spawn(process.execPath, command, { stdio: ['ignore', openNull(), 'pipe'] });
  let most = 0;
  const look = setInterval(() => (most = Math.max(most, peakOf(child.pid!))), 20);
  let said = '';
  child.stderr!.on('data', (text: Buffer) => (said += text.toString()));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => {
      clearInterval(look);
      if (status !== 0) fail(new Error(said));
      else done({ seconds: (performance.now() - start) / 1000, megabytes: most });
    });
  });
}

function openNull(): number {
  return openSync('/dev/null', 'w');
}

/** Megabytes that a process had in memory at most; 0 when it has ended. */
function peakOf(pid: number): number {
  try {
    const [, kB] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
    return (Number(kB) * 1024) / MB;
  } catch {
    return 0;
  }
}

/** Of the demo's session as often as makes so many bytes. */
function writeSessions(path: string, bytes: number): void {
  const session = gunzipSync(readFileSync(resolve('native/demo-node/session.p2ptrace.gz')));
  const events = session.subarray(session.readUInt32LE(0));
  const file = openSync(path, 'w');
  writeSync(file, session);
  for (let done = session.length; done < bytes; done += events.length) writeSync(file, events);
  closeSync(file);
}

function writeBlocks(path: string, bytes: number): void {
  const block = message({ type: 'block', payload: bigBlock() });
  const file = openSync(path, 'w');
  writeSync(file, hello);
  for (let done = 0; done < bytes; done += block.length) writeSync(file, block);
  closeSync(file);
}

/** How fast captures are exported for other programs, in bytes of the capture, and how much memory that takes. */
export async function exportFigures(rounds: number, bytes: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-export-'));
  const path = join(folder, 'capture');
  const rows: Row[] = [];
  const measure = async (what: string, format: string, goal?: number): Promise<void> => {
    const runs: Run[] = [];
    for (let round = 0; round < rounds; round++) {
      await quiet();
      runs.push(await print(path, format));
    }
    const speed = statSync(path).size / MB / median(runs.map(({ seconds }) => seconds));
    const most = Math.max(...runs.map(({ megabytes }) => megabytes));
    rows.push({
      what: `print --format ${format}: ${what}`,
      goal: goal === undefined ? '' : `≥ ${goal} MB/s, ≤ 300 MB`,
      measured: `${speed.toFixed(0)} MB/s of capture, ${most.toFixed(0)} MB of memory`,
      held: goal === undefined ? undefined : speed >= goal && most <= 300,
    });
  };
  try {
    writeSessions(path, bytes);
    await measure('the session of the demo, again and again', 'parquet', 100);
    writeBlocks(path, bytes);
    await measure('blocks of 4 MB', 'parquet', 100);
    rmSync(path);
    await writeMany(path, bytes / 4 / BYTES_OF_SMALL);
    await measure('messages of 8 to 61 bytes', 'parquet');
    writeSessions(path, bytes / 8);
    for (const format of ['parquet-messages', 'csv'])
      await measure('an eighth of the sessions', format);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return rows;
}
