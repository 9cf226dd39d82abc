import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { jetstreamManager, StorageType } from '@nats-io/jetstream';
import { NatsServer } from '../unit/fleet/natsServer';
import { fireNodes, type Fired } from './fleetNodes';
import { readNodes, type Read } from './fleetReader';

/** Ticks of the kernel in a second, as it tells processor time. */
const TICKS = 100;
/** Seconds that the reader has for what is under way at the end. */
const PATIENCE = 60;
/** Bytes that the stream keeps, in memory: on the disk minutes of it would be gigabytes. */
const STREAM_BYTES = 300_000_000;

interface Load {
  nodes: number;
  /** Messages a second of each node. */
  rate: number;
  seconds: number;
}

/** Seconds of processor time that a process has taken. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

function child(role: string, server: NatsServer, load: Load): ChildProcess {
  const { nodes, rate, seconds } = load;
  return fork(process.argv[1]!, [role, server.url, `${nodes}`, `${rate}`, `${seconds}`]);
}

async function said<T>(from: ChildProcess): Promise<T> {
  const [told] = (await once(from, 'message')) as [T];
  return told;
}

/** Fires a load, and prints what came of it. @returns Whether all that was fired is accounted for. */
async function measure(load: Load): Promise<boolean> {
  const server = await NatsServer.start();
  try {
    const connection = await server.connect();
    const manager = await jetstreamManager(connection);
    await manager.streams.add({
      name: 'P2PTRACE',
      subjects: ['p2ptrace.v1.>'],
      storage: StorageType.Memory,
      max_bytes: STREAM_BYTES,
    });
    await connection.close();
    const reader = child('reader', server, load);
    await said(reader);
    const agents = child('agents', server, load);
    const reads: Read[] = [];
    reader.on('message', (read: Read) => reads.push(read));
    await said(agents);
    const before = [server.pid, agents.pid!, reader.pid!].map(processorTime);
    const fired = await said<Fired>(agents);
    const after = [server.pid, agents.pid!, reader.pid!].map(processorTime);
    agents.kill();
    const end = Date.now() + PATIENCE * 1000;
    const isWhole = () => {
      const { received, missing } = reads.at(-1)!;
      return received + missing >= fired.events;
    };
    while (!isWhole() && Date.now() < end) await once(reader, 'message');
    reader.kill();
    return report(
      load,
      fired,
      reads,
      after.map((time, i) => (time - before[i]!) / fired.seconds),
    );
  } finally {
    await server.dispose();
  }
}

function report(load: Load, fired: Fired, reads: readonly Read[], cores: number[]): boolean {
  const last = reads.at(-1)!;
  const third = Math.floor(reads.length / 3);
  const median = (some: readonly Read[]) =>
    some.map(({ rss }) => rss).sort((a, b) => a - b)[Math.floor(some.length / 2)]!;
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const count = (n: number) => n.toLocaleString('en');
  const [serverLoad, agentLoad, readerLoad] = cores.map((part) => `${Math.round(part * 100)} %`);
  const perSecond = fired.events / fired.seconds;
  const isExact = last.received + last.missing === fired.events;
  console.log(
    [
      `${load.nodes} nodes at ${load.rate} messages/s for ${Math.round(fired.seconds)} s`,
      `  fired      ${count(fired.events)} (${count(Math.round(perSecond))}/s, ${mb(fired.bytes / fired.seconds)}/s)`,
      `  received   ${count(last.received)}`,
      `  missing    ${count(last.missing)} told${isExact ? '' : `, ${count(fired.events - last.received - last.missing)} not accounted for`}`,
      `  end to end p50 ${last.p50} ms, p99 ${last.p99} ms, most ${last.most} ms`,
      `  reader     ${mb(median(reads.slice(0, third)))} in the first third, ${mb(median(reads.slice(-third)))} in the last`,
      `  of a core  server ${serverLoad}, ${load.nodes} agents ${agentLoad}, reader ${readerLoad}`,
    ].join('\n'),
  );
  return isExact;
}

async function main(): Promise<void> {
  const options = {
    minutes: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '60' },
    nodes: { type: 'string', default: '200' },
    rate: { type: 'string', default: '50' },
  } as const;
  const { values } = parseArgs({ options });
  const [minutes, seconds, nodes, rate] = [
    values.minutes,
    values.seconds,
    values.nodes,
    values.rate,
  ].map(Number) as [number, number, number, number];
  let isExact = true;
  if (minutes > 0) isExact &&= await measure({ nodes, rate, seconds: minutes * 60 });
  if (seconds > 0) isExact = (await measure({ nodes, rate: rate * 10, seconds })) && isExact;
  if (!isExact) process.exitCode = 1;
}

const [role, url, ...numbers] = process.argv.slice(2);
const [nodes = 0, rate = 0, seconds = 0] = numbers.map(Number);
if (role === 'agents') void fireNodes(url!, { nodes, rate, seconds });
else if (role === 'reader') void readNodes(url!);
else void main();
