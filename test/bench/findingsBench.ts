// How fast findings and effects of a capture are found as the window does, and with how much memory, as JSON on
// standard output. Run by findingsFigures.ts: node --expose-gc build/bench/findingsBench.js CAPTURE WHAT
import { Capture } from '../../src/capture/capture';
import { Causes } from '../../src/capture/query/causes';
import { Findings } from '../../src/capture/query/findings';
import type { WatchedScan } from '../../src/capture/query/watchedScan';

const SCANS = {
  findings: (capture: Capture) => [new Findings(capture, () => false)],
  effects: (capture: Capture) => [new Causes(capture, () => false)],
  both: (capture: Capture) => [
    new Findings(capture, () => false),
    new Causes(capture, () => false),
  ],
} as const satisfies Record<string, (capture: Capture) => WatchedScan[]>;

/** What is looked for. */
export type Scanned = keyof typeof SCANS;

export interface Scan {
  events: number;
  /** Of the processor. */
  seconds: number;
  /** More than before: of the heap and of buffers. */
  bytes: number;
}

function bytesUsed(): number {
  globalThis.gc!();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + Math.max(external, arrayBuffers);
}

async function bench(path: string, what: Scanned): Promise<Scan> {
  const capture = await Capture.open(path);
  const { length } = capture.index;
  const before = bytesUsed();
  const start = process.cpuUsage();
  const scans = SCANS[what](capture);
  await Promise.all(scans.map((scan) => scan.until(length)));
  const { user, system } = process.cpuUsage(start);
  const bytes = bytesUsed() - before;
  for (const scan of scans) scan.dispose();
  capture.dispose();
  return { events: length, seconds: (user + system) / 1e6, bytes };
}

const [path, what] = process.argv.slice(2);
bench(path!, what as Scanned).then(
  (scan) => process.stdout.write(JSON.stringify(scan)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
