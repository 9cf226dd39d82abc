import type { OpenedSource } from '../../capture/sources/sourceKind';
import type { Hello } from '../../shared/frames/hello';
import { redactionOf, type RedactFlags } from '../redact/redactOptions';
import { redaction } from './redaction';

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

/** What the user asked to be done with the frames: each option that changes frames adds its own. */
export type TransformationFlags = RedactFlags;

/** Makes the transformation that flags ask for; undefined where they ask for none. */
type Maker = (flags: TransformationFlags) => Transformation | undefined;

/** In the order in which frames pass them: what chooses frames sees them as they were recorded. */
const MAKERS: readonly Maker[] = [
  (flags) => {
    const options = redactionOf(flags);
    return options && redaction(options);
  },
];

/** What frames pass, in this order. @throws UserError */
export function transformationsOf(flags: TransformationFlags): readonly Transformation[] {
  return MAKERS.flatMap((make) => make(flags) ?? []);
}
