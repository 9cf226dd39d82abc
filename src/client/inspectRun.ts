import { decodeFailure, type Failure } from '../shared/frames/failure';
import { MalformedFrame } from '../shared/frames/frameReader';
import { EventFlag, FrameKind, HEADER } from '../shared/frames/layout';

export interface InspectedRun {
  /** The frames before the helper's farewell, if there is one. */
  frames: Buffer;
  /** Why the helper ends. */
  farewell: Failure | undefined;
  /** The last statistics are among them: nothing that the kernel held is missing before. */
  final: boolean;
}

/**
 * Looks for what the helper itself says among the node's events; reads headers only.
 * @throws MalformedFrame for a second hello.
 */
export function inspectRun(run: Buffer): InspectedRun {
  let final = false;
  for (let at = 0; at < run.length;) {
    const length = run.readUInt32LE(at + HEADER.length);
    const kind = run.readUInt16LE(at + HEADER.kind) as FrameKind;
    if (kind === FrameKind.Failure)
      return {
        frames: run.subarray(0, at),
        farewell: decodeFailure(run.subarray(at, at + length)),
        final,
      };
    if (kind === FrameKind.Hello) throw new MalformedFrame('a hello amid the stream');
    if (kind === FrameKind.Statistics)
      final ||= (run.readUInt16LE(at + HEADER.flags) & EventFlag.Final) !== 0;
    at += length;
  }
  return { frames: run, farewell: undefined, final };
}
