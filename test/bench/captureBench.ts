// Figures of the capture with many messages, bundled as the extension is:
// npx esbuild test/bench/captureBench.ts --bundle --platform=node | node --expose-gc - [COUNT]
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { Capture } from '../../src/capture/capture';
import { PeersModel } from '../../src/capture/peersModel';
import { RowView } from '../../src/capture/rowView';
import { MESSAGE_TYPES } from '../../src/bitcoin/messageTypes';
import { hello, message } from '../unit/support/frames';
import { HEADER } from '../../src/shared/layout';

const COUNT = Number(process.argv[2] ?? 5_000_000);
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

/** What an extension host has to bear: 50,000 messages and 100 MB a second, with a view that follows. */
async function sustain(): Promise<void> {
  const seconds = 10;
  const perSecond = 50_000;
  const perRun = 25;
  const run = Buffer.concat(
    Array.from({ length: perRun }, (_, n) =>
      message({ type: TYPES[n]!, peer: n, payload: Buffer.alloc(1824, n) }),
    ),
  );
  const before = await megabytes();
  const capture = await Capture.create(path, { overwrite: true });
  const model = new PeersModel();
  model.follow(capture);
  await capture.append(hello);
  const view = new RowView(capture.index, { peer: 3 });
  const following = setInterval(() => view.update(), 50);
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  const start = performance.now();
  let sent = 0;
  let slowest = 0;
  while (sent < seconds * perSecond) {
    const due = ((performance.now() - start) / 1000) * perSecond;
    for (; sent < due; sent += perRun) {
      const asked = performance.now();
      await capture.append(Buffer.from(run));
      slowest = Math.max(slowest, performance.now() - asked);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  delay.disable();
  clearInterval(following);
  await capture.close();
  const rows = capture.index.length;
  const took = (performance.now() - start) / 1000;
  report(`sustained, ${took.toFixed(1)} s`, statSync(path).size / 1e6 / took, 'MB/s');
  report('the same', rows / took, 'messages/s');
  report('event-loop delay p99', delay.percentile(99) / 1e6, 'ms');
  report('longest wait for the disk', slowest, 'ms');
  report('memory growth', (((await megabytes()) - before) * 1e6) / rows, 'B/message');
}

write()
  .then(read)
  .then(sustain)
  .finally(() => rmSync(directory, { recursive: true }))
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
