// Hostile churn against what an extension host runs: npm run soak:churn. Connections that come, send
// invented message types, and go, no address twice, into a capture that rotates, with the model of the
// peers, the rows of the tree, a ladder of all peers and the traffic log.
// --connections N; --rate MESSAGES a second, 0 for as fast as it goes; --limit BYTES.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Capture } from '../../src/capture/capture';
import { PeersModel } from '../../src/capture/model/peersModel';
import { LogLines } from '../../src/extension/traffic/logLines';
import { PeersList } from '../../src/extension/peers/peersList';
import { refreshPeriodMs } from '../../src/extension/peers/treeRefresh';
import { Recording } from '../../src/extension/captures/recording';
import { Churn, MESSAGES_PER_CONNECTION } from '../unit/support/churn';
import { hello } from '../unit/support/frames';
import { openLadder } from './openLadder';
import { machine, median, table, type Row } from './table';

/** Message types that are invented. */
const TYPES = 2000;
/** Connections of one append: a socket gives about 64 KiB at once. */
const RUN = 40;
const MB = 1e6;

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '10000000' },
    rate: { type: 'string', default: '20000' },
    limit: { type: 'string', default: '100000000' },
  },
});
const connections = Number(values.connections);
const rate = Number(values.rate);
const limitBytes = Number(values.limit);

/** MB of one moment. */
interface Sample {
  heap: number;
  outside: number;
  resident: number;
  disk: number;
}

const directory = mkdtempSync(join(tmpdir(), 'p2p-trace-churn-'));
const path = join(directory, 'churn.p2ptrace');
const samples: Sample[] = [];
let rowsOfTree = 0;
let slowestTree = 0;
let postings = 0;

function sample(): void {
  const { heapUsed, external, rss } = process.memoryUsage();
  const disk = readdirSync(directory).reduce((sum, name) => {
    // A part may go between the two calls.
    return sum + (statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0);
  }, 0);
  samples.push({
    heap: heapUsed / MB,
    outside: external / MB,
    resident: rss / MB,
    disk: disk / MB,
  });
}

/** What the Peers view tells its page, closed peers included, and where it tells only what changed. */
function showTree(list: PeersList, revision: number): void {
  const start = performance.now();
  list.toggle('4242/closed', true);
  list.changedSince(revision, 0);
  const rows = list.rows({ order: 'bytes', hideClosed: false });
  rowsOfTree = Math.max(rowsOfTree, rows.length);
  slowestTree = Math.max(slowestTree, performance.now() - start);
}

async function feed(capture: Capture): Promise<number> {
  const churn = new Churn(TYPES);
  const start = performance.now();
  let shown = start;
  const recent = monitorEventLoopDelay({ resolution: 1 });
  recent.enable();
  while (churn.connections < connections) {
    const seconds = (performance.now() - start) / 1000;
    const due = rate === 0 ? churn.connections + RUN : (seconds * rate) / MESSAGES_PER_CONNECTION;
    while (churn.connections < Math.min(due, connections)) await capture.append(churn.next(RUN));
    if (performance.now() - shown > 10_000) {
      shown = performance.now();
      const { heap, outside, resident } = samples.at(-1)!;
      const mb = [heap, outside, resident].map((value) => value.toFixed(0)).join(' + ');
      const longest = (recent.max / 1e6).toFixed(0);
      recent.reset();
      process.stderr.write(
        `${seconds.toFixed(0)} s: ${churn.connections} connections, ${mb} MB, delayed ${longest} ms at most\n`,
      );
    }
    await (rate === 0 ? setImmediate() : setTimeout(2));
  }
  recent.disable();
  return (performance.now() - start) / 1000;
}

/** Bytes in use are held by the heap, or by array buffers outside of it. */
function flat(what: string, of: (sample: Sample) => number): Row {
  const quarters = [0, 1, 2, 3].map((quarter) => {
    const size = samples.length / 4;
    const part = samples.slice(Math.floor(quarter * size), Math.floor((quarter + 1) * size));
    return median(part.map(of));
  });
  const most = Math.max(...samples.map(of));
  return {
    what,
    goal: 'flat: the last quarter ≤ 1.05 × the second',
    measured: `by quarters ${quarters.map((value) => value.toFixed(0)).join(', ')} MB, at most ${most.toFixed(0)} MB`,
    held: quarters[3]! <= quarters[1]! * 1.05,
  };
}

async function churn(): Promise<Row[]> {
  const capture = await Capture.create(path, { limitBytes });
  const peers = new PeersModel();
  peers.follow(capture);
  await capture.append(hello);
  const recording = new Recording(capture, peers, true);
  const list = new PeersList(recording);
  const ladder = openLadder(recording, () => postings++);
  const log = new LogLines(recording, () => undefined);
  let revision = 0;
  const timers = [
    setInterval(sample, 1000),
    setInterval(() => {
      showTree(list, revision);
      ({ revision } = peers);
    }, refreshPeriodMs(0)),
    setInterval(() => log.take(), 250),
  ];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const seconds = await feed(capture);
  delay.disable();
  for (const timer of timers) clearInterval(timer);
  ladder.dispose();
  log.dispose();
  const { traffic } = peers;
  const told = [...peers.nodes.values()].flatMap((node) => [...node.peers, node.others]);
  const sum = told.reduce((messages, totals) => messages + totals.traffic.messages, 0);
  await capture.close();
  const p99 = delay.percentile(99) / 1e6;
  const messages = connections * MESSAGES_PER_CONNECTION;
  return [
    {
      what: `${connections} connections, ${TYPES} message types, limit ${limitBytes / MB} MB`,
      goal: 'all are counted',
      measured: `${traffic.messages} messages in ${seconds.toFixed(0)} s: ${(messages / seconds).toFixed(0)} a second; ${capture.index.peers.length} numbers of peers, ${rowsOfTree} rows of the tree (${slowestTree.toFixed(1)} ms), ${postings} postings of the ladder`,
      held: traffic.messages === messages && sum === messages,
    },
    flat('heap and array buffers, with garbage', ({ heap, outside }) => heap + outside),
    flat('resident', ({ resident }) => resident),
    {
      what: 'capture on the disk',
      goal: `≤ ${limitBytes / MB} MB`,
      measured: `at most ${Math.max(...samples.map(({ disk }) => disk)).toFixed(0)} MB`,
      held: samples.every(({ disk }) => disk <= limitBytes / MB),
    },
    {
      what: 'event-loop delay, p99',
      goal: rate === 0 ? '' : '≤ 30 ms',
      measured: `${p99.toFixed(1)} ms, at most ${(delay.max / 1e6).toFixed(0)} ms`,
      held: rate === 0 ? undefined : p99 <= 30,
    },
  ];
}

churn()
  .then((rows) => {
    process.stdout.write(`\n${table(rows)}\n\nMeasured on ${machine()}.\n`);
    process.exitCode = rows.some(({ held }) => held === false) ? 1 : 0;
  })
  .finally(() => rmSync(directory, { recursive: true }))
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
