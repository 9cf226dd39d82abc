import { decodeFailure, type Failure } from '../shared/failure';
import { MalformedFrame } from '../shared/frameReader';
import { EventKind, HEADER } from '../shared/layout';

export interface InspectedRun {
  /** The frames before the helper's farewell, if there is one. */
  frames: Buffer;
  /** Why the helper ends. */
  farewell: Failure | undefined;
}

/**
 * Looks for what the helper itself says among the node's events; reads headers only.
 * @throws MalformedFrame for a second hello.
 */
export function inspectRun(run: Buffer): InspectedRun {
  for (let at = 0; at < run.length;) {
    const length = run.readUInt32LE(at + HEADER.length);
    const kind = run.readUInt16LE(at + HEADER.kind) as EventKind;
    if (kind === EventKind.Failure)
      return {
        frames: run.subarray(0, at),
        farewell: decodeFailure(run.subarray(at, at + length)),
      };
    if (kind === EventKind.Hello) throw new MalformedFrame('a hello amid the stream');
    at += length;
  }
  return { frames: run, farewell: undefined };
}
