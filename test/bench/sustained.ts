import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Capture } from '../../src/capture/capture';
import { PeersModel } from '../../src/capture/model/peersModel';
import { TrafficRate } from '../../src/capture/model/trafficRate';
import { Recording } from '../../src/extension/captures/recording';
import { LogLines } from '../../src/extension/traffic/logLines';
import { HEADER } from '../../src/shared/frames/layout';
import { binary, burstArguments, startNode, type Burst } from './generator';
import { watchMemory } from './helperMemory';
import { openLadder } from './openLadder';
import type { Row } from './table';
import { trace } from './tracers';

/** Beside the build: /tmp may be small, or memory. */
const directory = mkdtempSync(resolve('build/bench/capture-'));
process.on('exit', () => rmSync(directory, { recursive: true }));

interface Outcome {
  /** Messages in the capture's index, deleted ones included. */
  arrived: number;
  lost: number;
  /** What the generator could not keep up with shows here. */
  seconds: number;
  /** MB, beyond the ring buffer. */
  helperMemory: number;
  /** Bytes that this process holds more of at the end, with the capture and what follows it. */
  grown: number;
}

/** Fires a burst into a capture file of 1 GB at most. @param follow Looks at it meanwhile. */
async function record(
  burst: Burst,
  follow: (capture: Capture) => () => void,
  limitBytes: number | undefined,
): Promise<Outcome> {
  const before = await memory();
  const capture = await Capture.create(join(directory, 'c'), { overwrite: true, limitBytes });
  let most = (): number => NaN;
  const running = await trace((run) => {
    if (capture.index.length === 0 && !capture.hello)
      most = watchMemory(run.readUInt32LE(HEADER.pid));
    return capture.append(run);
  });
  const unfollow = follow(capture);
  const node = await startNode(binary, '--wait', ...burstArguments(burst));
  const { elapsed } = await node.fired;
  const helperMemory = most();
  const { error } = await running.stop();
  if (error) throw error;
  const grown = (await memory()) - before;
  unfollow();
  const { statistics } = capture;
  const arrived = capture.index.length;
  await capture.close();
  const lost = (statistics?.lostRingFull ?? NaN) + (statistics?.lostUnreadable ?? NaN);
  return { arrived, lost, seconds: elapsed / 1e9, helperMemory, grown };
}

/** The models of all views, as a window has them: peers, rates, a ladder of all peers, the traffic log. */
function host(capture: Capture): () => void {
  const model = new PeersModel();
  model.follow(capture);
  const recording = new Recording(capture, model, true);
  const ladder = openLadder(recording);
  const log = new LogLines(recording, () => undefined);
  const rate = new TrafficRate();
  const timers = [
    setInterval(() => log.take(), 250),
    setInterval(() => {
      rate.sample(performance.now(), model.traffic.messages, model.traffic.bytes);
    }, 1000),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
    ladder.dispose();
    log.dispose();
  };
}

async function memory(): Promise<number> {
  // Array buffers are freed some time after their collection.
  for (let i = 0; i < 3; i++) {
    global.gc!();
    await wait(50);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function tell({ arrived, lost, seconds }: Outcome, { count, size }: Burst): string {
  const rate = Math.round(count / seconds).toLocaleString('en');
  const megabytes = Math.round((count * size) / seconds / 1e6);
  return `${rate}/s, ${megabytes} MB/s for ${seconds.toFixed(1)} s: ${count - arrived} missing, ${lost} lost`;
}

function isHeld({ arrived, lost, seconds }: Outcome, { count, rate }: Burst): boolean {
  return arrived === count && lost === 0 && seconds < (count / rate!) * 1.1;
}

/** @param share Of the time that the goals name. */
export async function sustained(share: number): Promise<Row[]> {
  const small = { count: 3_000_000 * share, size: 37, rate: 100_000 };
  const large = { count: 4000 * share, size: 1_000_000, rate: 400 };
  const busy = { count: 500_000 * share, size: 2000, rate: 50_000 };
  const gigabyte = 1e9;

  const ofSmall = await record(small, host, gigabyte);
  const ofLarge = await record(large, host, gigabyte);

  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const ofBusy = await record(busy, host, undefined);
  delay.disable();
  const p99 = delay.percentile(99) / 1e6;
  const perMessage = ofBusy.grown / busy.count;

  const stuck = await memoryOfStuck();
  const most = Math.max(
    ...[ofSmall, ofLarge, ofBusy].map((outcome) => outcome.helperMemory),
    stuck,
  );
  return [
    {
      what: 'sustained into a capture that rotates at 1 GB: small messages',
      goal: '100,000/s for 30 s, 0 lost',
      measured: tell(ofSmall, small),
      held: isHeld(ofSmall, small),
    },
    {
      what: 'the same: messages of 1 MB',
      goal: '400 MB/s for 10 s, 0 lost',
      measured: tell(ofLarge, large),
      held: isHeld(ofLarge, large),
    },
    {
      what: 'helper memory beyond the ring, at these loads and with a stuck client',
      goal: '≤ 80 MB',
      measured: `${most.toFixed(0)} MB`,
      held: most <= 80,
    },
    {
      what: 'capture and views’ models in Node.js at 50,000/s and 100 MB/s: event-loop delay p99',
      goal: '≤ 30 ms',
      measured: `${p99.toFixed(1)} ms; ${tell(ofBusy, busy)}`,
      held: p99 <= 30 && isHeld(ofBusy, busy),
    },
    {
      what: 'the same: memory',
      goal: '≤ 64 B a message',
      measured: `${perMessage.toFixed(0)} B`,
      held: perMessage <= 64,
    },
  ];
}

/** @returns MB that the helper has when its client does not read. */
async function memoryOfStuck(): Promise<number> {
  let letGo!: () => void;
  const stuck = new Promise<void>((resolve) => (letGo = resolve));
  let most = (): number => NaN;
  const running = await trace((run) => {
    most = watchMemory(run.readUInt32LE(HEADER.pid));
    return stuck;
  });
  const burst = { count: 1_000_000, size: 250 };
  const node = await startNode(binary, '--wait', ...burstArguments(burst));
  await node.fired;
  await wait(500);
  const result = most();
  letGo();
  running.dispose();
  return result;
}
