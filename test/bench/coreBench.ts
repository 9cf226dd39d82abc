// Opens a message capture as the window does, and says on standard output how long that took and how much memory:
// node build/bench/coreBench.js DIRECTORY FILE, where FILE is what it is recorded into.
import { setTimeout as wait } from 'node:timers/promises';
import { Recordings } from '../../src/extension/captures/recordings';

/** What coreFigures.ts reads. */
export interface OpenedCapture {
  seconds: number;
  messages: number;
  /** Bytes. */
  memory: number;
}

async function open(place: string, path: string): Promise<OpenedCapture> {
  const start = performance.now();
  const recordings = new Recordings(() => Promise.resolve(path));
  const { recording } = await recordings.open(place);
  while (recording.live) await wait(5);
  const seconds = (performance.now() - start) / 1000;
  const messages = recording.capture.index.length;
  await recordings.close();
  return { seconds, messages, memory: process.resourceUsage().maxRSS * 1024 };
}

void open(process.argv[2]!, process.argv[3]!).then((opened) =>
  process.stdout.write(JSON.stringify(opened)),
);
