import { unreadableFurther } from '../shared/errors/captureErrors';
import type { SourceEnd } from '../shared/source';

/** What to tell of a source that failed; undefined where it did not. @param place What it was opened by. */
export function sourceFailure(place: string, { error, reason }: SourceEnd): Error | undefined {
  return error && reason === 'bad-stream' ? unreadableFurther(place, error.message) : error;
}
