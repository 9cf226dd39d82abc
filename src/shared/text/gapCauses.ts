/**
 * Why events are missing: the kernel's ring buffer was full; the capture could not be written; it had
 * reached its limit; a part of it is damaged or gone; packets from which they were read are missing; of a fleet,
 * they did not arrive, or the node was not traced.
 */
export type GapCause =
  'ring-full' | 'disk-full' | 'limit' | 'damaged' | 'uncaptured' | 'undelivered' | 'untraced';

/** How each cause of a loss is worded, wherever it is told: in the window, in the log, in a terminal. */
export const CAUSE_TEXTS: Readonly<Record<GapCause | 'unreadable', string>> = {
  'ring-full': 'ring buffer full',
  'disk-full': 'the capture could not be written',
  limit: 'the capture was full',
  damaged: 'part of the capture is damaged',
  uncaptured: 'packets were not captured',
  undelivered: 'not delivered by the fleet',
  untraced: 'the node was not traced',
  // Of a message that arrived in part.
  unreadable: 'memory of the node unreadable',
};
