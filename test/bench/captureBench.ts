// Figures of a capture with many messages, bundled as the extension is, as JSON on standard output:
// what the window does when it opens one, and what its ladder asks for. Run by captureFigures.ts:
// node --expose-gc build/bench/captureBench.js MESSAGES
import { noSource } from '../unit/support/noSource';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { Recordings, type Lease } from '../../src/extension/captures/recordings';
import type { Recording } from '../../src/extension/captures/recording';
import {
  rowsDependencies,
  type RowsDependencies,
} from '../../src/extension/ladder/rowsDependencies';
import { LadderRows } from '../../src/extension/ladder/ladderRows';
import { FORMAT_VERSION, HEADER, OLDEST_VERSION } from '../../src/shared/frames/layout';
import { EVERYTHING } from '../../src/shared/webview/ladderProtocol';
import { median, type Row } from './table';
import { writeMany } from './writeMany';

const MESSAGES = Number(process.argv[2]);
/** Rows that a page asks for at once. */
const PAGE = 100;
/** Times that a short thing is done. */
const OFTEN = 2000;
const ROUNDS = 5;

function atMost(what: string, ms: number, goal?: number): Row {
  return {
    what,
    goal: goal === undefined ? '' : `≤ ${goal} ms`,
    measured: `${ms.toFixed(ms < 10 ? 2 : 0)} ms`,
    held: goal === undefined ? undefined : ms <= goal,
  };
}

function perSecond(what: string, ms: number): Row {
  const rate = Math.round((MESSAGES * 1000) / ms).toLocaleString('en');
  return { what, goal: '', measured: `${rate} /s`, held: undefined };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  // What was used before is not collected meanwhile.
  globalThis.gc?.();
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** @returns Milliseconds of each time, ascending. */
async function often(work: (i: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < OFTEN; i++) {
    const start = performance.now();
    await work(i);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}

async function open(path: string): Promise<{ ms: number; lease: Lease }> {
  let lease!: Lease;
  const ms = await timed(async () => (lease = await new Recordings(noSource).open(path)));
  return { ms, lease };
}

/** Makes of a capture one that a release of this format version has written. */
function setVersion(path: string, version: number): void {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(version);
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, HEADER.size);
  closeSync(file);
}

/** Resolves when the filter has looked at all rows. */
async function filtered(parts: RowsDependencies, filter: string): Promise<LadderRows> {
  const rows = new LadderRows(parts, { ...EVERYTHING, filter });
  while (rows.growth.scanned < 1) {
    const { problem } = rows.growth;
    if (problem !== '') throw new Error(problem);
    await setImmediate();
  }
  return rows;
}

/** As a ladder of all peers asks for them. */
async function ladderRows(recording: Recording): Promise<Row[]> {
  const parts = rowsDependencies(recording, 'all');
  const { pairs } = parts;
  const { length } = recording.capture.index;
  const paired = await timed(async () => {
    while (pairs.known < length) await setImmediate();
  });

  const columns: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    (await filtered(parts, 'peer:17 type:inv')).dispose();
    const { user, system } = process.cpuUsage(start);
    columns.push((user + system) / 1000);
  }
  const once = async (filter: string): Promise<number> =>
    timed(async () => (await filtered(parts, filter)).dispose());

  const all = new LadderRows(parts, EVERYTHING);
  while (all.growth.scanned < 1) await setImmediate();
  const pages = await often((i) => {
    const from = Math.floor((length / OFTEN) * ((i * 997) % OFTEN));
    return all.read(from, from + PAGE);
  });
  all.dispose();
  return [
    atMost('filter by peer and type, all rows found', median(columns), 150),
    perSecond('filter by a hash', await once(`hash:${'0f'.repeat(32)}`)),
    perSecond('filter by a word of what is shown', await once('satoshi')),
    perSecond('requests and answers found', paired),
    atMost(
      `any ${PAGE} rows of a ladder, the slowest of ${OFTEN.toLocaleString('en')}`,
      pages.at(-1)!,
    ),
  ];
}

async function bench(path: string): Promise<Row[]> {
  await writeMany(path, MESSAGES);
  setVersion(path, OLDEST_VERSION);
  const old = await open(path);
  old.lease.dispose();
  setVersion(path, FORMAT_VERSION);
  const { ms, lease } = await open(path);
  const { recording } = lease;
  const { capture } = recording;
  const payloads = await often((i) =>
    capture.payload(Math.floor((capture.index.length / OFTEN) * ((i * 997) % OFTEN))),
  );
  const ladder = await ladderRows(recording);
  lease.dispose();
  return [
    atMost('open the file', ms, 3000),
    atMost(`open one of format version ${OLDEST_VERSION}`, old.ms, 3000),
    atMost(`any payload, the slowest of ${OFTEN.toLocaleString('en')}`, payloads.at(-1)!, 10),
    ...ladder,
  ];
}

const directory = mkdtempSync(join(tmpdir(), 'p2p-trace-bench-'));

bench(join(directory, 'bench.p2ptrace'))
  .finally(() => rmSync(directory, { recursive: true }))
  .then(
    (rows) => process.stdout.write(JSON.stringify(rows)),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
