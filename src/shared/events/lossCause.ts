import { EventFlag } from '../frames/layout';

/** Why part of an event is lost. */
export type LossCause = 'ring-full' | 'unreadable';

/** @param flags {@link EventFlag}s of an event's frame. */
export function lossCause(flags: number): LossCause | undefined {
  if (flags & EventFlag.RingFull) return 'ring-full';
  if (flags & EventFlag.Unreadable) return 'unreadable';
  return undefined;
}
