import { redactionOf, type RedactFlags } from '../redact/redactOptions';
import { redaction } from './redaction';
import type { Transformation } from './transformation';

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
