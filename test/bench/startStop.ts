import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { binary, fire, startNode } from './generator';
import { quiet } from './quiet';
import { semaphores } from './semaphores';
import { median, type Row } from './table';
import { bpftrace, trace } from './tracers';

/** What the kernel lists: programs and links, by id. */
function attached(): string[] {
  return ['prog', 'link'].flatMap((what) => {
    const list = execFileSync('bpftool', ['--json', what, 'list'], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    });
    return (JSON.parse(list) as { id: number; type: string }[]).map(
      ({ id, type }) => `${what} ${id} ${type}`,
    );
  });
}

interface Times {
  start: number;
  stop: number;
}

async function ours(): Promise<Times> {
  const begin = performance.now();
  const running = await trace(() => Promise.resolve());
  const started = performance.now();
  const { error } = await running.stop();
  if (error) throw error;
  return { start: started - begin, stop: performance.now() - started };
}

async function script(): Promise<Times> {
  const node = await startNode(binary, '--wait', '--burst', '1');
  const begin = performance.now();
  const tracing = await bpftrace.attach(node);
  const started = performance.now();
  await tracing.detach();
  const stop = performance.now() - started;
  await node.kill();
  return { start: started - begin, stop };
}

/** @returns what a trace leaves behind: entries of the kernel's lists, tracepoints still counted as traced. */
async function remains(): Promise<string[]> {
  const before = attached();
  const idle = await startNode(binary, '--loops', '0');
  await ours();
  const traced = [...semaphores(idle.pid)].filter(([, count]) => count > 0);
  await idle.kill();
  const left = (): string[] => attached().filter((entry) => !before.includes(entry));
  // The kernel frees what nobody holds any more a little later.
  for (let i = 0; i < 20 && left().length > 0; i++) await wait(100);
  return [...left(), ...traced.map(([name]) => name)];
}

/** From the client's wish to attached probes, by root: no password. */
export async function startStop(rounds: number): Promise<Row[]> {
  const mine: Times[] = [];
  const theirs: Times[] = [];
  const slowdowns: number[] = [];
  for (let i = 0; i < rounds; i++) {
    await quiet();
    theirs.push(await script());
    const untraced = await speed();
    mine.push(await ours());
    slowdowns.push((await speed()) / untraced);
  }
  const left = await remains();
  const [start, scriptStart] = [mine, theirs].map((list) => median(list.map((t) => t.start)));
  const [stop, scriptStop] = [mine, theirs].map((list) => median(list.map((t) => t.stop)));
  const slowdown = median(slowdowns);
  return [
    {
      what: 'helper started to attached',
      goal: '≤ 400 ms, faster than bpftrace',
      measured: `${start!.toFixed(0)} ms, bpftrace ${scriptStart!.toFixed(0)} ms`,
      held: start! <= 400 && start! < scriptStart!,
    },
    {
      what: 'stop to detached, and the last event handed over',
      goal: '',
      measured: `${stop!.toFixed(0)} ms, bpftrace ${scriptStop!.toFixed(0)} ms`,
      held: undefined,
    },
    {
      what: 'trace stopped',
      goal: 'untraced speed, nothing left',
      measured: `${slowdown.toFixed(2)} × the time of before; left: ${left.join(', ') || 'nothing'}`,
      held: slowdown <= 1.1 && left.length === 0,
    },
  ];
}

/** @returns nanoseconds for some untraced messages; the best of a few, since a message takes but three. */
async function speed(): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push((await fire({ count: 20_000_000, size: 37 })).cpu);
  return Math.min(...times);
}
