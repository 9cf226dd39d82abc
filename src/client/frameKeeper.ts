import { eventKind } from '../shared/events/eventKinds';
import { HEADER } from '../shared/frames/layout';

const MAX_UINT32 = 2 ** 32 - 1;

/**
 * Keeps the frames of wanted processes; hello and statistics are always kept. The losses
 * that a skipped frame reports are reported by the next one that is kept.
 * @param keeps Whether a process is wanted.
 * @returns A function that takes one run of frames after another, overwrites it, and gives back what is kept
 * of it: the run itself when that is all, which is the usual case.
 */
export function frameKeeper(keeps: (pid: number) => boolean): (run: Buffer) => Buffer {
  let untold = 0;
  const keepsFrame = (run: Buffer, at: number): boolean => {
    if (!eventKind(run.readUInt16LE(at + HEADER.kind))) return true;
    const wanted = keeps(run.readUInt32LE(at + HEADER.pid));
    if (untold === 0 && wanted) return true;
    untold += run.readUInt32LE(at + HEADER.lostRingFull);
    if (!wanted) return false;
    run.writeUInt32LE(Math.min(untold, MAX_UINT32), at + HEADER.lostRingFull);
    untold = 0;
    return true;
  };
  return (run) => {
    const kept: Buffer[] = [];
    let start = 0;
    for (let at = 0; at < run.length;) {
      const next = at + run.readUInt32LE(at + HEADER.length);
      if (!keepsFrame(run, at)) {
        kept.push(run.subarray(start, at));
        start = next;
      }
      at = next;
    }
    return start === 0 ? run : Buffer.concat([...kept, run.subarray(start)]);
  };
}

/** The processes that the events of a run are of. */
export function processesOf(run: Buffer): Set<number> {
  const pids = new Set<number>();
  for (let at = 0; at < run.length; at += run.readUInt32LE(at + HEADER.length))
    if (eventKind(run.readUInt16LE(at + HEADER.kind))) pids.add(run.readUInt32LE(at + HEADER.pid));
  return pids;
}
