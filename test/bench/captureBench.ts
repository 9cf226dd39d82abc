// Figures of the capture with many messages, bundled as the extension is:
// npx esbuild test/bench/captureBench.ts --bundle --platform=node | node --expose-gc - [MODE] [COUNT]
// MODE: all (default) with COUNT messages; rotate: 400 MB/s of 1 MB messages for 10 s, limit 1 GB;
// small: 100,000 messages/s for 30 s, limit 1 GB.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { Capture } from '../../src/capture/capture';
import { PeersModel } from '../../src/capture/model/peersModel';
import { RowView } from '../../src/capture/index/rowView';
import { MESSAGE_TYPES } from '../../src/bitcoin/messageTypes';
import { hello, message } from '../unit/support/frames';
import { HEADER } from '../../src/shared/frames/layout';

const MODE = process.argv[2] ?? 'all';
const COUNT = Number(process.argv[3] ?? 5_000_000);
const PEERS = 128;
/** A connection has one `version`, not a stream of them. */
const TYPES = MESSAGE_TYPES.filter((type) => type !== 'version');
/** Frames of one append: a socket gives about 64 KiB at once. */
const RUN_FRAMES = 256;

const directory = mkdtempSync(join(tmpdir(), 'p2p-trace-bench-'));
const path = join(directory, 'bench.p2ptrace');

function report(what: string, value: number, unit: string): void {
  console.log(`${what.padEnd(52)} ${value.toFixed(value < 10 ? 2 : 0).padStart(10)} ${unit}`);
}

