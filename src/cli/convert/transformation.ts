import type { OpenedSource } from '../../capture/sources/sourceKind';
import type { Hello } from '../../shared/frames/hello';

/** Runs of whole frames, the hello first; each is valid until the next is asked for. */
export type Frames = AsyncIterable<Buffer>;

/** What is on its way from a source to what writes it. */
export interface Passing {
  /** What the first frame says. */
  hello: Hello;
  frames: Frames;
  /** Of which process an event was, by what stands for its number; absent where it is the number. */
  recordedPid?: (pid: number) => number | undefined;
}

/** Changes frames on their way, or leaves some of them out. */
export type Transformation = (passing: Passing, source: OpenedSource) => Passing;
