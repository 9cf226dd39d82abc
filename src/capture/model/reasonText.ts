import type { MisbehavingEvent } from '../../shared/events/event';

/** Why a peer misbehaved, as far as is known; never empty. Show it through `visible`. */
export function reasonText({
  reason,
  unreadable,
}: Pick<MisbehavingEvent, 'reason' | 'unreadable'>): string {
  if (unreadable) return 'the reason could not be read';
  return reason === '' ? 'no reason given' : reason;
}
