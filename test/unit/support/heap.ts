import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** MB in use, garbage not counted. */
export async function heapInUse(): Promise<number> {
  // Array buffers are freed some time after their collection.
  for (let i = 0; i < 3; i++) {
    gc();
    await setTimeout(20);
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}
