import { EventKind, HEADER } from '../shared/layout';

/**
 * The frames of a run whose process is wanted; hello and statistics always are. The run itself
 * when all are, which is the usual case.
 */
export function keepFrames(run: Buffer, keeps: (pid: number) => boolean): Buffer {
  const kept: Buffer[] = [];
  let start = 0;
  for (let at = 0; at < run.length;) {
    const next = at + run.readUInt32LE(at + HEADER.length);
    if (
      isOfProbe(run.readUInt16LE(at + HEADER.kind)) &&
      !keeps(run.readUInt32LE(at + HEADER.pid))
    ) {
      kept.push(run.subarray(start, at));
      start = next;
    }
    at = next;
  }
  if (start === 0) return run;
  return Buffer.concat([...kept, run.subarray(start)]);
}

function isOfProbe(kind: EventKind): boolean {
  return kind !== EventKind.Hello && kind !== EventKind.Statistics && kind !== EventKind.Failure;
}
