import { readFileSync } from 'node:fs';

/** Of one process, with its name for the ring buffer's mapping in /proc/PID/smaps. */
const RING = 'anon_inode:bpf-map';

/** @returns MB that are resident, pages that others share too, the mapped ring buffer aside. */
export function memoryBeyondRing(pid: number): number {
  let inRing = false;
  let kilobytes = 0;
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) inRing = line.endsWith(RING);
    else if (!inRing && line.startsWith('Rss:')) kilobytes += Number(/\d+/.exec(line)![0]);
  }
  return (kilobytes * 1024) / 1e6;
}

/** Looks every 100 ms. @returns ends it; the most there was. */
export function watchMemory(pid: number): () => number {
  let most = memoryBeyondRing(pid);
  const timer = setInterval(() => (most = Math.max(most, memoryBeyondRing(pid))), 100);
  return () => {
    clearInterval(timer);
    return most;
  };
}
