import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { binary, burstArguments, startNode } from './generator';
import { waitForSemaphores } from './semaphores';
import { median, type Row } from './table';
import { logScript } from './tracers';

/** Almost twice what the ring buffer holds, and as fast as they come. */
const BURST = { count: 3000, size: 40_000 };

/** @param args Of what prints a line for each message. @returns messages that it printed. */
async function lines(file: string, args: string[]): Promise<number> {
  let count = 0;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (data: Buffer) => {
    for (let at = data.indexOf(10); at !== -1; at = data.indexOf(10, at + 1)) count++;
  });
  await fire(child, file === process.execPath);
  return count;
}

/** @returns messages of the capture, by what `record` says at its end. */
async function recorded(): Promise<number> {
  const args = [
    resolve('dist/cli.js'),
    'record',
    '--binary',
    binary,
    '--force',
    `${binary}.p2ptrace`,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => (said += String(text)));
  await fire(child, true);
  return Number(/^(\d+) messages/m.exec(said)?.[1]);
}

/**
 * Fires once this one has attached, and ends it in order.
 * @param saysSo It says that it traces: until then a signal cancels its start.
 */
async function fire(tracer: ChildProcess, saysSo: boolean): Promise<void> {
  const ended = once(tracer, 'close');
  const said = new Promise<void>((resolve) => {
    tracer.stderr!.on('data', (text) => {
      if (!saysSo || String(text).includes('Tracing')) resolve();
    });
    if (!saysSo) resolve();
  });
  const node = await startNode(binary, '--wait', ...burstArguments(BURST));
  await Promise.race([
    Promise.all([waitForSemaphores(node.pid), said]),
    ended.then(() => {
      throw new Error('a tracer ended before it had attached');
    }),
  ]);
  await node.fired;
  tracer.kill('SIGINT');
  await ended;
}

/** What each way to print or keep messages has of a burst that is larger than the ring buffer. */
export async function commands(rounds: number): Promise<Row[]> {
  const cli = (verb: string) =>
    lines(process.execPath, [resolve('dist/cli.js'), verb, '--binary', binary]);
  const ways: [name: string, count: () => Promise<number>, all: boolean | undefined][] = [
    ['bpftrace’s log script', async () => lines('bpftrace', ['-q', '-e', logScript()]), undefined],
    ['log', () => cli('log'), true],
    ['raw', () => cli('raw'), undefined],
    ['record', recorded, undefined],
  ];
  const rows: Row[] = [];
  for (const [name, count, all] of ways) {
    const counts: number[] = [];
    for (let i = 0; i < rounds; i++) counts.push(await count());
    rows.push({
      what: `burst of 3,000 × 40 kB into ${name}`,
      goal: all ? 'every message' : '',
      measured: `${median(counts)}, at least ${Math.min(...counts)}`,
      held: all && Math.min(...counts) === BURST.count,
    });
  }
  return rows;
}