async function megabytes(): Promise<number> {
  // Array buffers are freed some time after their collection.
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

/** Runs of small messages of all peers and types; payloads of 8 to 61 bytes. */
function makeRuns(): Buffer[] {
  return Array.from({ length: 64 }, (_, run) =>
    Buffer.concat(
      Array.from({ length: RUN_FRAMES }, (_, i) => {
        const n = run * RUN_FRAMES + i;
        const type = TYPES[(n * 11) % TYPES.length]!;
        const direction = n % 3 === 0 ? 'outbound' : 'inbound';
        const address = `[2a02:1234:5678:9abc::${n % PEERS}]:8333`;
        const payload = Buffer.alloc(8 + ((n * 13) % 54), n);
        return message({ type, direction, address, payload, peer: n % PEERS, timeNs: n });
      }),
    ),
  );
}

async function write(): Promise<void> {
  const runs = makeRuns();
  const before = await megabytes();
  const capture = await Capture.create(path);
  const model = new PeersModel();
  model.follow(capture);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const start = performance.now();
  await capture.append(hello);
  for (let n = 0; n < COUNT; n += RUN_FRAMES) {
    // The capture keeps a run until it is written, so each is a buffer of its own.
    await capture.append(Buffer.from(runs[(n / RUN_FRAMES) % runs.length]!));
    if (n % (RUN_FRAMES * 16) === 0) await new Promise(setImmediate);
  }
  const indexed = performance.now() - start;
  await capture.close();
  delay.disable();
  const seconds = (performance.now() - start) / 1000;
  const rows = capture.index.length;
  report('file', statSync(path).size / 1e6, 'MB');
  report('append, index and peers model', rows / (indexed / 1000), 'messages/s');
  report('the same until all is in the file', statSync(path).size / 1e6 / seconds, 'MB/s');
  report('event-loop delay p99 while writing', delay.percentile(99) / 1e6, 'ms');
  report(
    'memory, index and peers model',
    (((await megabytes()) - before) * 1e6) / rows,
    'B/message',
  );
}

async function read(): Promise<void> {
  const before = await megabytes();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const model = new PeersModel();
  let start = performance.now();
  const capture = await Capture.open(path, { onAppend: model.add });
  report('open, with peers model', performance.now() - start, 'ms');
  delay.disable();
  report('event-loop delay p99 while opening', delay.percentile(99) / 1e6, 'ms');
  report(
    'memory, index and peers model',
    (((await megabytes()) - before) * 1e6) / capture.index.length,
    'B/message',
  );

  for (const filter of [
    { peer: 17, messageType: 'inv' },
    { peer: 17 },
    { messageType: 'tx' },
    {},
  ]) {
    start = performance.now();
    const view = new RowView(capture.index, filter);
    const took = performance.now() - start;
    report(`filter ${JSON.stringify(filter)}: ${view.length} rows`, took, 'ms');
  }

  const times: number[] = [];
  for (let i = 0; i < 2000; i++) {
    const row = Math.floor((capture.index.length / 2000) * ((i * 997) % 2000));
    start = performance.now();
    await capture.payload(row);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  report('payload, median', times[1000]!, 'ms');
  report('payload, slowest of 2000', times.at(-1)!, 'ms');

  start = performance.now();
  let bytes = 0;
  for await (const run of capture.runs())
    for (let at = 0; at < run.length; at += run.readUInt32LE(at + HEADER.length)) bytes += 1;
  report(`walk all ${bytes} frames`, performance.now() - start, 'ms');
  await capture.close();
}

interface Load {
  seconds: number;
  /** Messages. */
  perSecond: number;
  /** Of one append. */
  run: Buffer;
  messagesPerRun: number;
  limitBytes?: number;
}

/** Appends at a steady rate, with a model and a view that follow, as in an extension host. */
async function sustain({
  seconds,
  perSecond,
  run,
  messagesPerRun,
  limitBytes,
}: Load): Promise<void> {
  const before = await megabytes();
  const capture = await Capture.create(path, { overwrite: true, limitBytes });
  const model = new PeersModel();
  model.follow(capture);
  await capture.append(hello);
  const view = new RowView(capture.index, { peer: 3 });
  let largest = 0;
  let memory = 0;
  const following = setInterval(() => {
    view.update();
    largest = Math.max(largest, onDisk());
    memory = Math.max(memory, process.memoryUsage().rss / 1e6);
  }, 50);
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  const start = performance.now();
  let sent = 0;
  let late = 0;
  let slowest = 0;
  while (sent < seconds * perSecond) {
    const due = Math.min(seconds, (performance.now() - start) / 1000) * perSecond;
    late = Math.max(late, due - sent - messagesPerRun);
    for (; sent + messagesPerRun <= due; sent += messagesPerRun) {
      const asked = performance.now();
      // The capture keeps a run until it is written, so each is a buffer of its own.
      await capture.append(Buffer.from(run));
      slowest = Math.max(slowest, performance.now() - asked);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await capture.flush();
  const took = (performance.now() - start) / 1000;
  delay.disable();
  clearInterval(following);
  const rows = capture.index.length;
  const kept = rows - capture.index.firstRow;
  report(
    `sustained, ${took.toFixed(2)} s`,
    ((rows / messagesPerRun) * run.length) / 1e6 / took,
    'MB/s',
  );
  report('the same', rows / took, 'messages/s');
  report('longest behind the sender', (late / perSecond) * 1000, 'ms');
  report('longest wait for the disk', slowest, 'ms');
  report('event-loop delay p99', delay.percentile(99) / 1e6, 'ms');
  report('event-loop delay, longest', delay.max / 1e6, 'ms');
  report('largest on the disk', largest / 1e6, 'MB');
  report('largest resident memory', memory, 'MB');
  report('messages kept', kept, '');
  report('memory growth', (((await megabytes()) - before) * 1e6) / kept, 'B/message kept');
  await capture.close();
}

function onDisk(): number {
  return readdirSync(directory).reduce((sum, name) => {
    // A part may go between the two calls.
    const found = statSync(join(directory, name), { throwIfNoEntry: false });
    return sum + (found?.size ?? 0);
  }, 0);
}

/** What an extension host has to bear: 50,000 messages and 100 MB a second. */
function busyHost(): Promise<void> {
  const messagesPerRun = 25;
  const run = Buffer.concat(
    Array.from({ length: messagesPerRun }, (_, n) =>
      message({ type: TYPES[n]!, peer: n, payload: Buffer.alloc(1824, n) }),
    ),
  );
  return sustain({ seconds: 10, perSecond: 50_000, run, messagesPerRun });
}

function largeMessages(): Promise<void> {
  const run = message({ type: 'block', peer: 3, payload: Buffer.alloc(1_000_000, 7) });
  return sustain({ seconds: 10, perSecond: 400, run, messagesPerRun: 1, limitBytes: 1e9 });
}

function smallMessages(): Promise<void> {
  const messagesPerRun = 300;
  const run = Buffer.concat(
    Array.from({ length: messagesPerRun }, (_, n) =>
      message({ type: TYPES[n % TYPES.length]!, peer: n % PEERS, payload: Buffer.alloc(37, n) }),
    ),
  );
  return sustain({ seconds: 30, perSecond: 100_000, run, messagesPerRun, limitBytes: 1e9 });
}

async function bench(): Promise<void> {
  switch (MODE) {
    case 'all':
      await write();
      await read();
      await busyHost();
      return;
    case 'rotate':
      await largeMessages();
      return;
    case 'small':
      await smallMessages();
      return;
    default:
      throw new Error(`no mode ${MODE}`);
  }
}

bench()
  .finally(() => rmSync(directory, { recursive: true }))
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
