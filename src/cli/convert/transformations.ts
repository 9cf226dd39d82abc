import type { OpenedSource } from '../../capture/sources/sourceKind';

/** Runs of whole frames, the hello first; each is valid until the next is asked for. */
export type Frames = AsyncIterable<Buffer>;

/** Changes frames on their way from a source to what writes them, or leaves some of them out. */
export type Transformation = (frames: Frames, source: OpenedSource) => Frames;

/** What the user asked to be done with the frames. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- each option that changes frames adds its own
export interface TransformationFlags {}

/** Makes the transformation that flags ask for; undefined where they ask for none. */
type Maker = (flags: TransformationFlags) => Transformation | undefined;

/** In the order in which frames pass them. */
const MAKERS: readonly Maker[] = [];

/** What frames pass, in this order. */
export function transformationsOf(flags: TransformationFlags): readonly Transformation[] {
  return MAKERS.flatMap((make) => make(flags) ?? []);
}
