import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { binary, startNode } from './generator';
import { memoryBeyondRing } from './helperMemory';
import { median, type Row } from './table';

/** Bytes on the disk at most. */
const LIMIT = 64e6;

/** MB of one moment. */
interface Sample {
  client: number;
  helper: number;
  disk: number;
}

/** The demo node at 50 times real speed, through the command line into a file that rotates. */
export async function soak(seconds: number): Promise<Row[]> {
  const directory = mkdtempSync(resolve('build/bench/soak-'));
  try {
    const node = await startNode(binary, '--wait', '--speed', '50', '--loops', '0');
    const cli = spawn(
      process.execPath,
      [
        ...[resolve('dist/cli.js'), 'record', join(directory, 'capture'), '--pid', `${node.pid}`],
        ...['--duration', `${seconds}`, '--limit', `${LIMIT}`],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    cli.stderr.on('data', (text) => (said += String(text)));
    const samples: Sample[] = [];
    const timer = setInterval(() => {
      const helper = said.includes('Ctrl-C') ? childOf(cli.pid!) : undefined;
      if (helper === undefined) return;
      samples.push({
        client: memoryBeyondRing(cli.pid!),
        helper: memoryBeyondRing(helper),
        disk: sizeOf(directory),
      });
      process.stderr.write('.');
    }, 1000);
    const [status] = (await once(cli, 'close')) as [number | null];
    clearInterval(timer);
    await node.kill();
    return [...verdict(said, status, seconds), ...memoryOf(samples)];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function verdict(said: string, status: number | null, seconds: number): Row[] {
  const last = said.trimEnd().split('\n').at(-1) ?? '';
  return [
    {
      what: `demo node at 50 times real speed, ${seconds} s, recorded by the command line`,
      goal: '0 lost',
      measured: last,
      held: status === 0 && last.includes(' 0 lost, 0 truncated'),
    },
  ];
}

/**
 * What grows without end shows in the second half: in the first, V8 and the allocator take what they
 * will hold.
 */
function memoryOf(samples: Sample[]): Row[] {
  const names: [keyof Sample, string][] = [
    ['helper', 'memory of the helper, beyond the ring buffer'],
    ['client', 'memory of the command line'],
    ['disk', 'capture on the disk'],
  ];
  return names.map(([name, what]) => {
    const values = samples.map((sample) => sample[name]);
    const quarters = [0, 1, 2, 3].map((quarter) => {
      const size = values.length / 4;
      return median(values.slice(Math.floor(quarter * size), Math.floor((quarter + 1) * size)));
    });
    const [third, last] = quarters.slice(2) as [number, number];
    const most = Math.max(...values);
    return {
      what,
      goal: name === 'disk' ? `≤ ${LIMIT / 1e6} MB` : 'flat: the last quarter ≤ 1.1 × the third',
      measured: `by quarters ${quarters.map((value) => value.toFixed(0)).join(', ')} MB, at most ${most.toFixed(0)} MB`,
      held: name === 'disk' ? most <= LIMIT / 1e6 : last <= third * 1.1,
    };
  });
}

function childOf(pid: number): number | undefined {
  return (
    Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0]) || undefined
  );
}

function sizeOf(directory: string): number {
  return readdirSync(directory).reduce((sum, name) => {
    // A part may go between the two calls.
    const found = statSync(join(directory, name), { throwIfNoEntry: false });
    return sum + (found?.size ?? 0) / 1e6;
  }, 0);
}
